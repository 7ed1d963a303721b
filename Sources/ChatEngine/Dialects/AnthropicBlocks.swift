/// A content block as it starts, or as a whole.
struct AnthropicBlock: Sendable {
  var type = ""
  var text = ""
  var thinking = ""
  var signature = ""
  var data: String?
  var id: String?
  var name: String?
  /// The arguments' JSON text; nil where there is none or an empty object.
  var input: String?

  static func read(_ scanner: inout JSONScanner) throws(JSONError) -> AnthropicBlock? {
    var block = AnthropicBlock()
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "type": block.type = try scanner.string() ?? ""
      case "text": block.text = try scanner.string() ?? ""
      case "thinking": block.thinking = try scanner.string() ?? ""
      case "signature": block.signature = try scanner.string() ?? ""
      case "data": block.data = try scanner.string()
      case "id": block.id = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "name": block.name = try scanner.string()
      case "input": block.input = try readInput(&scanner)
      default: break
      }
    }
    return isObject ? block : nil
  }

  private static func readInput(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
    let isObject = try scanner.peek() == UInt8(ascii: "{")
    let text = try scanner.rawText()
    return isObject && text.contains(where: { $0 == "\"" }) ? text : nil
  }
}

/// What a delta brings, whichever kind it says that it is.
struct AnthropicDelta: Sendable {
  /// First halves of surrogate pairs whose second halves come with the next delta.
  struct Halves: Sendable {
    var text: UInt16?
    var thinking: UInt16?
    var json: UInt16?
  }

  var text: String?
  var thinking: String?
  var signature: String?
  var partialJSON: String?
  var stopReason: String?

  static func read(
    _ scanner: inout JSONScanner, joining halves: inout Halves
  ) throws(JSONError) -> AnthropicDelta {
    var delta = AnthropicDelta()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "text": delta.text = try scanner.text(joining: &halves.text)
      case "thinking": delta.thinking = try scanner.text(joining: &halves.thinking)
      case "partial_json": delta.partialJSON = try scanner.text(joining: &halves.json)
      case "signature": delta.signature = try scanner.string()
      case "stop_reason": delta.stopReason = try scanner.string()
      default: break
      }
    }
    return delta
  }
}

/// The blocks that are open, by index: they may overlap in time.
struct AnthropicBlocks: Sendable {
  private enum Kind: Sendable {
    case text, reasoning
    /// The call's number, and its arguments if they came with its start.
    case call(Int, input: String?)
    case unknown
  }

  private struct Open: Sendable {
    var kind: Kind
    var signature = ""
    var sealed = ""
    var bytes = 0
  }

  private static let maxOpen = 256

  private var open: [Int: Open] = .init()

  mutating func start(_ block: AnthropicBlock, at index: Int, into answer: inout Answer) {
    sealReasoning(into: &answer)
    guard open.count < AnthropicBlocks.maxOpen else {
      return answer.fail(Failure(.malformed, "the answer has too many blocks open at once"))
    }
    switch block.type {
    case "text":
      open[index] = Open(kind: .text)
      answer.text(block.text)
    case "thinking":
      open[index] = Open(kind: .reasoning, signature: block.signature)
      answer.reasoning(block.thinking)
    case "redacted_thinking":
      if let data = block.data { answer.seal(redacted: data) }
      open[index] = Open(kind: .unknown)
    case "tool_use":
      guard let number = answer.beginToolCall(id: block.id, name: block.name ?? "") else { return }
      open[index] = Open(kind: .call(number, input: block.input))
    default:
      open[index] = Open(kind: .unknown)
      answer.note("a block of type \(ProviderError.clean(block.type)) is not shown")
    }
  }

  mutating func take(_ delta: AnthropicDelta, at index: Int, into answer: inout Answer) {
    if let text = delta.text { answer.text(text) }
    if let thinking = delta.thinking {
      if open[index] == nil { open[index] = Open(kind: .reasoning) }
      answer.reasoning(thinking)
    }
    // Assigned, never appended.
    if let signature = delta.signature, !signature.isEmpty {
      open[index, default: Open(kind: .reasoning)].signature = signature
    }
    if let json = delta.partialJSON, case .call(let number, _)? = open[index]?.kind {
      var bytes = open[index]?.bytes ?? 0
      answer.arguments(json, of: number, total: &bytes)
      open[index]?.bytes = bytes
    }
  }

  mutating func stop(_ index: Int, into answer: inout Answer) {
    guard let block = open[index] else { return }
    switch block.kind {
    case .text, .unknown: break
    case .reasoning: seal(index, into: &answer)
    case .call(let number, let input):
      if block.bytes == 0, let input {
        var bytes = 0
        answer.arguments(input, of: number, total: &bytes)
      }
      answer.endToolCall(number)
    }
    open[index] = nil
  }

  mutating func endAll(into answer: inout Answer) {
    for index in open.keys.sorted() { stop(index, into: &answer) }
  }

  /// Seals what reasoning is open before another block begins, so that the seal follows its text.
  private mutating func sealReasoning(into answer: inout Answer) {
    for index in open.keys.sorted() {
      if case .reasoning? = open[index]?.kind { seal(index, into: &answer) }
    }
  }

  private mutating func seal(_ index: Int, into answer: inout Answer) {
    guard let block = open[index], block.signature != block.sealed else { return }
    open[index]?.sealed = block.signature
    answer.seal(signature: block.signature)
  }
}
