import DemoProviders

/// A configuration of one provider for each dialect, all on one server.
struct Configured {
  let text: String

  init(_ server: DemoServer, default destination: String = "claude/swift-1") {
    text = """
      {
        "default": "\(destination)", "titles": false,
        "providers": {
          "claude": {
            "dialect": "anthropic", "base_url": "\(server.baseURL)/anthropic/v1",
            "models": [{"id": "swift-1", "context": 32000, "price": {"in": 1, "out": 5}}],
          },
          "bard": {
            "dialect": "gemini", "base_url": "\(server.baseURL)/gemini/v1beta",
            "models": [{"id": "swift-2", "context": 32000}],
          },
          "gpt": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/openai/v1",
            "models": [{"id": "swift-3", "context": 32000}],
          },
        },
      }
      """
  }
}

extension DemoScript {
  /// Answers at once, naming the dialect and the prompt; some prompts ask for more.
  ///
  /// "count 300" is answered with 300 lines, "stream 300" with 300 words at 100 a second, and "begin"
  /// with a few words and then silence.
  static let person = DemoScript { request in
    let words = request.prompt.split(separator: " ")
    let count = words.last.flatMap { Int($0) } ?? 0
    switch words.first {
    case "count":
      return DemoReply(text: (1...max(1, count)).map { "line \($0)\n\n" }.joined())
    case "stream":
      let text = (1...max(1, count)).map { "word-\($0)" }.joined(separator: "\n\n")
      return DemoReply(text: text, pace: DemoPace(tokensPerSecond: 100))
    case "begin":
      return DemoReply(
        text: "These words came before it was stopped.",
        faults: [.stallAfter(tokens: 3)])
    default:
      let dialect = request.destination?.dialect.rawValue ?? "nobody"
      return DemoReply(text: "Answer by \(dialect) to “\(request.prompt)”.")
    }
  }
}
