import Testing

@testable import ChatEngine

@Suite struct `A hint to wait` {
  /// 2026-11-23T08:15:00Z.
  private let now = Timestamp(milliseconds: 1_795_421_700_000)

  private func hint(_ headers: [HTTPHeader], message: String = "m") -> Duration? {
    let body = #"{"error":{"message":\#(JSON.string(message).text())}}"#
    return Dialect.openAIChat.codec.failure(
      status: 429, headers: headers, body: Array(body.utf8), now: now
    ).retryAfter
  }

  @Test(arguments: [
    ("retry-after-ms", "1500", 1500), ("Retry-After", "2", 2000), ("Retry-After", "0.25", 250),
    ("Retry-After", "Mon, 23 Nov 2026 08:15:30 GMT", 30000),
    ("Retry-After", "Monday, 23-Nov-26 08:15:30 GMT", 30000),
    ("Retry-After", "Mon Nov 23 08:15:30 2026", 30000),
  ])
  func `is read from headers`(name: String, value: String, milliseconds: Int) {
    #expect(hint([HTTPHeader(name, value)]) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "-1", "0", "nan", "inf", "1e308", "soon", "", "Mon, 23 Nov 2020 08:15:30 GMT", "9999999",
    "Foo, 99 Bar 2026 99:99:99 GMT",
  ])
  func `that is garbage, past or absurd is passed over`(value: String) {
    #expect(hint([HTTPHeader("retry-after", value)]) == nil)
    #expect(hint([HTTPHeader("retry-after-ms", value)]) == nil || value == "9999999")
  }

  @Test func `in milliseconds goes before one in seconds, and a bad one before neither`() {
    let seconds = HTTPHeader("retry-after", "7")
    #expect(hint([seconds, HTTPHeader("retry-after-ms", "10")]) == .milliseconds(10))
    #expect(hint([seconds, HTTPHeader("retry-after-ms", "x")]) == .seconds(7))
  }

  @Test(arguments: [
    ("Please try again in 6.57s. Visit", 6570), ("Please try again in 9m38.016s.", 578_016),
    ("try again in 120ms", 120), ("Please retry in 37.4s.", 37400),
    ("Try again in 20 seconds.", 20000), ("try again in 2 minutes", 120_000),
  ])
  func `is read from the message`(message: String, milliseconds: Int) {
    #expect(hint([], message: message) == .milliseconds(milliseconds))
  }

  @Test func `is the reset of the bucket that is empty`() {
    let full = [
      HTTPHeader("x-ratelimit-remaining-requests", "5"),
      HTTPHeader("x-ratelimit-reset-requests", "1h"),
      HTTPHeader("x-ratelimit-remaining-tokens", "0"),
      HTTPHeader("x-ratelimit-reset-tokens", "2m59.56s"),
    ]
    #expect(hint(full) == .milliseconds(179_560))
    let anthropic = [
      HTTPHeader("anthropic-ratelimit-requests-remaining", "0"),
      HTTPHeader("anthropic-ratelimit-requests-reset", "2026-11-23T08:15:12Z"),
    ]
    #expect(hint(anthropic) == .seconds(12))
  }

  @Test(arguments: [
    ("12ms", 0.012), ("1s", 1), ("6m0s", 360), ("1h2m3.5s", 3723.5), ("500us", 0.0005),
  ])
  func `may be a Go duration`(text: String, seconds: Double) {
    #expect(WireDuration.seconds(text).map { abs($0 - seconds) < 1e-9 } == true)
  }

  @Test(arguments: ["", "s", "1", "1x", "1..2s", "-1s", "1h-2m"])
  func `that is no duration is none`(text: String) {
    #expect(WireDuration.seconds(text) == nil)
  }

  @Test(arguments: [
    ("2026-11-23T08:15:00Z", 1_795_421_700_000),
    ("2026-11-23T09:15:00.250+01:00", 1_795_421_700_000),
    ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:59Z", 1_709_251_199_000),
  ])
  func `may be a time`(text: String, milliseconds: Int64) {
    #expect(WireDate.rfc3339(text) == Timestamp(milliseconds: milliseconds))
  }
}

@Suite struct `Headers of rate limits` {
  private let now = Timestamp(milliseconds: 1_795_421_700_000)

  private func report(_ headers: [(String, String)]) -> RateLimitReport? {
    Dialect.openAIChat.codec.limits(in: headers.map { HTTPHeader($0.0, $0.1) }, now: now)
  }

  @Test func `of OpenAI and Groq`() {
    let headers = [
      ("X-RateLimit-Limit-Requests", "100"), ("x-ratelimit-remaining-requests", "99"),
      ("x-ratelimit-reset-requests", "12ms"), ("x-ratelimit-limit-tokens", "6000"),
      ("x-ratelimit-remaining-tokens", "5000"), ("x-ratelimit-reset-tokens", "6m0s"),
    ]
    let wanted = RateLimitReport(
      requestsLimit: 100, requestsRemaining: 99, requestsReset: .milliseconds(12),
      tokensLimit: 6000, tokensRemaining: 5000, tokensReset: .seconds(360))
    #expect(report(headers) == wanted)
  }

  @Test func `of Mistral`() {
    let headers = [
      ("x-ratelimit-limit-tokens-minute", "50"), ("x-ratelimit-remaining-tokens-minute", "40"),
      ("x-ratelimit-limit-req-minute", "6"), ("x-ratelimit-remaining-req-minute", "5"),
    ]
    let wanted = RateLimitReport(
      requestsLimit: 6, requestsRemaining: 5, tokensLimit: 50, tokensRemaining: 40)
    #expect(report(headers) == wanted)
  }

  @Test func `of Anthropic`() {
    let headers = [
      ("anthropic-ratelimit-requests-limit", "50"),
      ("anthropic-ratelimit-requests-remaining", "49"),
      ("anthropic-ratelimit-requests-reset", "2026-11-23T08:16:00Z"),
      ("anthropic-ratelimit-input-tokens-limit", "9"),
    ]
    let wanted = RateLimitReport(
      requestsLimit: 50, requestsRemaining: 49, requestsReset: .seconds(60), tokensLimit: 9)
    #expect(report(headers) == wanted)
  }

  @Test func `of OpenRouter`() {
    let headers = [
      ("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"),
      ("X-RateLimit-Reset", "1795421705000"),
    ]
    let wanted = RateLimitReport(
      requestsLimit: 20, requestsRemaining: 0, requestsReset: .seconds(5))
    #expect(report(headers) == wanted)
  }

  @Test func `that say nothing sensible are none`() {
    #expect(report([("content-type", "text/plain")]) == nil)
    #expect(report([("x-ratelimit-limit-requests", "-1")]) == nil)
    #expect(report([("x-ratelimit-reset-requests", "1e400")]) == nil)
  }
}
