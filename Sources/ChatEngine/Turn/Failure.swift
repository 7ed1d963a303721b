/// Why an attempt or a turn failed: data, made into a sentence only where a person reads it.
package struct Failure: Error, Sendable, Equatable {
  /// The kinds that scripts see in `--json` (config.md).
  package enum Kind: String, Sendable, CaseIterable {
    case rateLimited = "rate_limited"
    case overloaded, quota, auth, forbidden
    case notFound = "not_found"
    case invalidRequest = "invalid_request"
    case contextOverflow = "context_overflow"
    case filtered, refused, timeout, dns, connect, tls, cut, idle, malformed
    case tooLarge = "too_large"
    case serverError = "server_error"
    case budget, schema, cancelled, config, tool
  }

  package var kind: Kind
  /// The provider's or library's own words, untrusted, without key or body; may be empty.
  package var message: String
  package var status: Int?
  /// The provider's error type or code ("insufficient_quota").
  package var code: String?
  /// How long the server asks to wait.
  package var retryAfter: Duration?
  /// The server's word on retrying (`x-should-retry`), which goes before our table.
  package var shouldRetry: Bool?
  package var requestID: String?
  /// The name of one of our optional fields that the provider refused: it is dropped and asked again.
  package var rejectedField: String?

  package init(
    _ kind: Kind, _ message: String = "", status: Int? = nil, code: String? = nil,
    retryAfter: Duration? = nil, shouldRetry: Bool? = nil, requestID: String? = nil,
    rejectedField: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.status = status
    self.code = code
    self.retryAfter = retryAfter
    self.shouldRetry = shouldRetry
    self.requestID = requestID
    self.rejectedField = rejectedField
  }
}
