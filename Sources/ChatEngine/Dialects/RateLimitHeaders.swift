/// Rate limits in the headers of OpenAI, Groq, Mistral, Anthropic and OpenRouter.
enum RateLimitHeaders {
  /// What the headers report; nil where they say nothing of limits.
  static func report(_ headers: [HTTPHeader], now: Timestamp?) -> RateLimitReport? {
    var fields: [String: String] = [:]
    for header in headers {
      let name = header.name.lowercased()
      if name.contains(ascii: "ratelimit"), fields.count < 64 { fields[name] = header.value }
    }
    guard !fields.isEmpty else { return nil }
    let report = RateLimitReport(
      requestsLimit: count(fields, requestLimits), requestsRemaining: count(fields, requestsLeft),
      requestsReset: wait(fields, requestResets, now), tokensLimit: count(fields, tokenLimits),
      tokensRemaining: count(fields, tokensLeft), tokensReset: wait(fields, tokenResets, now))
    return report == RateLimitReport() ? nil : report
  }

  // The first that is there counts: OpenAI and Groq, Mistral, Anthropic, OpenRouter.
  private static let requestLimits = [
    "x-ratelimit-limit-requests", "x-ratelimit-limit-req-minute",
    "anthropic-ratelimit-requests-limit", "x-ratelimit-limit",
  ]
  private static let requestsLeft = [
    "x-ratelimit-remaining-requests", "x-ratelimit-remaining-req-minute",
    "anthropic-ratelimit-requests-remaining", "x-ratelimit-remaining",
  ]
  private static let requestResets = [
    "x-ratelimit-reset-requests", "anthropic-ratelimit-requests-reset", "x-ratelimit-reset",
  ]
  private static let tokenLimits = [
    "x-ratelimit-limit-tokens", "x-ratelimit-limit-tokens-minute",
    "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-input-tokens-limit",
    "x-ratelimit-limit-tokens_usage_based",
  ]
  private static let tokensLeft = [
    "x-ratelimit-remaining-tokens", "x-ratelimit-remaining-tokens-minute",
    "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-input-tokens-remaining",
    "x-ratelimit-remaining-tokens_usage_based",
  ]
  private static let tokenResets = [
    "x-ratelimit-reset-tokens", "anthropic-ratelimit-tokens-reset",
    "anthropic-ratelimit-input-tokens-reset", "x-ratelimit-reset-tokens_usage_based",
  ]

  private static func count(_ fields: [String: String], _ names: [String]) -> Int? {
    names.lazy.compactMap { fields[$0].flatMap { Int($0.trimmed) } }.first { $0 >= 0 }
  }

  private static func wait(
    _ fields: [String: String], _ names: [String], _ now: Timestamp?
  ) -> Duration? {
    names.lazy.compactMap { fields[$0].flatMap { wait($0.trimmed, now) } }.first
  }

  /// A Go duration, an RFC 3339 time, seconds, or milliseconds since 1970.
  private static func wait(_ text: String, _ now: Timestamp?) -> Duration? {
    if let number = Double(text) {
      guard number.isFinite, number >= 0 else { return nil }
      // Ten digits are a time in seconds, thirteen one in milliseconds; what is less is a wait.
      if number < 1e9 { return bounded(number) }
      guard let now, number < 1e14 else { return nil }
      let milliseconds = number < 1e11 ? number * 1000 : number
      return bounded((milliseconds - Double(now.milliseconds)) / 1000)
    }
    if let seconds = WireDuration.seconds(text) { return bounded(seconds) }
    guard let now, let date = WireDate.rfc3339(text) else { return nil }
    return bounded(Double(date.milliseconds - now.milliseconds) / 1000)
  }

  /// A week at most; a reset in the past is now.
  private static func bounded(_ seconds: Double) -> Duration? {
    guard seconds.isFinite, seconds <= 7 * 86400 else { return nil }
    return .milliseconds(Int64((max(0, seconds) * 1000).rounded(.up)))
  }
}
