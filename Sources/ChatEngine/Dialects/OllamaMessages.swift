/// Spells a fitted conversation as messages of `/api/chat`.
enum OllamaMessages {
  static func encode(system: String?, _ messages: [Message]) -> [JSON] {
    var output: [JSON] = []
    if let system, !system.isEmpty {
      output.append(["role": "system", "content": .string(system)])
    }
    for message in messages {
      switch message.role {
      case .system: output.append(["role": "system", "content": .string(message.text)])
      case .user: output += results(of: message) + user(message)
      case .assistant: output.append(assistant(message))
      case .tool: output += results(of: message)
      }
    }
    return output
  }

  private static func user(_ message: Message) -> [JSON] {
    let files = message.parts.compactMap { part in
      if case .attachment(let file) = part { file } else { nil }
    }
    let content = joined(message.text, files)
    let images = images(files)
    guard !content.isEmpty || images != nil else { return [] }
    return [.members(["role": "user", "content": .string(content), "images": images])]
  }

  private static func assistant(_ message: Message) -> JSON {
    let calls = message.toolCalls.map { call -> JSON in
      let function: JSON = [
        "name": .string(ToolName.wire(call.name)), "arguments": .object(call.argumentsObject),
      ]
      return ["id": .string(call.id), "function": function]
    }
    let reasoning = message.reasoning
    return .members([
      "role": "assistant", "content": .string(message.text),
      "thinking": reasoning.isEmpty ? nil : .string(reasoning),
      "tool_calls": calls.isEmpty ? nil : .array(calls),
    ])
  }

  private static func results(of message: Message) -> [JSON] {
    message.parts.compactMap { part in
      guard case .toolResult(let result) = part else { return nil }
      let words = result.isError ? "Error: " + result.content : result.content
      return .members([
        "role": "tool", "tool_name": .string(ToolName.wire(result.name)),
        "tool_call_id": .string(result.callID),
        "content": .string(joined(words, result.attachments)), "images": images(result.attachments),
      ])
    }
  }

  // MARK: Files

  /// The text with that of the files, which have no place of their own.
  private static func joined(_ text: String, _ files: [Attachment]) -> String {
    let texts = files.compactMap { file in
      file.inlineText ?? (file.isImage ? nil : file.placeholder)
    }
    return ([text] + texts).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Base64 alone, without the `data:` that OpenAI wants.
  private static func images(_ files: [Attachment]) -> JSON? {
    let images = files.filter(\.isImage).map { JSON.string(Base64.text($0.data)) }
    return images.isEmpty ? nil : .array(images)
  }
}
