/// A named account at a base URL.
package struct Provider: Sendable, Equatable {
  package var name: String
  package var dialect: Dialect
  /// Without a trailing slash; the dialect's paths are appended textually.
  package var baseURL: String
  package var authentication: Authentication
  /// How its key is got; nil where it needs none.
  package var key: KeySource?
  /// Extra headers, the user's own; they never replace the authentication.
  package var headers: [HTTPHeader]
  /// Members merged into the top level of every request body.
  package var extraBody: JSONObject
  /// Models that the configuration or a preset names, the first being the usual one.
  package var models: [Model]
  package var quirks: Quirks
  package var timeouts: Timeouts
  package var security: TransferSecurity
  /// The preset's name, under which the model table knows it; nil for a server of one's own.
  package var preset: String?
  package var limits: RateLimits

  package init(
    name: String, dialect: Dialect, baseURL: String, authentication: Authentication = .bearer,
    key: KeySource? = nil, headers: [HTTPHeader] = [], extraBody: JSONObject = JSONObject(),
    models: [Model] = [], quirks: Quirks = Quirks(), timeouts: Timeouts = Timeouts(),
    security: TransferSecurity = TransferSecurity(), preset: String? = nil,
    limits: RateLimits = RateLimits()
  ) {
    self.name = name
    self.dialect = dialect
    self.baseURL = baseURL
    self.authentication = authentication
    self.key = key
    self.headers = headers
    self.extraBody = extraBody
    self.models = models
    self.quirks = quirks
    self.timeouts = timeouts
    self.security = security
    self.preset = preset
    self.limits = limits
  }

  /// Where a key goes in a request.
  package enum Authentication: Sendable, Equatable {
    /// `Authorization: Bearer KEY`.
    case bearer
    /// The key alone in a header of that name.
    case header(String)
    case none

    /// Where the dialect's own vendor wants it.
    package static func usual(for dialect: Dialect) -> Authentication {
      switch dialect {
      case .openAIChat, .openAIResponses, .ollama: .bearer
      case .anthropic: .header("x-api-key")
      case .gemini, .geminiGRPC: .header("x-goog-api-key")
      }
    }
  }

  /// What the user allows himself at a provider, for each model; nil where there is no limit.
  package struct RateLimits: Sendable, Equatable {
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?
    /// Streams at a time.
    package var concurrent: Int?
    /// Requests at once, out of those per minute; nil for a tenth of them.
    package var burst: Int?

    package init(
      requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, concurrent: Int? = nil,
      burst: Int? = nil
    ) {
      self.requestsPerMinute = requestsPerMinute
      self.tokensPerMinute = tokensPerMinute
      self.concurrent = concurrent
      self.burst = burst
    }
  }
}
