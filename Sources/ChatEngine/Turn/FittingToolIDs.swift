/// Puts tool call ids into the form that a server demands; equal conversations give equal ids.
struct FittingToolIDs {
  private enum Form {
    /// Mistral: exactly nine letters or digits.
    case nine
    /// At most so many bytes; Anthropic takes only letters, digits, `_` and `-`.
    case upTo(Int)
  }

  private let form: Form

  init(dialect: Dialect, quirks: Quirks) {
    switch dialect {
    // OpenAI refuses ids of more than 40 characters.
    case .openAIChat: form = quirks.shortToolCallIDs ? .nine : .upTo(40)
    case .openAIResponses, .anthropic, .gemini, .geminiGRPC, .ollama: form = .upTo(64)
    }
  }

  /// Maps each call's id, and its results' with it; no two calls of the path share one afterwards.
  func map(_ messages: [Message]) -> [Message] {
    guard messages.contains(where: { $0.role == .tool || !$0.toolCalls.isEmpty }) else {
      return messages
    }
    var taken: Set<String> = []
    var current: [String: [String]] = .init()
    return messages.map { message in
      switch message.role {
      case .assistant:
        current = .init()
        return message.with(message.parts.map { rename($0, &taken, &current) })
      case .tool: return message.with(message.parts.map { rename($0, &current) })
      case .user, .system: return message
      }
    }
  }

  private func rename(
    _ part: ContentPart, _ taken: inout Set<String>, _ current: inout [String: [String]]
  ) -> ContentPart {
    guard case .toolCall(var call) = part else { return part }
    let id = unique(call.id, &taken)
    current[call.id, default: []].append(id)
    call.id = id
    return .toolCall(call)
  }

  /// Results stand in the calls' order, so the first of equal ids is the first call's.
  private func rename(
    _ part: ContentPart, _ current: inout [String: [String]]
  ) -> ContentPart {
    guard case .toolResult(var result) = part, let ids = current[result.callID],
      let id = ids.first
    else { return part }
    current[result.callID] = Array(ids.dropFirst())
    result.callID = id
    return .toolResult(result)
  }

  private func unique(_ id: String, _ taken: inout Set<String>) -> String {
    var candidate = fits(id) ? id : made(from: id, 0)
    var attempt = 1
    while !taken.insert(candidate).inserted {
      candidate = made(from: id, attempt)
      attempt += 1
    }
    return candidate
  }

  private func fits(_ id: String) -> Bool {
    let isPlain = id.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      case UInt8(ascii: "_"), UInt8(ascii: "-"): allowsMarks
      default: false
      }
    }
    switch form {
    case .nine: return isPlain && id.utf8.count == 9
    case .upTo(let most): return isPlain && (1...most).contains(id.utf8.count)
    }
  }

  private var allowsMarks: Bool {
    switch form {
    case .nine: false
    case .upTo: true
    }
  }

  /// An id made of a hash of the old one.
  private func made(from id: String, _ attempt: Int) -> String {
    let name = StableHash.digits(id + "#\(attempt)", count: 9)
    switch form {
    case .nine: return name
    // Ids that were made here stay known as such (Gemini is not sent them).
    case .upTo: return (ToolCallID.isMade(id) ? ToolCallID.made(0) + "-" : "call_") + name
    }
  }
}
