import Testing

@testable import ChatEngine

/// Every name that wire/openai-chat.md, section 4, and wire/anthropic.md, section 8, list.
@Suite struct `Names of rate limit headers` {
  /// 2026-11-23T08:15:00Z.
  private let now = Timestamp(milliseconds: 1_795_421_700_000)

  private func report(_ headers: [(String, String)]) -> RateLimitReport? {
    RateLimitHeaders.report(headers.map { HTTPHeader($0.0, $0.1) }, now: now)
  }

  private static let inTwelve = "2026-11-23T08:15:12Z"

  @Test(arguments: [
    // OpenAI and Groq.
    ("x-ratelimit-limit-requests", "7", RateLimitReport(requestsLimit: 7)),
    ("x-ratelimit-remaining-requests", "7", RateLimitReport(requestsRemaining: 7)),
    ("x-ratelimit-reset-requests", "12ms", RateLimitReport(requestsReset: .milliseconds(12))),
    ("x-ratelimit-reset-requests", "1s", RateLimitReport(requestsReset: .seconds(1))),
    (
      "x-ratelimit-reset-requests", "2m59.56s",
      RateLimitReport(requestsReset: .milliseconds(179_560))
    ),
    ("x-ratelimit-limit-tokens", "7", RateLimitReport(tokensLimit: 7)),
    ("x-ratelimit-remaining-tokens", "7", RateLimitReport(tokensRemaining: 7)),
    ("x-ratelimit-reset-tokens", "6m0s", RateLimitReport(tokensReset: .seconds(360))),
    (
      "x-ratelimit-reset-tokens", "1h2m3.5s", RateLimitReport(tokensReset: .milliseconds(3_723_500))
    ),
    ("x-ratelimit-limit-tokens_usage_based", "7", RateLimitReport(tokensLimit: 7)),
    ("x-ratelimit-remaining-tokens_usage_based", "7", RateLimitReport(tokensRemaining: 7)),
    ("x-ratelimit-reset-tokens_usage_based", "1s", RateLimitReport(tokensReset: .seconds(1))),
    // Mistral.
    ("x-ratelimit-limit-req-minute", "7", RateLimitReport(requestsLimit: 7)),
    ("x-ratelimit-remaining-req-minute", "7", RateLimitReport(requestsRemaining: 7)),
    ("x-ratelimit-limit-tokens-minute", "7", RateLimitReport(tokensLimit: 7)),
    ("x-ratelimit-remaining-tokens-minute", "7", RateLimitReport(tokensRemaining: 7)),
    // OpenRouter.
    ("X-RateLimit-Limit", "7", RateLimitReport(requestsLimit: 7)),
    ("X-RateLimit-Remaining", "7", RateLimitReport(requestsRemaining: 7)),
    ("X-RateLimit-Reset", "1795421712000", RateLimitReport(requestsReset: .seconds(12))),
    // Anthropic.
    ("anthropic-ratelimit-requests-limit", "7", RateLimitReport(requestsLimit: 7)),
    ("anthropic-ratelimit-requests-remaining", "7", RateLimitReport(requestsRemaining: 7)),
    ("anthropic-ratelimit-requests-reset", inTwelve, RateLimitReport(requestsReset: .seconds(12))),
    ("anthropic-ratelimit-tokens-limit", "7", RateLimitReport(tokensLimit: 7)),
    ("anthropic-ratelimit-tokens-remaining", "7", RateLimitReport(tokensRemaining: 7)),
    ("anthropic-ratelimit-tokens-reset", inTwelve, RateLimitReport(tokensReset: .seconds(12))),
    ("anthropic-ratelimit-input-tokens-limit", "7", RateLimitReport(tokensLimit: 7)),
    ("anthropic-ratelimit-input-tokens-remaining", "7", RateLimitReport(tokensRemaining: 7)),
    (
      "anthropic-ratelimit-input-tokens-reset", inTwelve, RateLimitReport(tokensReset: .seconds(12))
    ),
    ("anthropic-ratelimit-output-tokens-remaining", "0", RateLimitReport(tokensRemaining: 0)),
    // All of them.
    ("retry-after", "12", RateLimitReport(retryAfter: .seconds(12))),
    ("Retry-After", "0.25", RateLimitReport(retryAfter: .milliseconds(250))),
    (
      "retry-after", "Mon, 23 Nov 2026 08:15:12 GMT", RateLimitReport(retryAfter: .seconds(12))
    ),
    ("retry-after-ms", "1500", RateLimitReport(retryAfter: .milliseconds(1_500))),
  ])
  func `are all known`(name: String, value: String, wanted: RateLimitReport) {
    #expect(report([(name, value)]) == wanted)
  }

  // What is paid for beside the usual limits is no reason to wait: without it the usual ones hold.
  @Test(arguments: [
    "anthropic-priority-input-tokens-remaining", "anthropic-priority-output-tokens-remaining",
    "anthropic-fast-input-tokens-remaining", "anthropic-fast-output-tokens-remaining",
  ])
  func `of paid priority say nothing of limits`(name: String) {
    #expect(report([(name, "0")]) == nil)
  }

  @Test func `of the tightest bucket count, whatever their order`() {
    let headers = [
      ("anthropic-ratelimit-tokens-limit", "500"), ("anthropic-ratelimit-tokens-remaining", "400"),
      ("anthropic-ratelimit-tokens-reset", "2026-11-23T08:15:02Z"),
      ("anthropic-ratelimit-input-tokens-limit", "300"),
      ("anthropic-ratelimit-input-tokens-remaining", "10"),
      ("anthropic-ratelimit-input-tokens-reset", Self.inTwelve),
      ("anthropic-ratelimit-output-tokens-remaining", "5"),
    ]
    let wanted = RateLimitReport(
      tokensLimit: 300, tokensRemaining: 10, tokensReset: .seconds(12))
    #expect(report(headers) == wanted)
    #expect(report(headers.reversed()) == wanted)
  }

  @Test func `of answers count when no token is left for one`() {
    let headers = [
      ("anthropic-ratelimit-input-tokens-remaining", "9000"),
      ("anthropic-ratelimit-output-tokens-limit", "8000"),
      ("anthropic-ratelimit-output-tokens-remaining", "0"),
      ("anthropic-ratelimit-output-tokens-reset", Self.inTwelve),
    ]
    let wanted = RateLimitReport(
      tokensLimit: 8_000, tokensRemaining: 0, tokensReset: .seconds(12))
    #expect(report(headers) == wanted)
  }

  @Test func `of equal buckets are those of the one that is new last`() {
    let headers = [
      ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "1s"),
      ("x-ratelimit-remaining-tokens_usage_based", "0"),
      ("x-ratelimit-reset-tokens_usage_based", "5s"),
    ]
    let wanted = RateLimitReport(tokensRemaining: 0, tokensReset: .seconds(5))
    #expect(report(headers) == wanted)
  }

  @Test(arguments: ["-1", "", "x", "1e3", "99999999999999999999"])
  func `with no number say nothing`(value: String) {
    #expect(report([("x-ratelimit-remaining-requests", value)]) == nil)
  }
}
