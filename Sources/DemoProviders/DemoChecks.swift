import ChatEngine

/// Refuses what the real servers refuse.
///
/// That makes the demo prove that a conversation can go on with another provider at any time.
enum DemoChecks {
  static func check(_ request: DemoRequest, _ script: DemoScript) throws(DemoRefusal) {
    guard let destination = request.destination else { return }
    try checkKey(request, destination.dialect, script)
    guard let body = request.body?.objectValue else {
      throw DemoRefusal("We could not parse the JSON body of your request.")
    }
    try checkModel(request, destination, script)
    let counts = destination.operation == .countTokens
    switch destination.dialect {
    case .openAIChat: try OpenAIChatChecks.check(body)
    case .openAIResponses:
      try OpenAIResponsesChecks.check(body, reasons: model(of: request, script)?.reasons)
    case .anthropic: try AnthropicChecks.check(body, request)
    case .gemini, .geminiGRPC: try GeminiChecks.check(body, counts: counts)
    case .ollama:
      if destination.operation == .showModel { return }
      try OllamaChecks.check(body, request, model(of: request, script))
    }
  }

  /// Whether a name has letters, digits, `_` and `-` only, and is not too long.
  static func isPlainName(_ name: String, upTo limit: Int) -> Bool {
    !name.isEmpty && name.utf8.count <= limit
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
      }
  }

  static func checkKey(
    _ request: DemoRequest, _ dialect: DemoDialect, _ script: DemoScript
  ) throws(DemoRefusal) {
    guard let keys = script.keys else { return }
    if let key = request.key, keys.contains(key) { return }
    switch dialect {
    case .openAIChat, .openAIResponses: throw DemoRefusal(status: 401)
    case .ollama: throw DemoRefusal(401, "unauthorized")
    case .anthropic:
      let reason = request.key == nil ? "x-api-key header is required" : "invalid x-api-key"
      throw DemoRefusal(401, reason)
    case .gemini, .geminiGRPC:
      throw DemoRefusal(
        400, "API key not valid. Please pass a valid API key.", code: "API_KEY_INVALID")
    }
  }

  /// The model that is asked; nil where there is none, or no catalog to look into.
  private static func model(of request: DemoRequest, _ script: DemoScript) -> DemoModel? {
    let models = request.destination.flatMap { script.catalog?.provider(at: $0.base)?.models }
    return models?.first { $0.id == request.model }
  }

  private static func checkModel(
    _ request: DemoRequest, _ destination: DemoDestination, _ script: DemoScript
  ) throws(DemoRefusal) {
    let model = request.model
    if script.catalog == nil || self.model(of: request, script) != nil { return }
    switch destination.dialect {
    case .ollama: throw DemoRefusal(404, "model \"\(model)\" not found, try pulling it first")
    case .openAIChat, .openAIResponses:
      throw DemoRefusal(
        404, "The model `\(model)` does not exist or you do not have access to it.",
        code: "model_not_found")
    case .anthropic: throw DemoRefusal(404, "model: \(model)")
    case .gemini, .geminiGRPC:
      throw DemoRefusal(404, "models/\(model) is not found for API version v1beta.")
    }
  }
}
