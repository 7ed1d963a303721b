import ChatEngine

/// Why a request is refused, in the words of the dialect's real server.
struct DemoRefusal: Error, Equatable {
  var status: Int
  var message: String
  /// OpenAI's `code`.
  var code: String?
  /// OpenAI's `param`.
  var parameter: String?

  init(_ message: String) { self.init(400, message) }

  init(_ status: Int, _ message: String, code: String? = nil, parameter: String? = nil) {
    self.status = status
    self.message = message
    self.code = code
    self.parameter = parameter
  }

  /// The refusal that a bare status stands for.
  init(status: Int) {
    switch status {
    case 401: self.init(401, "Incorrect API key provided.", code: "invalid_api_key")
    case 403: self.init(403, "Your account may not use this model.")
    case 404: self.init(404, "The model does not exist.", code: "model_not_found")
    case 429: self.init(429, "Rate limit reached for requests.", code: "rate_limit_exceeded")
    case 503, 529: self.init(status, "The model is overloaded. Please try again later.")
    default: self.init(status, "The demo server answers with status \(status).")
    }
  }
}

/// Error bodies of the dialects.
enum DemoErrors {
  static func body(_ refusal: DemoRefusal, dialect: DemoDialect, number: Int) -> JSON {
    switch dialect {
    case .ollama: return ["error": .string(refusal.message)]
    case .openAIChat, .openAIResponses:
      return [
        "error": [
          "message": .string(refusal.message), "type": .string(openAIType(refusal.status)),
          "param": refusal.parameter.map(JSON.string) ?? .null,
          "code": refusal.code.map(JSON.string) ?? .null,
        ]
      ]
    case .anthropic:
      return [
        "type": "error",
        "error": [
          "type": .string(anthropicType(refusal.status)), "message": .string(refusal.message),
        ],
        "request_id": .string("req_demo\(number)"),
      ]
    case .gemini, .geminiGRPC:
      var error = JSONObject()
      error["code"] = .int(refusal.status)
      error["message"] = .string(refusal.message)
      error["status"] = .string(geminiStatus(refusal.status))
      if let details = details(refusal) { error["details"] = .array(details) }
      return ["error": .object(error)]
    }
  }

  /// The HTTP code that goes with a status word.
  static func code(ofGemini status: String) -> Int {
    switch status {
    case "INVALID_ARGUMENT", "FAILED_PRECONDITION": 400
    case "UNAUTHENTICATED": 401
    case "PERMISSION_DENIED": 403
    case "NOT_FOUND": 404
    case "RESOURCE_EXHAUSTED": 429
    case "UNAVAILABLE": 503
    case "DEADLINE_EXCEEDED": 504
    default: 500
    }
  }

  private static func openAIType(_ status: Int) -> String {
    switch status {
    case 429: "requests"
    case 500...: "server_error"
    default: "invalid_request_error"
    }
  }

  private static func anthropicType(_ status: Int) -> String {
    switch status {
    case 401: "authentication_error"
    case 402: "billing_error"
    case 403: "permission_error"
    case 404: "not_found_error"
    case 413: "request_too_large"
    case 429: "rate_limit_error"
    case 504: "timeout_error"
    case 529: "overloaded_error"
    case 500...: "api_error"
    default: "invalid_request_error"
    }
  }

  private static func geminiStatus(_ status: Int) -> String {
    switch status {
    case 401: "UNAUTHENTICATED"
    case 403: "PERMISSION_DENIED"
    case 404: "NOT_FOUND"
    case 429: "RESOURCE_EXHAUSTED"
    case 500: "INTERNAL"
    case 503: "UNAVAILABLE"
    case 504: "DEADLINE_EXCEEDED"
    default: "INVALID_ARGUMENT"
    }
  }

  /// Gemini's only retry hint stands in the body (wire/gemini.md, "Errors").
  private static func details(_ refusal: DemoRefusal) -> [JSON]? {
    if refusal.code == "API_KEY_INVALID" {
      return [
        [
          "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID",
          "domain": "googleapis.com",
        ]
      ]
    }
    guard refusal.status == 429 else { return nil }
    return [["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"]]
  }
}
