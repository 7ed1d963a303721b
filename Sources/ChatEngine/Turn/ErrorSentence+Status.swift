extension ErrorSentence {
  // MARK: The status bar

  /// `A answered 429; using B`.
  package func failedOver(from: Target, to: Target, because failure: Failure) -> String {
    let (old, new) = Self.names(from, to)
    return "\(old) \(brief(failure, target: from)); using \(new)"
  }

  /// `A failed (502); asking again`.
  package func retrying(_ target: Target, because failure: Failure) -> String {
    "\(target.provider) \(brief(failure, target: target)); asking again"
  }

  /// `A is limiting: 12 s… Esc cancels`, with what is left of the wait.
  package func waiting(
    for target: Target, because failure: Failure, left: Duration
  ) -> String {
    "\(waits(for: target, because: failure, left: left))… Esc cancels"
  }

  /// `A is limiting: 12 s`.
  package func waits(
    for target: Target, because failure: Failure, left: Duration
  ) -> String {
    let what =
      switch failure.kind {
      case .rateLimited where failure.code == Failure.ownLimitCode:
        isLimited(target) ? "is at your limit" : "is at its limit"
      case .rateLimited: "is limiting"
      case .overloaded: "is overloaded"
      default: brief(failure, target: target)
      }
    return "\(target.provider) \(what): \(Self.counted(left))"
  }

  /// `A cut the answer short after ~412 tokens`.
  package func cut(_ target: Target, because failure: Failure, usage: Usage?) -> String {
    let count = usage?.outputTokens.map {
      " after \(usage?.isEstimated == true ? "~" : "")\($0) tokens"
    }
    return "\(target.provider) \(brief(failure, target: target))\(count ?? "")"
  }

  private func brief(_ failure: Failure, target: Target) -> String {
    brief(failure, AttemptRecord(target: target, outcome: .failed, failure: failure))
  }

  private static func names(_ first: Target, _ second: Target) -> (String, String) {
    first.provider == second.provider
      ? (first.description, second.description) : (first.provider, second.provider)
  }
}
