/// Spells a fitted conversation as the input items of Responses.
enum OpenAIResponsesInput {
  static func encode(_ messages: [Message]) -> [JSON] {
    messages.flatMap { message -> [JSON] in
      switch message.role {
      case .system: [["role": "system", "content": .string(message.text)]]
      case .user: results(of: message) + user(message)
      case .assistant: assistant(message)
      case .tool: results(of: message)
      }
    }
  }

  // MARK: User

  private static func user(_ message: Message) -> [JSON] {
    let content = message.parts.compactMap { part -> JSON? in
      switch part {
      case .text(let text): self.text(text.text)
      case .attachment(let file): self.content(file)
      case .reasoning, .toolCall, .toolResult: nil
      }
    }
    guard !content.isEmpty else { return [] }
    // One string where there is nothing but text, which every server takes.
    let texts = content.compactMap { $0["text"]?.stringValue }
    let isText = texts.count == content.count
    return [["role": "user", "content": isText ? .string(texts.joined()) : .array(content)]]
  }

  private static func content(_ file: Attachment) -> JSON {
    if let text = file.inlineText { return self.text(text) }
    if file.isImage {
      return ["type": "input_image", "image_url": .string(file.dataURL), "detail": "auto"]
    }
    guard file.isPDF else { return self.text(file.placeholder) }
    return [
      "type": "input_file", "filename": .string(file.name ?? "file.pdf"),
      "file_data": .string(file.dataURL),
    ]
  }

  private static func text(_ text: String) -> JSON {
    ["type": "input_text", "text": .string(text)]
  }

  // MARK: Assistant

  /// The items of an answer in the order in which they came.
  ///
  /// A reasoning item that nothing follows is refused: a cut answer may end in one.
  private static func assistant(_ message: Message) -> [JSON] {
    var items: [JSON] = []
    var count = 0
    for part in message.parts {
      switch part {
      case .text(let text):
        if text.text.isEmpty { continue }
        items.append(answer(text))
      case .reasoning(let reasoning):
        items += reasoning.details?.arrayValue ?? []
        continue
      case .toolCall(let call): items.append(self.call(call))
      case .attachment, .toolResult: continue
      }
      count = items.count
    }
    return Array(items.prefix(count))
  }

  /// The signature of a text is its `phase`, without which newer models do worse.
  private static func answer(_ text: TextPart) -> JSON {
    .members([
      "type": "message", "role": "assistant", "content": .string(text.text),
      "phase": text.signature.map(JSON.string),
    ])
  }

  private static func call(_ call: ToolCall) -> JSON {
    [
      "type": "function_call", "call_id": .string(call.id),
      "name": .string(ToolName.wire(call.name)),
      "arguments": .string(call.arguments.isEmpty ? "{}" : call.arguments),
    ]
  }

  // MARK: Tool results

  private static func results(of message: Message) -> [JSON] {
    message.parts.compactMap { part in
      guard case .toolResult(let result) = part else { return nil }
      return [
        "type": "function_call_output", "call_id": .string(result.callID), "output": output(result),
      ]
    }
  }

  private static func output(_ result: ToolResult) -> JSON {
    let words = result.isError ? "Error: " + result.content : result.content
    guard !result.attachments.isEmpty else { return .string(words) }
    let files = result.attachments.map(content)
    return .array(words.isEmpty ? files : [text(words)] + files)
  }
}
