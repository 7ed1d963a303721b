/// Reads chunks of Chat Completions, and whole answers, which differ by `message` for `delta`.
///
/// The rules are those of openai-chat.md, section 3, gathered from the servers that imitate it.
struct OpenAIChatReader: AnswerReader {
  private let leavesOutReasoning: Bool
  private var calls = OpenAIToolCalls()
  private var tags: ThinkTags
  private var details = ReasoningDetails()
  /// First halves of surrogate pairs whose second halves come with the next delta.
  private var textHalf: UInt16?
  private var reasoningHalf: UInt16?
  private var hasRefused = false
  private var timings: Usage?
  private var repeated = RepeatedChunk()
  private var content = Content.none

  init(quirks: Quirks) {
    leavesOutReasoning = quirks.usageLeavesOutReasoning
    tags = ThinkTags(isInside: quirks.contentStartsInReasoning)
  }

  /// What stands beside the choices of one chunk, applied once they are read.
  private struct Chunk {
    /// Until the answer has started; each chunk has them again.
    var id: String?
    var model: String?
    var fingerprint: String?
    var finish: String?
    var usage: Usage?
    var holdsError = false
  }

  /// What the choices of one chunk brought.
  private enum Content: Sendable {
    case none
    /// One text, at these places of the chunk.
    case text(Range<Int>)
    case other

    mutating func add(_ text: Range<Int>) {
      if case .none = self { self = .text(text) } else { self = .other }
    }
  }

  /// The reasoning of one delta, which may come under several names.
  private struct Reasoning {
    var text: String?
    /// The words of `reasoning_details`, for servers that send them nowhere else.
    var details: String?
    /// Its words have gone out, so that those of the details would repeat them.
    var isPublished = false
  }

  var isCheapToCopy: Bool { calls.isEmpty && details.isEmpty }

  mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes, into answer: inout Answer
  ) throws(JSONError) {
    var chunk = Chunk()
    content = .none
    let hadContent = answer.tally.hasContent
    let first = answer.parts.count
    var scanner = JSONScanner(data)
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      try readMember(key, &scanner, &chunk, &answer)
    }
    try scanner.finish()
    guard isObject else { throw JSONError(kind: .expectedKey, offset: 0) }
    // `started` goes first, wherever its members stand. Azure's first frame has only empty names.
    if chunk.id?.isEmpty == false || chunk.model?.isEmpty == false {
      answer.start(at: first, id: chunk.id, model: chunk.model, fingerprint: chunk.fingerprint)
    }
    if let usage = chunk.usage { answer.usage(usage) }
    if chunk.holdsError, let error = ProviderError(try JSON.parse(data, options: .wire)) {
      return answer.fail(error.failure())
    }
    if let finish = chunk.finish { return take(finish, &answer) }
    // Many short answers have no second text, which is where learning begins to pay.
    guard hadContent, case .text(let text) = content, chunk.usage == nil, reasoningHalf == nil
    else { return }
    repeated.learn(data, text: text)
  }

  mutating func readRepeated(
    _ data: UnsafeBufferPointer<UInt8>, into answer: inout Answer
  ) -> Bool {
    guard textHalf == nil, let text = repeated.text(in: data) else { return false }
    details.flush(into: &answer)
    tags.read(text, into: &answer)
    return true
  }

  mutating func readDone(into answer: inout Answer) {
    end(&answer)
    if answer.tally.ending == nil { answer.finish(hasRefused ? .refused : .stop, raw: nil) }
    answer.close()
  }

  mutating func end(_ answer: inout Answer) {
    flush(&answer)
    if answer.tally.usage == nil, let timings { answer.usage(timings) }
    calls.end(into: &answer)
  }

  // MARK: A chunk

  private mutating func readMember(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ chunk: inout Chunk, _ answer: inout Answer
  ) throws(JSONError) {
    switch key {
    case "id" where !answer.tally.hasStarted: chunk.id = try scanner.string()
    case "model" where !answer.tally.hasStarted: chunk.model = try scanner.string()
    case "system_fingerprint" where !answer.tally.hasStarted:
      chunk.fingerprint = try scanner.string()
    case "choices":
      try scanner.forEachElement { scanner, _ throws(JSONError) in
        try readChoice(&scanner, &chunk, &answer)
      }
    case "usage": chunk.usage = try readUsage(&scanner) ?? chunk.usage
    case "error": chunk.holdsError = try ProviderError.isTruthy(scanner.value())
    case "object":
      // Compared as it stands: it is in every chunk.
      if StreamBytes.inChunk(try scanner.rawValue()) == "\"error\"" { chunk.holdsError = true }
    case "x_groq":
      content = .other
      try scanner.forEachMember { scanner, key throws(JSONError) in
        switch key {
        case "usage": chunk.usage = try readUsage(&scanner) ?? chunk.usage
        case "error": try failGroq(scanner.value(), &answer)
        default: break
        }
      }
    case "timings":
      content = .other
      timings = try OpenAIUsage.readTimings(&scanner)
    default: break
    }
  }

  private func readUsage(_ scanner: inout JSONScanner) throws(JSONError) -> Usage? {
    try OpenAIUsage.read(&scanner, leavesOutReasoning: leavesOutReasoning)
  }

  private func failGroq(_ value: JSON, _ answer: inout Answer) {
    guard let error = ProviderError(.object(JSONObject([JSONMember(key: "error", value: value)])))
    else { return }
    answer.fail(error.failure())
  }

  private mutating func readChoice(
    _ scanner: inout JSONScanner, _ chunk: inout Chunk, _ answer: inout Answer
  ) throws(JSONError) {
    var finish: String?
    // One answer was asked for: other choices are walked over.
    var isOurs: Bool?
    // Where they stand before it is known whose they are.
    var delta: JSONScanner?
    var message: JSONScanner?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "index": isOurs = try scanner.int() ?? 0 == 0
      case "delta" where isOurs == true: try readDelta(&scanner, &answer)
      case "delta" where isOurs == nil: delta = scanner
      case "message" where isOurs == true: try readMessage(&scanner, &answer)
      case "message" where isOurs == nil: message = scanner
      case "finish_reason": finish = try scanner.string()
      default: break
      }
    }
    guard isOurs ?? true else { return }
    if var delta { try readDelta(&delta, &answer) }
    if var message { try readMessage(&message, &answer) }
    if let finish, !finish.isEmpty { chunk.finish = finish }
  }

  // MARK: A delta

  /// Reads a whole message: its reasoning goes first, wherever it stands.
  private mutating func readMessage(
    _ scanner: inout JSONScanner, _ answer: inout Answer
  ) throws(JSONError) {
    content = .other
    var ahead = scanner
    var reasoning = Reasoning()
    try ahead.forEachMember { scanner, key throws(JSONError) in
      try readReasoning(key, &scanner, &reasoning)
    }
    publish(&reasoning, &answer)
    try scanner.forEachMember { scanner, key throws(JSONError) in
      try readMember(ofDelta: key, &scanner, &reasoning, &answer)
    }
  }

  private mutating func readDelta(
    _ scanner: inout JSONScanner, _ answer: inout Answer
  ) throws(JSONError) {
    var reasoning = Reasoning()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      try readReasoning(key, &scanner, &reasoning)
      try readMember(ofDelta: key, &scanner, &reasoning, &answer)
    }
    publish(&reasoning, &answer)
  }

  private mutating func readReasoning(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ reasoning: inout Reasoning
  ) throws(JSONError) {
    switch key {
    case "reasoning_content", "reasoning":
      // Some servers send both names, with the same words.
      let text = try scanner.text(joining: &reasoningHalf)
      if reasoning.text?.isEmpty ?? true { reasoning.text = text }
    case "reasoning_details":
      content = .other
      reasoning.details = try details.read(&scanner)
    default: break
    }
  }

  private mutating func readMember(
    ofDelta key: JSONKey, _ scanner: inout JSONScanner, _ reasoning: inout Reasoning,
    _ answer: inout Answer
  ) throws(JSONError) {
    switch key {
    case "content": try readContent(&scanner, &reasoning, &answer)
    case "refusal":
      guard let text = try scanner.text(joining: &textHalf), !text.isEmpty else { return }
      content = .other
      hasRefused = true
      publish(&reasoning, &answer)
      answer.text(text)
    case "tool_calls":
      content = .other
      publish(&reasoning, &answer)
      details.flush(into: &answer)
      try calls.read(&scanner, into: &answer)
    case "function_call":
      content = .other
      publish(&reasoning, &answer)
      details.flush(into: &answer)
      try calls.readLegacy(&scanner, into: &answer)
    default: break
    }
  }

  private mutating func publish(_ reasoning: inout Reasoning, _ answer: inout Answer) {
    let named = reasoning.text.flatMap { $0.isEmpty ? nil : $0 }
    let text = named ?? (reasoning.isPublished ? nil : reasoning.details)
    if let text {
      content = .other
      answer.reasoning(text)
    }
    reasoning = Reasoning(isPublished: reasoning.isPublished || text != nil)
  }

  /// A string, or Mistral's array of text and thinking.
  private mutating func readContent(
    _ scanner: inout JSONScanner, _ reasoning: inout Reasoning, _ answer: inout Answer
  ) throws(JSONError) {
    guard try scanner.peek() == UInt8(ascii: "[") else {
      let start = scanner.offset + 1
      guard let text = try scanner.text(joining: &textHalf), !text.isEmpty else { return }
      content.add(start..<scanner.offset - 1)
      publish(&reasoning, &answer)
      details.flush(into: &answer)
      return tags.read(text, into: &answer)
    }
    content = .other
    publish(&reasoning, &answer)
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      try scanner.forEachMember { scanner, key throws(JSONError) in
        switch key {
        case "text":
          if let text = try scanner.text(joining: &textHalf) { answer.text(text) }
        case "thinking": try readThinking(&scanner, &answer)
        case "refusal":
          hasRefused = true
          if let text = try scanner.string() { answer.text(text) }
        default: break
        }
      }
    }
  }

  private mutating func readThinking(
    _ scanner: inout JSONScanner, _ answer: inout Answer
  ) throws(JSONError) {
    guard try scanner.peek() == UInt8(ascii: "[") else {
      if let text = try scanner.text(joining: &reasoningHalf) { answer.reasoning(text) }
      return
    }
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      try scanner.forEachMember { scanner, key throws(JSONError) in
        guard key == "text", let text = try scanner.text(joining: &reasoningHalf) else { return }
        answer.reasoning(text)
      }
    }
  }

  // MARK: The end

  private mutating func take(_ finish: String, _ answer: inout Answer) {
    flush(&answer)
    calls.end(into: &answer)
    switch finish {
    case "error":
      answer.fail(Failure(.serverError, "the provider ended the answer with an error"))
    case "insufficient_system_resource":
      answer.fail(Failure(.overloaded, "the provider ran out of resources", code: finish))
    default: answer.finish(hasRefused ? .refused : reason(finish), raw: finish)
    }
  }

  /// Publishes what waited for more: a tag's beginning, collected reasoning details.
  private mutating func flush(_ answer: inout Answer) {
    tags.end(into: &answer)
    details.flush(into: &answer)
  }

  private func reason(_ word: String) -> FinishReason {
    switch word {
    case "stop", "eos", "end_turn", "stop_sequence": .stop
    case "length", "max_tokens", "model_length": .length
    case "tool_calls", "function_call", "tool_use": .toolCalls
    case "content_filter": .filtered
    case "refusal": .refused
    default: .other
    }
  }
}
