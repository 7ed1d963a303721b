/// A provider's word on what is left, as `LimitScript.tighten` takes it.
struct LimitWord: Sendable, Equatable {
  /// Mistral does not say when it counts anew, but that it counts by the minute.
  private static let usualReset: Duration = .seconds(60)

  /// Requests left and for how many microseconds, tokens left and for how many; -1 for no word.
  let numbers: [Int]

  init(_ report: RateLimitReport) {
    if let wait = report.retryAfter, wait > .zero {
      let span = Self.microseconds(wait)
      numbers = [0, span, -1, -1]
      return
    }
    // A limit of nothing is how some say that there is none.
    let requests = report.requestsLimit == 0 ? nil : report.requestsRemaining
    let tokens = report.tokensLimit == 0 ? nil : report.tokensRemaining
    numbers =
      Self.pair(requests, report.requestsReset) + Self.pair(tokens, report.tokensReset)
  }

  private static func pair(_ left: Int?, _ reset: Duration?) -> [Int] {
    guard let left else { return [-1, -1] }
    return [min(max(left, 0), 1 << 40), microseconds(reset ?? usualReset)]
  }

  private static func microseconds(_ duration: Duration) -> Int {
    Int(min(max(duration, .zero), LimitScript.longestHold).nanoseconds / 1000)
  }
}
