/// Spells a fitted conversation as messages of content blocks.
enum AnthropicMessages {
  /// System messages at the beginning belong into the system text.
  static func leadingSystem(_ messages: [Message]) -> String? {
    let texts = messages.prefix { $0.role == .system }.map(\.text)
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  static func encode(_ messages: [Message]) -> [JSON] {
    var turns: [(role: String, blocks: [JSON])] = []
    for message in messages.drop(while: { $0.role == .system }) {
      let role = message.role == .assistant ? "assistant" : "user"
      let blocks = blocks(of: message)
      if blocks.isEmpty { continue }
      if turns.last?.role == role {
        turns[turns.count - 1].blocks += blocks
      } else {
        turns.append((role, blocks))
      }
    }
    return turns.map { turn in
      let blocks = turn.role == "user" ? resultsFirst(turn.blocks) : turn.blocks
      return ["role": .string(turn.role), "content": .array(blocks)]
    }
  }

  /// Tool results must stand before any text of their message.
  private static func resultsFirst(_ blocks: [JSON]) -> [JSON] {
    let isResult = { (block: JSON) in block["type"] == "tool_result" }
    return blocks.filter(isResult) + blocks.filter { !isResult($0) }
  }

  private static func blocks(of message: Message) -> [JSON] {
    message.parts.compactMap { part in
      switch part {
      case .text(let text): textBlock(text.text)
      case .reasoning(let reasoning): reasoningBlock(reasoning)
      case .attachment(let file): fileBlock(file)
      case .toolCall(let call): callBlock(call)
      case .toolResult(let result): resultBlock(result)
      }
    }
  }

  private static func textBlock(_ text: String) -> JSON? {
    text.allSatisfy(\.isWhitespace) ? nil : ["type": "text", "text": .string(text)]
  }

  /// Byte for byte as it came, empty text included.
  private static func reasoningBlock(_ reasoning: ReasoningPart) -> JSON? {
    if let data = reasoning.redacted {
      return ["type": "redacted_thinking", "data": .string(data)]
    }
    if reasoning.text.isEmpty, reasoning.signature == nil { return nil }
    return .members([
      "type": "thinking", "thinking": .string(reasoning.text),
      "signature": .string(reasoning.signature ?? ""),
    ])
  }

  private static func fileBlock(_ file: Attachment) -> JSON? {
    if let text = file.inlineText { return textBlock(text) }
    guard file.isImage || file.isPDF else { return textBlock(file.placeholder) }
    let source: JSON = [
      "type": "base64", "media_type": .string(file.mimeType),
      "data": .string(Base64.text(file.data)),
    ]
    return .members([
      "type": file.isImage ? "image" : "document", "source": source,
      "title": file.isImage ? nil : file.name.map(JSON.string),
    ])
  }

  private static func callBlock(_ call: ToolCall) -> JSON {
    [
      "type": "tool_use", "id": .string(call.id), "name": .string(ToolName.wire(call.name)),
      "input": .object(call.argumentsObject),
    ]
  }

  private static func resultBlock(_ result: ToolResult) -> JSON {
    let files = result.attachments.compactMap(fileBlock)
    let content = [textBlock(result.content)].compactMap { $0 } + files
    return .members([
      "type": "tool_result", "tool_use_id": .string(result.callID),
      "content": files.isEmpty ? .string(result.content) : .array(content),
      "is_error": result.isError ? true : nil,
    ])
  }
}

extension ToolCall {
  /// The arguments as the object that Anthropic and Gemini want; empty where they are none.
  var argumentsObject: JSONObject {
    (try? JSON.parse(arguments))?.objectValue ?? JSONObject()
  }
}
