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
    case .anthropic: try AnthropicChecks.check(body, request)
    case .gemini, .geminiGRPC: try GeminiChecks.check(body, counts: counts)
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
    case .openAIChat: throw DemoRefusal(status: 401)
    case .anthropic:
      let reason = request.key == nil ? "x-api-key header is required" : "invalid x-api-key"
      throw DemoRefusal(401, reason)
    case .gemini, .geminiGRPC:
      throw DemoRefusal(
        400, "API key not valid. Please pass a valid API key.", code: "API_KEY_INVALID")
    }
  }

  private static func checkModel(
    _ request: DemoRequest, _ destination: DemoDestination, _ script: DemoScript
  ) throws(DemoRefusal) {
    let model = request.model
    guard let catalog = script.catalog else { return }
    let models = catalog.provider(at: destination.base)?.models ?? []
    if models.contains(where: { $0.id == model }) { return }
    switch destination.dialect {
    case .openAIChat:
      throw DemoRefusal(
        404, "The model `\(model)` does not exist or you do not have access to it.",
        code: "model_not_found")
    case .anthropic: throw DemoRefusal(404, "model: \(model)")
    case .gemini, .geminiGRPC:
      throw DemoRefusal(404, "models/\(model) is not found for API version v1beta.")
    }
  }
}
