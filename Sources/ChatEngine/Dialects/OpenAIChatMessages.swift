/// Spells a fitted conversation as Chat Completions messages.
struct OpenAIChatMessages {
  let quirks: Quirks
  /// Marks the system text and the end as what to keep in a cache.
  var marksCache = false

  func encode(system: String?, _ messages: [Message]) -> [JSON] {
    let output = plain(system: system, messages)
    return marksCache ? OpenAIChatMessages.marked(output) : output
  }

  private func plain(system: String?, _ messages: [Message]) -> [JSON] {
    var output: [JSON] = []
    output.reserveCapacity(messages.count + 1)
    if let system, !system.isEmpty {
      output.append(["role": "system", "content": .string(system)])
    }
    for message in messages {
      switch message.role {
      case .system: output.append(["role": "system", "content": .string(message.text)])
      case .user:
        // What most prompts are.
        if message.parts.count == 1, case .text(let text) = message.parts[0] {
          output.append(["role": "user", "content": .string(text.text)])
        } else {
          output += results(message) + user(message)
        }
      case .assistant: output.append(assistant(message))
      case .tool: output += results(message)
      }
    }
    return output
  }

  /// The messages with `cache_control` on the first system text and on the last prompt or result;
  /// all their content is spelled as parts, so that no message changes when the end moves on.
  private static func marked(_ messages: [JSON]) -> [JSON] {
    let end = messages.lastIndex { $0["role"] != "assistant" }
    return messages.enumerated().map { place, message in
      guard var object = message.objectValue, message["role"] != "assistant" else { return message }
      var parts = message["content"]?.arrayValue ?? []
      if let words = message["content"]?.stringValue { parts = [text(words)] }
      let isMarked = place == end || (place == 0 && message["role"] == "system")
      if isMarked, let last = parts.lastIndex(where: { $0["type"] == "text" }),
        var part = parts[last].objectValue, part["text"] != ""
      {
        part["cache_control"] = ["type": "ephemeral"]
        parts[last] = .object(part)
      }
      object["content"] = .array(parts)
      return .object(object)
    }
  }

  // MARK: User

  private func user(_ message: Message) -> [JSON] {
    var content: [JSON] = []
    for part in message.parts {
      switch part {
      case .text(let text): content.append(OpenAIChatMessages.text(text.text))
      case .attachment(let file): content.append(self.content(file))
      case .reasoning, .toolCall, .toolResult: continue
      }
    }
    guard !content.isEmpty else { return [] }
    return [["role": "user", "content": simplified(content)]]
  }

  /// One string where there is nothing but text, which every server takes.
  private func simplified(_ content: [JSON]) -> JSON {
    let texts = content.compactMap { $0["text"]?.stringValue }
    return texts.count == content.count ? .string(texts.joined()) : .array(content)
  }

  private func content(_ file: Attachment) -> JSON {
    if let text = file.inlineText { return OpenAIChatMessages.text(text) }
    if quirks.plainStringContent { return OpenAIChatMessages.text(file.placeholder) }
    if file.isImage {
      return ["type": "image_url", "image_url": ["url": .string(file.dataURL)]]
    }
    guard file.isPDF else { return OpenAIChatMessages.text(file.placeholder) }
    let name = file.name ?? "file.pdf"
    return [
      "type": "file", "file": ["filename": .string(name), "file_data": .string(file.dataURL)],
    ]
  }

  private static func text(_ text: String) -> JSON { ["type": "text", "text": .string(text)] }

  // MARK: Assistant

  private func assistant(_ message: Message) -> JSON {
    let calls = message.toolCalls
    let text = message.text
    var output = JSONObject([JSONMember(key: "role", value: "assistant")])
    output["content"] = text.isEmpty && !calls.isEmpty ? .null : .string(text)
    if !calls.isEmpty { output["tool_calls"] = .array(calls.map(call)) }
    returnReasoning(of: message, into: &output)
    return .object(output)
  }

  private func returnReasoning(of message: Message, into output: inout JSONObject) {
    let reasoning = message.reasoning
    switch quirks.reasoningReturn {
    case .none: return
    case .content: if !reasoning.isEmpty { output["content"] = thinking(reasoning, message.text) }
    case .reasoningContent:
      if !message.toolCalls.isEmpty { output["reasoning_content"] = .string(reasoning) }
    case .reasoning: if !reasoning.isEmpty { output["reasoning"] = .string(reasoning) }
    case .details:
      let details = message.parts.flatMap { part -> [JSON] in
        guard case .reasoning(let piece) = part else { return [] }
        return piece.details?.arrayValue ?? []
      }
      if !details.isEmpty { output["reasoning_details"] = .array(details) }
    }
  }

  /// Mistral's content: the reasoning as parts of a part, closed.
  private func thinking(_ reasoning: String, _ text: String) -> JSON {
    let thinking: JSON = [
      "type": "thinking", "thinking": [OpenAIChatMessages.text(reasoning)], "closed": true,
    ]
    return .array([thinking] + (text.isEmpty ? [] : [OpenAIChatMessages.text(text)]))
  }

  private func call(_ call: ToolCall) -> JSON {
    let google: JSON? = call.signature.map { ["google": ["thought_signature": .string($0)]] }
    return .members([
      "id": .string(call.id), "type": "function",
      "function": [
        "name": .string(ToolName.wire(call.name)),
        "arguments": .string(call.arguments.isEmpty ? "{}" : call.arguments),
      ], "extra_content": google,
    ])
  }

  // MARK: Tool results

  private func results(_ message: Message) -> [JSON] {
    message.parts.compactMap { part in
      guard case .toolResult(let result) = part else { return nil }
      let content = result.isError ? "Error: " + result.content : result.content
      return [
        "role": "tool", "tool_call_id": .string(result.callID), "content": .string(content),
      ]
    }
  }
}
