/// What the status bar says of routing: why a target waits, is passed over, or is not asked at all.
package enum RoutingSentence {
  /// `a is at its limit for 12 s, b is over the budget`; nil where nobody was passed over.
  static func passedOver(_ targets: [(target: Target, failure: Failure)]) -> String? {
    let clauses = targets.map { passed in
      let name = name(passed.target, among: targets.map(\.target))
      switch passed.failure.kind {
      case .budget: return "\(name) is over the budget"
      case .rateLimited: return "\(name) is at its limit\(time(passed.failure))"
      default: return "\(name) is not asked now\(time(passed.failure))"
      }
    }
    return clauses.isEmpty ? nil : clauses.joined(separator: ", ")
  }

  /// `a is slow to begin; asking b too`.
  static func hedged(_ slow: Target, with other: Target) -> String {
    let both = [slow, other]
    return "\(name(slow, among: both)) is slow to begin; asking \(name(other, among: both)) too"
  }

  /// `From the cache, 3 m old`; `age` in milliseconds.
  static func cached(age: Int64) -> String {
    "From the cache, \(ErrorSentence.spelled(.milliseconds(max(age, 0)))) old"
  }

  /// `waiting for a place at a`, with ` in 12 s` where the time is known.
  package static func waiting(at target: Target, left: Duration? = nil) -> String {
    let time = left.map { ": \(ErrorSentence.counted($0))" } ?? ""
    return "waiting for a place at \(target.provider)\(time) · Esc cancels"
  }

  private static func time(_ failure: Failure) -> String {
    Backoff.sane(failure.retryAfter).map { " for \(ErrorSentence.spelled($0))" } ?? ""
  }

  /// The provider's name, with the model where two of a provider's are named.
  private static func name(_ target: Target, among all: [Target]) -> String {
    let isAmbiguous = all.contains { $0.provider == target.provider && $0 != target }
    return isAmbiguous ? target.description : target.provider
  }
}

extension Failure {
  /// Whether it is a wait under our own limits, of which no provider has said anything.
  package var isOwnLimit: Bool { kind == .rateLimited && code == Failure.ownLimitCode }
}
