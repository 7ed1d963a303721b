/// What providers said is left of their limits, as long as their word holds.
struct LimitReports: Sendable {
  /// A provider that does not say when it counts anew does so by the minute.
  private static let usualReset: Duration = .seconds(60)

  private struct Word: Sendable {
    var requests: Int?
    var requestsUntil: Instant
    var tokens: Int?
    var tokensUntil: Instant
  }

  private var words: [Target: Word] = [:]

  init() {}

  mutating func take(_ report: RateLimitReport, of target: Target, at now: Instant) {
    words = words.filter { max($0.value.requestsUntil, $0.value.tokensUntil) > now }
    words[target] = Word(
      requests: report.requestsRemaining,
      requestsUntil: now + (report.requestsReset ?? Self.usualReset),
      tokens: report.tokensRemaining,
      tokensUntil: now + (report.tokensReset ?? Self.usualReset))
  }

  /// What is left; nothing is known once the provider has counted anew.
  func outlook(of target: Target, at now: Instant) -> LimitOutlook {
    guard let word = words[target] else { return LimitOutlook() }
    return LimitOutlook(
      requests: word.requestsUntil > now ? word.requests : nil,
      tokens: word.tokensUntil > now ? word.tokens : nil)
  }
}

extension LimitOutlook {
  /// Of each kind what leaves less.
  func tightened(by other: LimitOutlook) -> LimitOutlook {
    LimitOutlook(
      requests: [requests, other.requests].compactMap(\.self).min(),
      tokens: [tokens, other.tokens].compactMap(\.self).min(),
      streams: [streams, other.streams].compactMap(\.self).min())
  }
}
