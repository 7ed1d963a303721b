/// Reads the events of the Messages API, and whole messages.
///
/// Every member is optional and blocks may overlap in time: imitators leave out what they do not
/// have and stop all blocks at the end (anthropic.md, section 11).
struct AnthropicReader: AnswerReader {
  /// One event's members, used once all are read, in whatever order they stood.
  private struct Event {
    var type = ""
    var index = 0
    var block: AnthropicBlock?
    var delta = AnthropicDelta()
    var hasMessage = false
    var id: String?
    var model: String?
    var usage: AnthropicUsage?
    var content: [AnthropicBlock] = []
    var stopReason: String?
    var holdsError = false
  }

  private var blocks = AnthropicBlocks()
  private var usage = AnthropicUsage()
  private var stopReason: String?
  private var halves = AnthropicDelta.Halves()

  mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes, into answer: inout Answer
  ) throws(JSONError) {
    var event = Event()
    var scanner = JSONScanner(data)
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      try readMember(key, &scanner, &event)
    }
    guard isObject else { throw JSONError(kind: .expectedKey, offset: 0) }
    if event.holdsError || event.type == "error" || name == "error" {
      let json = try JSON.parse(data, options: .wire)
      return answer.fail(AnthropicReader.failure(of: json))
    }
    take(event, type: event.type.isEmpty ? name.text : event.type, into: &answer)
  }

  mutating func end(_ answer: inout Answer) { blocks.endAll(into: &answer) }

  /// llama.cpp sends the error's members without a wrapper.
  private static func failure(of json: JSON) -> Failure {
    let wrapped = JSON.object(JSONObject([JSONMember(key: "error", value: json)]))
    let error = json["error"].map(ProviderError.isTruthy) == true ? json : wrapped
    return ProviderError(error)?.failure() ?? Failure(.serverError)
  }

  // MARK: Members

  private mutating func readMember(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ event: inout Event
  ) throws(JSONError) {
    switch key {
    case "type": event.type = try scanner.string() ?? ""
    case "index": event.index = try scanner.int() ?? 0
    case "delta": event.delta = try AnthropicDelta.read(&scanner, joining: &halves)
    case "content_block": event.block = try AnthropicBlock.read(&scanner)
    case "message":
      event.hasMessage = true
      try scanner.forEachMember { scanner, key throws(JSONError) in
        try readMessageMember(key, &scanner, &event)
      }
    case "error": event.holdsError = try ProviderError.isTruthy(scanner.value())
    default: try readMessageMember(key, &scanner, &event)
    }
  }

  /// The members of a message: under `message` in a stream, at the top in a whole answer.
  private func readMessageMember(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ event: inout Event
  ) throws(JSONError) {
    switch key {
    case "id": event.id = try scanner.string()
    case "model": event.model = try scanner.string()
    case "usage": event.usage = try AnthropicUsage.read(&scanner)
    case "stop_reason": event.stopReason = try scanner.string()
    case "content":
      try scanner.forEachElement { scanner, _ throws(JSONError) in
        if let block = try AnthropicBlock.read(&scanner) { event.content.append(block) }
      }
    default: break
    }
  }

  // MARK: Events

  private mutating func take(_ event: Event, type: String, into answer: inout Answer) {
    switch type {
    case "message_start":
      answer.start(id: event.id, model: event.model, fingerprint: nil)
      report(event.usage?.withoutOutput, &answer)
    case "content_block_start":
      guard let block = event.block else { return }
      halves = AnthropicDelta.Halves()
      blocks.start(block, at: event.index, into: &answer)
    case "content_block_delta": blocks.take(event.delta, at: event.index, into: &answer)
    case "content_block_stop": blocks.stop(event.index, into: &answer)
    case "message_delta":
      report(event.usage, &answer)
      stopReason = event.delta.stopReason ?? stopReason
    case "message_stop":
      blocks.endAll(into: &answer)
      finish(&answer)
    case "message": takeWhole(event, into: &answer)
    default: break
    }
  }

  private mutating func takeWhole(_ event: Event, into answer: inout Answer) {
    answer.start(id: event.id, model: event.model, fingerprint: nil)
    for (index, block) in event.content.enumerated() {
      blocks.start(block, at: index, into: &answer)
      blocks.stop(index, into: &answer)
    }
    report(event.usage, &answer)
    stopReason = event.stopReason
    if stopReason != nil { finish(&answer) }
  }

  private mutating func report(_ newer: AnthropicUsage?, _ answer: inout Answer) {
    guard let newer else { return }
    usage.replace(with: newer)
    answer.usage(usage.total)
  }

  private func finish(_ answer: inout Answer) {
    answer.finish(AnthropicReader.reason(stopReason), raw: stopReason)
    answer.close()
  }

  private static func reason(_ word: String?) -> FinishReason {
    switch word {
    case "end_turn"?, "stop_sequence"?, "stop"?, nil: .stop
    case "max_tokens"?, "model_context_window_exceeded"?, "length"?: .length
    case "tool_use"?: .toolCalls
    case "refusal"?: .refused
    case "content_filter"?: .filtered
    default: .other
    }
  }
}

/// Counts of the Messages API: cumulative, and the prompt's parts apart.
struct AnthropicUsage: Sendable {
  private var input: Int?
  private var cacheWrite: Int?
  private var cacheRead: Int?
  private var output: Int?
  private var thinking: Int?

  /// The first event counts one token of output, which would pass for the count of a cut answer.
  var withoutOutput: AnthropicUsage {
    var copy = self
    copy.output = nil
    return copy
  }

  /// The whole prompt: `input_tokens` leaves out what was read from or written to the cache.
  var total: Usage {
    Usage(
      inputTokens: input.map { $0 + (cacheWrite ?? 0) + (cacheRead ?? 0) }, outputTokens: output,
      cachedInputTokens: cacheRead, cacheWriteTokens: cacheWrite, reasoningTokens: thinking)
  }

  mutating func replace(with newer: AnthropicUsage) {
    input = newer.input ?? input
    cacheWrite = newer.cacheWrite ?? cacheWrite
    cacheRead = newer.cacheRead ?? cacheRead
    output = newer.output ?? output
    thinking = newer.thinking ?? thinking
  }

  static func read(_ scanner: inout JSONScanner) throws(JSONError) -> AnthropicUsage {
    var usage = AnthropicUsage()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "input_tokens": usage.input = try scanner.tokenCount()
      case "cache_creation_input_tokens": usage.cacheWrite = try scanner.tokenCount()
      case "cache_read_input_tokens": usage.cacheRead = try scanner.tokenCount()
      case "output_tokens": usage.output = try scanner.tokenCount()
      case "output_tokens_details":
        try scanner.forEachMember { scanner, key throws(JSONError) in
          if key == "thinking_tokens" { usage.thinking = try scanner.tokenCount() }
        }
      default: break
      }
    }
    return usage
  }
}
