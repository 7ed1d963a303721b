/// Reads the lines of `/api/chat`, and whole answers, which are one such line.
struct OllamaReader: AnswerReader {
  /// One line's members, used once all are read: reasoning stands behind the content.
  private struct Line {
    /// It is in every line, and of use in the first.
    var wantsModel: Bool
    var model: String?
    var content: String?
    var thinking: String?
    var calls: [Call] = []
    var isDone = false
    var reason: String?
    var usage = Usage()
    var holdsError = false
  }

  /// A call comes whole; old servers give it no id.
  private struct Call {
    var id: String?
    var name = ""
    var arguments = ""
  }

  private var tags: ThinkTags
  /// First halves of surrogate pairs whose second halves come with the next delta.
  private var contentHalf: UInt16?
  private var thinkingHalf: UInt16?

  init(quirks: Quirks) { tags = ThinkTags(isInside: quirks.contentStartsInReasoning) }

  var isCheapToCopy: Bool { true }

  mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes, into answer: inout Answer
  ) throws(JSONError) {
    var line = Line(wantsModel: !answer.tally.hasStarted)
    var scanner = JSONScanner(data)
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      try readMember(key, &scanner, &line)
    }
    try scanner.finish()
    guard isObject else { throw JSONError(kind: .expectedKey, offset: 0) }
    if line.holdsError, let error = ProviderError(try JSON.parse(data, options: .wire)) {
      return answer.fail(error.failure())
    }
    take(line, &answer)
  }

  mutating func end(_ answer: inout Answer) { tags.end(into: &answer) }

  // MARK: Members

  private mutating func readMember(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ line: inout Line
  ) throws(JSONError) {
    switch key {
    case "model" where line.wantsModel: line.model = try scanner.string()
    case "message":
      try scanner.forEachMember { scanner, key throws(JSONError) in
        switch key {
        case "content": line.content = try scanner.text(joining: &contentHalf)
        case "thinking": line.thinking = try scanner.text(joining: &thinkingHalf)
        case "tool_calls":
          try scanner.forEachElement { scanner, _ throws(JSONError) in
            // One more than an answer may have: it is refused there.
            guard line.calls.count <= Answer.maxToolCalls else { return }
            line.calls.append(try OllamaReader.readCall(&scanner))
          }
        default: break
        }
      }
    case "done": line.isDone = try scanner.bool() ?? false
    case "done_reason": line.reason = try scanner.string()
    case "prompt_eval_count": line.usage.inputTokens = try scanner.tokenCount()
    case "eval_count": line.usage.outputTokens = try scanner.tokenCount()
    case "error": line.holdsError = try ProviderError.isTruthy(scanner.value())
    default: break
    }
  }

  private static func readCall(_ scanner: inout JSONScanner) throws(JSONError) -> Call {
    var call = Call()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "id": call.id = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "function":
        try scanner.forEachMember { scanner, key throws(JSONError) in
          switch key {
          case "name": call.name = try scanner.string() ?? ""
          case "arguments":
            // An object by the rules, a string from those who think of OpenAI's.
            let isText = try scanner.peek() == UInt8(ascii: "\"")
            call.arguments = try isText ? scanner.string() ?? "" : scanner.rawText()
          default: break
          }
        }
      default: break
      }
    }
    return call
  }

  // MARK: A line

  private mutating func take(_ line: Line, _ answer: inout Answer) {
    answer.start(id: nil, model: line.model, fingerprint: nil)
    if let thinking = line.thinking { answer.reasoning(thinking) }
    if let content = line.content, !content.isEmpty { tags.read(content, into: &answer) }
    for call in line.calls { take(call, &answer) }
    guard line.isDone else { return }
    tags.end(into: &answer)
    answer.usage(line.usage)
    answer.finish(OllamaReader.reason(line.reason), raw: line.reason)
    answer.close()
  }

  private mutating func take(_ call: Call, _ answer: inout Answer) {
    tags.end(into: &answer)
    guard !call.name.isEmpty else {
      return answer.note("a tool call without a name was left out")
    }
    guard let number = answer.beginToolCall(id: call.id, name: call.name) else { return }
    var bytes = 0
    answer.arguments(call.arguments, of: number, total: &bytes)
    answer.endToolCall(number)
  }

  private static func reason(_ word: String?) -> FinishReason {
    switch word {
    case "stop"?, nil: .stop
    case "length"?: .length
    default: .other
    }
  }
}
