/// A wire format that the demo server speaks.
package enum DemoDialect: String, Sendable, CaseIterable {
  case openAIChat = "openai-chat"
  case openAIResponses = "openai-responses"
  case anthropic
  case gemini
  case ollama
  case geminiGRPC = "gemini-grpc"
}

/// What a request's path asks for.
package enum DemoOperation: Sendable, Equatable {
  /// An answer, streamed or whole.
  case answer
  case models
  case countTokens
  /// What Ollama says of one model.
  case showModel
}

/// Where a request's path leads.
package struct DemoDestination: Sendable, Equatable {
  package var dialect: DemoDialect
  package var operation: DemoOperation
  /// The path before the dialect's own part: "/flaky/v1" of "/flaky/v1/chat/completions".
  package var base: String
  /// Gemini names the model in the path; the others in the body.
  package var model: String?
  /// Gemini says by the method's name whether it streams; the others in the body.
  package var streams: Bool?

  /// Reads a path; nil where no dialect has such a one.
  ///
  /// `GET …/models` is the same in all dialects: `listed` says which one lives at a base.
  init?(method: String, path: String, listed: (_ base: String) -> DemoDialect) {
    if method == "GET", let base = path.cut(suffix: "/api/tags") {
      self.init(dialect: .ollama, operation: .models, base: base)
    } else if method == "GET" {
      guard let base = path.cut(suffix: "/models") else { return nil }
      self.init(dialect: listed(base), operation: .models, base: base)
    } else if method != "POST" {
      return nil
    } else if let base = path.cut(suffix: "/chat/completions") {
      self.init(dialect: .openAIChat, operation: .answer, base: base)
    } else if let base = path.cut(suffix: "/messages/count_tokens") {
      self.init(dialect: .anthropic, operation: .countTokens, base: base)
    } else if let base = path.cut(suffix: "/messages") {
      self.init(dialect: .anthropic, operation: .answer, base: base)
    } else if let base = path.cut(suffix: "/responses") {
      self.init(dialect: .openAIResponses, operation: .answer, base: base)
    } else if let base = path.cut(suffix: "/api/chat") {
      self.init(dialect: .ollama, operation: .answer, base: base)
    } else if let base = path.cut(suffix: "/api/show") {
      self.init(dialect: .ollama, operation: .showModel, base: base)
    } else {
      self.init(gemini: path)
    }
  }

  /// Reads the path of a call over gRPC; before the service there may be a base.
  init?(call path: String) {
    let package = "/google.ai.generativelanguage.v1beta."
    let calls: [(name: String, operation: DemoOperation, streams: Bool)] = [
      ("GenerativeService/StreamGenerateContent", .answer, true),
      ("GenerativeService/GenerateContent", .answer, false),
      ("GenerativeService/CountTokens", .countTokens, false),
      ("ModelService/ListModels", .models, false),
    ]
    for call in calls {
      guard let base = path.cut(suffix: package + call.name) else { continue }
      self.init(
        dialect: .geminiGRPC, operation: call.operation, base: base, streams: call.streams)
      return
    }
    return nil
  }

  private init(
    dialect: DemoDialect, operation: DemoOperation, base: String, model: String? = nil,
    streams: Bool? = nil
  ) {
    self.dialect = dialect
    self.operation = operation
    self.base = base
    self.model = model
    self.streams = streams
  }

  /// `{base}/models/{model}:{method}`.
  private init?(gemini path: String) {
    guard let colon = path.lastIndex(of: ":") else { return nil }
    let resource = path[..<colon]
    guard let slash = resource.lastIndex(of: "/"),
      let base = String(resource[..<slash]).cut(suffix: "/models")
    else { return nil }
    let model = String(resource[resource.index(after: slash)...])
    switch path[path.index(after: colon)...] {
    case "streamGenerateContent":
      self.init(dialect: .gemini, operation: .answer, base: base, model: model, streams: true)
    case "generateContent":
      self.init(dialect: .gemini, operation: .answer, base: base, model: model, streams: false)
    case "countTokens":
      self.init(dialect: .gemini, operation: .countTokens, base: base, model: model)
    default: return nil
    }
  }
}

extension String {
  /// The text before a suffix; nil without that suffix.
  func cut(suffix: String) -> String? {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
  }
}
