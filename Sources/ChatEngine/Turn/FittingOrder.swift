/// Puts messages into the order that servers insist on: a prompt first, speakers in turns, and with
/// Anthropic and Gemini no answer at the end.
struct FittingOrder {
  let dialect: Dialect
  let quirks: Quirks

  func fit(_ messages: [Message], _ notes: inout FittingNotes) -> [Message] {
    var output = systemInPlace(messages)
    if hasNeighbours(output) || output.contains(where: { $0.parts.isEmpty }) {
      output = merged(merged(output).filter { !$0.parts.isEmpty })
    }
    if let first = output.firstIndex(where: { $0.role != .system }),
      output[first].role == .assistant
    {
      let opening = output[first].spoken(by: .user, [.text("(The conversation goes on.)")])
      output.insert(opening, at: first)
    }
    if quirks.wantsAnswerAfterResults { output = withAnswers(output) }
    if dialect != .openAIChat, output.last?.role == .assistant {
      output.removeLast()
      notes.add("an answer at the conversation's end is left out: it would be taken for a draft")
    }
    return output
  }

  /// An answer between results and a prompt, without which Mistral refuses the prompt.
  private func withAnswers(_ messages: [Message]) -> [Message] {
    messages.enumerated().flatMap { place, message in
      guard message.role == .user, place > 0, messages[place - 1].role == .tool else {
        return [message]
      }
      return [message.spoken(by: .assistant, [.text("(The results are there.)")]), message]
    }
  }

  /// System messages within a conversation are the user's words where a dialect has none.
  private func systemInPlace(_ messages: [Message]) -> [Message] {
    switch dialect {
    case .openAIChat, .openAIResponses: return messages
    case .anthropic, .gemini, .geminiGRPC, .ollama: break
    }
    let start = messages.firstIndex { $0.role != .system } ?? messages.endIndex
    return messages.enumerated().map { place, message in
      guard place > start, message.role == .system else { return message }
      return message.spoken(by: .user, [.text("[system] " + message.text)])
    }
  }

  /// Whether two that stand beside each other are the same speaker's.
  private func hasNeighbours(_ messages: [Message]) -> Bool {
    messages.indices.dropFirst().contains { place in
      messages[place].role == messages[place - 1].role && messages[place].role != .system
    }
  }

  /// Neighbours who are the same speaker become one message.
  ///
  /// Tool results keep to themselves: each
  /// codec joins them with the prompt that follows, where it must.
  private func merged(_ messages: [Message]) -> [Message] {
    var output: [Message] = []
    for message in messages {
      guard let last = output.last, last.role == message.role, last.role != .system else {
        output.append(message)
        continue
      }
      let isOnes = last.origin == message.origin
      let parts =
        isOnes
        ? joined(last.parts, message.parts)
        : joined(last.parts.compactMap(unsigned), message.parts.compactMap(unsigned))
      var whole = last.with(parts)
      if !isOnes { whole.origin = nil }
      output[output.count - 1] = whole
    }
    return output
  }

  /// The part as anyone may send it: what two models wrote together neither of them takes back.
  private func unsigned(_ part: ContentPart) -> ContentPart? {
    switch part {
    case .text(var text):
      text.signature = nil
      return text.text.isEmpty ? nil : .text(text)
    case .toolCall(var call):
      call.signature = nil
      return .toolCall(call)
    case .reasoning: return nil
    case .attachment, .toolResult: return part
    }
  }

  private func joined(_ first: [ContentPart], _ second: [ContentPart]) -> [ContentPart] {
    guard case .text? = first.last, case .text(var text)? = second.first, text.signature == nil
    else {
      return first + second
    }
    text.text = "\n\n" + text.text
    return first + [.text(text)] + second.dropFirst()
  }
}
