extension [ContentPart] {
  /// Adds a piece of a streamed answer, in time that depends on the piece alone.
  ///
  /// `calls` holds the places of this answer's tool calls. Gives the bytes of text that came to the
  /// context, or nil where the piece has nothing for a message's content.
  mutating func append(_ piece: StreamPart, calls: inout [Int]) -> Int? {
    switch piece {
    case .text(let text): append(text: text)
    case .textSignature(let signature): sign(signature)
    case .reasoning(let text): append(reasoning: text)
    case .reasoningSeal(let signature, let redacted, let details):
      seal(signature, redacted, details)
    case .toolCallBegan(let index, let id, let name):
      begin(ToolCall(id: id, name: name, arguments: ""), index, &calls)
    case .toolCallArguments(let index, let text):
      change(calls, index) { $0.arguments += text } ? text.utf8.count : nil
    case .toolCallEnded(let index, let signature):
      change(calls, index) { $0.signature = signature ?? $0.signature } ? 0 : nil
    case .started, .usage, .limits, .note, .finish, .failed: nil
    }
  }

  /// The places of the tool calls among the parts.
  var callPlaces: [Int] {
    indices.filter { if case .toolCall = self[$0] { true } else { false } }
  }

  // The last part is taken out of the array while it grows: with two owners, its text would be copied.

  private mutating func append(text: String) -> Int? {
    guard case .text(var part)? = last, part.signature == nil else {
      append(.text(text))
      return text.utf8.count
    }
    self[count - 1] = .text("")
    part.text += text
    self[count - 1] = .text(part)
    return text.utf8.count
  }

  private mutating func append(reasoning text: String) -> Int? {
    guard case .reasoning(var part)? = last, part.isOpen else {
      append(.reasoning(ReasoningPart(text)))
      return text.utf8.count
    }
    self[count - 1] = .text("")
    part.text += text
    self[count - 1] = .reasoning(part)
    return text.utf8.count
  }

  private mutating func sign(_ signature: String) -> Int? {
    if case .text(var part)? = last, part.signature == nil {
      part.signature = signature
      self[count - 1] = .text(part)
    } else {
      append(.text(TextPart("", signature: signature)))
    }
    return 0
  }

  private mutating func seal(_ signature: String?, _ redacted: String?, _ details: JSON?) -> Int? {
    if redacted == nil, case .reasoning(var part)? = last, part.isOpen {
      part.signature = signature
      part.details = details
      self[count - 1] = .reasoning(part)
    } else {
      let part = ReasoningPart("", signature: signature, redacted: redacted, details: details)
      append(.reasoning(part))
    }
    return 0
  }

  private mutating func begin(_ call: ToolCall, _ index: Int, _ calls: inout [Int]) -> Int? {
    guard index == calls.count else { return nil }
    calls.append(count)
    append(.toolCall(call))
    return call.name.utf8.count
  }

  private mutating func change(
    _ calls: [Int], _ index: Int, _ body: (inout ToolCall) -> Void
  ) -> Bool {
    guard calls.indices.contains(index), indices.contains(calls[index]),
      case .toolCall(var call) = self[calls[index]]
    else { return false }
    self[calls[index]] = .text("")
    body(&call)
    self[calls[index]] = .toolCall(call)
    return true
  }
}

extension ReasoningPart {
  /// Not sealed: more words belong to it.
  fileprivate var isOpen: Bool { signature == nil && redacted == nil && details == nil }
}
