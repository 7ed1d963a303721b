import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `An error answer` {
  struct Row: Sendable, CustomTestStringConvertible {
    var status: Int
    var body: String
    var kind: Failure.Kind
    var code: String?
    var message: String?

    var testDescription: String { "\(status) \(body.prefix(60))" }
  }

  private static func row(
    _ status: Int, _ body: String, _ kind: Failure.Kind, _ code: String? = nil,
    _ message: String? = nil
  ) -> Row {
    Row(status: status, body: body, kind: kind, code: code, message: message)
  }

  private static func openAI(_ code: String, _ message: String = "m", type: String = "t") -> String
  {
    #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":"\#(code)"}}"#
  }

  private static func anthropic(_ type: String, _ message: String = "m") -> String {
    #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"},"request_id":"r"}"#
  }

  private static func google(_ code: Int, _ status: String, details: String = "[]") -> String {
    #"{"error":{"code":\#(code),"message":"m","status":"\#(status)","details":\#(details)}}"#
  }

  static let rows: [Row] = [
    // OpenAI and its imitators.
    row(400, openAI("context_length_exceeded"), .contextOverflow, "context_length_exceeded", "m"),
    row(
      400, openAI("unsupported_parameter", type: "invalid_request_error"), .invalidRequest,
      "unsupported_parameter"),
    row(400, openAI("content_policy_violation"), .filtered),
    row(400, openAI("content_filter"), .filtered),
    row(401, openAI("invalid_api_key"), .auth, "invalid_api_key"),
    row(403, openAI("unsupported_country_region_territory"), .forbidden),
    row(404, openAI("model_not_found"), .notFound),
    row(429, openAI("rate_limit_exceeded"), .rateLimited),
    row(429, openAI("insufficient_quota"), .quota),
    row(429, openAI("credit_balance_exhausted"), .quota),
    row(413, openAI("rate_limit_exceeded"), .tooLarge),
    row(498, openAI("flex"), .overloaded),
    row(500, openAI("x", "upstream is overloaded"), .overloaded),
    row(500, openAI("x"), .serverError), row(503, openAI("x"), .overloaded),
    row(
      400,
      #"{"error":{"code":400,"type":"exceed_context_size_error","message":"m","n_ctx":4096}}"#,
      .contextOverflow, "exceed_context_size_error"),
    row(
      503, #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
      .overloaded, "unavailable_error", "Loading model"),
    row(402, #"{"error":{"message":"Insufficient Balance"}}"#, .quota),
    row(400, #"{"code":"bad","error":"text"}"#, .invalidRequest, "bad", "text"),
    row(
      422,
      #"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]},"type":"invalid_request_error","param":null,"code":"3280"}"#,
      .invalidRequest, "invalid_request_error", "seed: Extra inputs are not permitted"),
    row(
      422, #"{"detail":[{"loc":["body","n"],"msg":"too many"}]}"#, .invalidRequest, nil,
      "n: too many"),
    row(404, #"{"detail":"Not Found"}"#, .notFound, nil, "Not Found"),
    row(
      502,
      #"{"error":{"code":502,"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"inner\",\"code\":\"rate_limit_exceeded\"}}"}}}"#,
      .rateLimited, "rate_limit_exceeded", "Provider returned error: inner"),
    // Anthropic.
    row(
      400, anthropic("invalid_request_error", "prompt is too long: 9 tokens > 8"), .contextOverflow),
    row(400, anthropic("invalid_request_error", "Your credit balance is too low"), .quota),
    row(401, anthropic("authentication_error"), .auth, "authentication_error"),
    row(402, anthropic("billing_error"), .quota),
    row(403, anthropic("permission_error"), .forbidden),
    row(404, anthropic("not_found_error"), .notFound),
    row(413, anthropic("request_too_large"), .tooLarge),
    row(429, anthropic("rate_limit_error"), .rateLimited),
    row(
      429,
      #"{"type":"error","error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
      .quota, "enforced_spend_limit_reached"),
    row(500, anthropic("api_error"), .serverError), row(504, anthropic("timeout_error"), .timeout),
    row(529, anthropic("overloaded_error"), .overloaded),
    // Google.
    row(
      400, google(400, "INVALID_ARGUMENT", details: #"[{"reason":"API_KEY_INVALID"}]"#), .auth,
      "API_KEY_INVALID"),
    row(400, google(400, "INVALID_ARGUMENT"), .invalidRequest, "INVALID_ARGUMENT"),
    row(400, google(400, "FAILED_PRECONDITION"), .forbidden),
    row(403, google(403, "PERMISSION_DENIED"), .forbidden),
    row(404, google(404, "NOT_FOUND"), .notFound),
    row(429, google(429, "RESOURCE_EXHAUSTED"), .rateLimited),
    row(
      429,
      google(
        429, "RESOURCE_EXHAUSTED", details: #"[{"violations":[{"quotaId":"RequestsPerDay"}]}]"#),
      .quota),
    row(503, google(503, "UNAVAILABLE"), .overloaded),
    row(504, google(504, "DEADLINE_EXCEEDED"), .timeout),
    row(429, "[" + google(429, "RESOURCE_EXHAUSTED") + "]", .rateLimited),
    // No JSON at all.
    row(
      502, "<html><title>502 Bad Gateway</title></html>", .serverError, nil,
      "got a web page, not an answer: 502 Bad Gateway"),
    row(404, "no such thing", .notFound, nil, "no such thing"),
    row(500, "", .serverError, nil, ""), row(302, "", .config), row(418, "", .invalidRequest),
  ]

  @Test(arguments: rows)
  func `is classed by its type and code before its status`(row: Row) {
    let failure = Dialect.openAIChat.codec.failure(
      status: row.status, headers: [], body: Array(row.body.utf8), now: Timestamp(milliseconds: 0))
    #expect(failure.kind == row.kind)
    #expect(failure.status == row.status)
    if let code = row.code { #expect(failure.code == code) }
    if let message = row.message { #expect(failure.message == message) }
  }

  @Test(.enabled(if: Shared.samples != nil, "wire samples not found"))
  func `of Gemini carries its wait`() {
    let failure = Dialect.gemini.codec.failure(
      status: 429, headers: [], body: Shared.sample("gemini.error429.json"),
      now: Timestamp(milliseconds: 0))
    let wanted = Failure(
      .rateLimited, "You exceeded your current quota.", status: 429, code: "RESOURCE_EXHAUSTED",
      retryAfter: .milliseconds(37400))
    #expect(failure == wanted)
  }

  @Test func `never shows a key`() {
    let body = openAIKeyBody
    let failure = Dialect.openAIChat.codec.failure(
      status: 401, headers: [], body: Array(body.utf8), now: Timestamp(milliseconds: 0))
    #expect(failure.message == "Incorrect API key provided: (key)")
  }

  private let openAIKeyBody =
    #"{"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnop.","code":"x"}}"#

  @Test func `keeps the request's id and the word on retrying`() {
    let headers = [HTTPHeader("X-Request-Id", "req_1"), HTTPHeader("X-Should-Retry", "false")]
    let failure = Dialect.openAIChat.codec.failure(
      status: 503, headers: headers, body: [], now: Timestamp(milliseconds: 0))
    #expect(failure.requestID == "req_1")
    #expect(failure.shouldRetry == false)
  }

  @Test(arguments: [
    (
      #"{"error":{"message":"m","param":"reasoning_effort","code":"unsupported_value"}}"#,
      "reasoning_effort"
    ),
    (
      #"{"error":{"message":"m","param":"response_format.json_schema","type":"invalid_request_error"}}"#,
      "response_format"
    ),
    (
      #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model."}}"#,
      "max_tokens"
    ),
    (
      #"{"message":{"detail":[{"loc":["body","random_seed"],"msg":"Extra"}]},"object":"error"}"#,
      "random_seed"
    ),
    (
      #"{"type":"error","error":{"type":"invalid_request_error","message":"temperature: deprecated for this model"}}"#,
      "temperature"
    ),
    (
      #"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"Invalid JSON payload received. Unknown name \"thinking_config\" at 'generation_config'"}}"#,
      "thinkingConfig"
    ),
  ])
  func `names the optional field that was refused`(body: String, field: String) {
    let failure = Dialect.openAIChat.codec.failure(
      status: 400, headers: [], body: Array(body.utf8), now: Timestamp(milliseconds: 0))
    #expect(failure.rejectedField == field)
  }

  @Test func `about another thing names no field`() {
    let body = #"{"error":{"message":"messages must not be empty","param":"messages"}}"#
    let failure = Dialect.openAIChat.codec.failure(
      status: 400, headers: [], body: Array(body.utf8), now: Timestamp(milliseconds: 0))
    #expect(failure.rejectedField == nil)
  }
}
