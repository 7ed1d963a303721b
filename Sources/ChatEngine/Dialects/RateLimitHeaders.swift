/// Rate limits in the headers of OpenAI, Groq, Mistral, Anthropic and OpenRouter.
enum RateLimitHeaders {
  /// What the headers report; nil where they say nothing of limits.
  static func report(_ headers: [HTTPHeader], now: Timestamp?) -> RateLimitReport? {
    var fields: [String: String] = .init()
    for header in headers where fields.count < 64 && header.name.contains(ascii: "ratelimit") {
      fields[header.name.lowercased()] = header.value
    }
    let retryAfter = RetryHints.asked(headers, now: now)
    if fields.isEmpty, retryAfter == nil { return nil }
    let requests = tightest(of: requestBuckets.map { read($0, fields, now) })
    // What is left for answers is not what a prompt takes: it counts only when nothing is.
    let answers = read(answerBucket, fields, now)
    let tokens = tightest(
      of: tokenBuckets.map { read($0, fields, now) } + (answers.left == 0 ? [answers] : []))
    let report = RateLimitReport(
      requestsLimit: requests.limit, requestsRemaining: requests.left,
      requestsReset: requests.reset, tokensLimit: tokens.limit, tokensRemaining: tokens.left,
      tokensReset: tokens.reset, retryAfter: retryAfter)
    return report == RateLimitReport() ? nil : report
  }

  /// The names of the three headers of one bucket.
  private struct Names {
    var limit: String
    var left: String
    var reset: String
  }

  private struct Bucket: Equatable {
    var limit: Int?
    var left: Int?
    var reset: Duration?

    func isTighter(than other: Bucket) -> Bool {
      let (left, others) = (left ?? .max, other.left ?? .max)
      return left == others ? reset ?? .zero > other.reset ?? .zero : left < others
    }
  }

  private static let requestBuckets = [
    openAI("-requests"), openAI("-req-minute"), anthropic("requests"), openAI(""),
  ]
  private static let tokenBuckets = [
    openAI("-tokens"), openAI("-tokens_usage_based"), openAI("-tokens-minute"),
    anthropic("tokens"), anthropic("input-tokens"),
  ]
  private static let answerBucket = anthropic("output-tokens")

  /// Groq and Mistral name them as OpenAI does; OpenRouter leaves out of what.
  private static func openAI(_ kind: String) -> Names {
    Names(
      limit: "x-ratelimit-limit\(kind)", left: "x-ratelimit-remaining\(kind)",
      reset: "x-ratelimit-reset\(kind)")
  }

  private static func anthropic(_ kind: String) -> Names {
    let name = "anthropic-ratelimit-\(kind)"
    return Names(limit: "\(name)-limit", left: "\(name)-remaining", reset: "\(name)-reset")
  }

  private static func read(
    _ names: Names, _ fields: [String: String], _ now: Timestamp?
  ) -> Bucket {
    Bucket(
      limit: count(fields[names.limit]), left: count(fields[names.left]),
      reset: fields[names.reset].flatMap { wait($0.trimmed, now) })
  }

  /// The one with the least left, of equals the one that is new last; else the first that says
  /// anything.
  private static func tightest(of buckets: [Bucket]) -> Bucket {
    let least = buckets.min { $0.isTighter(than: $1) }
    if let least, least.left != nil { return least }
    return buckets.first { $0 != Bucket() } ?? Bucket()
  }

  private static func count(_ text: String?) -> Int? {
    guard let count = text.flatMap({ Int($0.trimmed) }), count >= 0 else { return nil }
    return count
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
