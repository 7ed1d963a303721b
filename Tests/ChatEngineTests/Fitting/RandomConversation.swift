@testable import ChatEngine

/// Makes conversations of mixed origins, some of them in disorder, from a seed.
struct RandomConversation {
  /// SplitMix64: small, and the same everywhere.
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(bound))
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[next(below: elements.count)]
  }

  static let targets: [(Target, Dialect)] = [
    (Target(provider: "openai", model: "gpt"), .openAIChat),
    (Target(provider: "anthropic", model: "claude-opus-5-5"), .anthropic),
    (Target(provider: "google", model: "gemini-4-x"), .gemini),
    (Target(provider: "mistral", model: "large"), .openAIChat),
  ]

  private static let ids = [
    "call_1", "toolu_01AbC", "call-local-0", "a.b:c", "", "abcdef123",
    "chatcmpl-tool-0123456789012345678901234567890123456789", "ünï",
  ]

  mutating func messages() -> [Message] {
    var open: [String] = []
    return (0..<next(below: 12)).map { number in
      let role: Role = pick([.user, .assistant, .assistant, .tool, .user, .system])
      let (target, dialect) = pick(RandomConversation.targets)
      var parts = (0..<next(below: 4)).map { _ in part(for: role, &open) }
      if role == .assistant { parts += [.text(pick(["", " ", "answer"]))] }
      return Requests.message(
        role, parts, origin: role == .assistant ? Origin(target: target, dialect: dialect) : nil,
        id: "m\(number)")
    }
  }

  private mutating func part(for role: Role, _ open: inout [String]) -> ContentPart {
    switch role {
    case .system: .text(pick(["", "rule"]))
    case .user:
      pick([
        .text(pick(["", "\n", "hello"])), .attachment(Requests.png), .attachment(Requests.pdf),
        .attachment(Requests.notes),
      ])
    case .assistant: answerPart(&open)
    case .tool:
      .toolResult(
        ToolResult(callID: pick(open + RandomConversation.ids), name: "f", content: "data"))
    }
  }

  private mutating func answerPart(_ open: inout [String]) -> ContentPart {
    let signature = pick([nil, "", "sig"])
    switch next(below: 3) {
    case 0: return .text(TextPart(pick(["", "words"]), signature: signature))
    case 1: return .reasoning(ReasoningPart(pick(["", "why"]), signature: signature))
    default:
      let id = pick(RandomConversation.ids)
      open.append(id)
      let arguments = pick(["", "{}", #"{"a":1}"#, "{oops", "[1]", "null", "7"])
      return .toolCall(ToolCall(id: id, name: "f", arguments: arguments, signature: signature))
    }
  }
}
