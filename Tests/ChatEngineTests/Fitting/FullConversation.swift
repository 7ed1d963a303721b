@testable import ChatEngine

/// A conversation that has everything, as a model of one dialect wrote its answers.
struct FullConversation {
  let dialect: Dialect

  /// A target of each dialect, as its presets describe it.
  static func candidate(_ dialect: Dialect) -> Candidate {
    let (name, id): (String, String) =
      switch dialect {
      case .openAIChat: ("openai", "gpt-6.1-sol")
      case .openAIResponses: ("responses", "gpt-6.2-sol")
      case .anthropic: ("anthropic", "claude-opus-5-5")
      case .gemini: ("gemini", "gemini-4-hydrogen")
      case .geminiGRPC: ("grpc", "gemini-3.8-flash")
      case .ollama: ("ollama", "qwen3:8b")
      }
    var provider = Provider(name: name, dialect: dialect, baseURL: "https://api.test")
    switch dialect {
    case .openAIChat: provider.quirks = Preset.named("openai")?.quirks ?? Quirks()
    case .openAIResponses: provider.quirks.takesCacheKey = true
    case .anthropic: provider.quirks = Preset.named("anthropic")?.quirks ?? Quirks()
    case .gemini, .geminiGRPC, .ollama: break
    }
    let target = Target(provider: name, model: id)
    return Candidate(
      RouteTarget(target), provider: provider, model: ModelFamily.model(id, in: dialect))
  }

  private var origin: Origin {
    Origin(target: FullConversation.candidate(dialect).target, dialect: dialect)
  }

  /// Words of the seals, which nobody else may get.
  static let seals = ["c2VhbGVk", "rs_sealed"]

  private var reasoning: ReasoningPart {
    switch dialect {
    case .anthropic: ReasoningPart("because", signature: "c2VhbGVk")
    case .openAIResponses:
      ReasoningPart(
        "because",
        details: [
          [
            "type": "reasoning", "id": "rs_sealed", "summary": [],
            "encrypted_content": "c2VhbGVk",
          ]
        ])
    case .openAIChat, .gemini, .geminiGRPC, .ollama: ReasoningPart("because")
    }
  }

  private var signature: String? {
    dialect == .gemini || dialect == .geminiGRPC ? "c2VhbGVk" : nil
  }

  static let tools = [
    ToolDefinition(
      name: "files.read", description: "Reads", parameters: ["$schema": "x", "type": "object"]),
    ToolDefinition(
      name: "files_read", description: "Reads too",
      parameters: [
        "oneOf": [
          ["properties": ["a": ["type": "string"]], "required": ["a"]],
          ["properties": ["b": ["const": 1]], "required": ["b"]],
        ]
      ]),
    ToolDefinition(name: "9 lives/ünï", description: "", parameters: true),
  ]

  private func answer(_ parts: [ContentPart], _ state: Message.State = .complete) -> Message {
    var message = Requests.message(.assistant, parts, origin: origin)
    message.state = state
    return message
  }

  /// The whole, up to the results of a tool loop that is not finished.
  var messages: [Message] {
    [
      Requests.message(.system, [.text("Be kind.")]),
      Requests.message(.user, [.text("look"), .attachment(Requests.png)]),
      Requests.message(.user, [.attachment(Requests.pdf), .attachment(Requests.notes)]),
      answer([
        .reasoning(reasoning), .text(TextPart("reading", signature: signature)),
        .toolCall(
          ToolCall(id: "toolu/1", name: "files.read", arguments: "", signature: signature)),
        .toolCall(ToolCall(id: "call-local-1", name: "files_read", arguments: "[1]")),
      ]),
      Requests.message(
        .tool,
        [
          .toolResult(
            ToolResult(
              callID: "toolu/1", name: "files.read", content: "", attachments: [Requests.png])),
          .toolResult(
            ToolResult(
              callID: "call-local-1", name: "files_read", content: "gone", isError: true)),
        ]),
      answer([.text(" "), .text("so")]),
      Requests.message(.system, [.text("Be brief.")]),
      Requests.message(.user, [.text("and?")]),
      answer([.reasoning(reasoning), .text("half")], .partial),
      Requests.message(.user, [.text("go on")]),
      answer([
        .reasoning(reasoning),
        .toolCall(
          ToolCall(id: "toolu/2", name: "9 lives/ünï", arguments: "{}", signature: signature)),
      ]),
      Requests.message(
        .tool,
        [.toolResult(ToolResult(callID: "toolu/2", name: "9 lives/ünï", content: "done"))]),
    ]
  }

  /// The request for it, as a target takes it.
  func encoded(for candidate: Candidate) -> EncodedRequest {
    let request = ChatRequest(
      system: "You are helpful.", messages: messages, tools: FullConversation.tools)
    let fitted = Fitting.fit(request, for: candidate)
    return candidate.provider.dialect.codec.encode(
      fitted.request, to: candidate.model, at: candidate.provider)
  }
}
