/// Reads the events of Responses, and whole responses.
///
/// Every member is optional: llama.cpp sends no indexes, others no details of usage. What an event
/// does not say of its place belongs to the last item (openai-responses.md, section 7).
struct OpenAIResponsesReader: AnswerReader {
  private enum Kind {
    case text, refusal, summary, reasoning, arguments
    case added, done
    case begun
    case completed, incomplete, failed
    case error
    case unknown

    /// Compared as it stands: it is in every event.
    init(_ type: StreamBytes) {
      switch type {
      case "\"response.output_text.delta\"": self = .text
      case "\"response.reasoning_summary_text.delta\"": self = .summary
      case "\"response.reasoning_text.delta\"": self = .reasoning
      case "\"response.function_call_arguments.delta\"": self = .arguments
      case "\"response.refusal.delta\"": self = .refusal
      case "\"response.output_item.added\"": self = .added
      case "\"response.output_item.done\"": self = .done
      case "\"response.created\"", "\"response.in_progress\"", "\"response.queued\"": self = .begun
      case "\"response.completed\"": self = .completed
      case "\"response.incomplete\"": self = .incomplete
      case "\"response.failed\"": self = .failed
      case "\"error\"": self = .error
      default: self = .unknown
      }
    }
  }

  /// One event's members, used once all are read, in whatever order they stood.
  private struct Event {
    var kind = Kind.unknown
    var place = OpenAIResponsesItems.Place()
    /// Where the item's id stands, which is read only where there is no index.
    var id: JSONScanner?
    var part: Int?
    var delta: String?
    var item: OpenAIResponsesItem?
    var response: OpenAIResponse?
    var holdsError = false
  }

  private var items = OpenAIResponsesItems()
  /// The first half of a surrogate pair whose second half comes with the next delta.
  private var half: UInt16?

  var isCheapToCopy: Bool { items.isFew }

  mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes, into answer: inout Answer
  ) throws(JSONError) {
    var event = Event()
    // A whole response has no type, and a response's members.
    var whole = OpenAIResponse()
    let readsOutput = !answer.tally.hasContent
    var scanner = JSONScanner(data)
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      try readMember(key, &scanner, &event, &whole, readsOutput)
    }
    try scanner.finish()
    guard isObject else { throw JSONError(kind: .expectedKey, offset: 0) }
    if event.place.index == nil, var id = event.id { event.place.id = try id.string() }
    if event.kind == .error || event.holdsError || name == "error" {
      let error = ProviderError(try JSON.parse(data, options: .wire))
      return answer.fail(error?.failure() ?? Failure(.serverError))
    }
    if whole.isResponse { return finish(whole, &answer) }
    take(event, &answer)
  }

  mutating func end(_ answer: inout Answer) { items.endAll(into: &answer) }

  // MARK: Members

  private mutating func readMember(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ event: inout Event,
    _ whole: inout OpenAIResponse, _ readsOutput: Bool
  ) throws(JSONError) {
    switch key {
    case "type": event.kind = Kind(.inChunk(try scanner.rawValue()))
    case "delta": event.delta = try scanner.text(joining: &half)
    case "item_id": event.id = scanner
    case "output_index": event.place.index = try scanner.int()
    case "summary_index", "content_index": event.part = try scanner.int()
    case "item": event.item = try OpenAIResponsesItem.read(&scanner)
    case "response":
      var response = OpenAIResponse()
      try scanner.forEachMember { scanner, key throws(JSONError) in
        try response.readMember(key, &scanner, readsOutput: readsOutput)
      }
      event.response = response
    case "error":
      let error = try scanner.value()
      whole.error = error
      event.holdsError = ProviderError.isTruthy(error)
    default:
      // Nothing of it stands in an event.
      try whole.readMember(key, &scanner, readsOutput: readsOutput)
    }
  }

  // MARK: Events

  private mutating func take(_ event: Event, _ answer: inout Answer) {
    switch event.kind {
    case .text: items.take(text: event.delta, at: event.place, into: &answer)
    case .refusal: items.take(refusal: event.delta, at: event.place, into: &answer)
    case .summary, .reasoning:
      items.take(reasoning: event.delta, at: event.place, part: event.part ?? 0, into: &answer)
    case .arguments: items.take(arguments: event.delta, at: event.place, into: &answer)
    case .added:
      half = nil
      if let item = event.item { items.add(item, at: event.place, into: &answer) }
    case .done:
      half = nil
      if let item = event.item { items.finish(item, at: event.place, into: &answer) }
    case .begun:
      let response = event.response
      answer.start(id: response?.id, model: response?.model, fingerprint: nil)
    case .completed, .incomplete, .failed:
      var response = event.response ?? OpenAIResponse()
      if event.kind == .failed { response.status = "failed" }
      if event.kind == .incomplete { response.status = "incomplete" }
      finish(response, &answer)
    case .error, .unknown: break
    }
  }

  /// The end: the response is authoritative for usage and finish, and for content if none came.
  private mutating func finish(_ response: OpenAIResponse, _ answer: inout Answer) {
    answer.start(id: response.id, model: response.model, fingerprint: nil)
    items.endAll(into: &answer)
    for (index, item) in response.output.enumerated() {
      items.finish(item, at: OpenAIResponsesItems.Place(index: index), into: &answer)
    }
    if let usage = response.usage { answer.usage(usage) }
    if response.status == "failed" || response.error.map(ProviderError.isTruthy) == true {
      return answer.fail(response.failure)
    }
    let ending = response.ending(hasRefused: items.hasRefused)
    answer.finish(ending.reason, raw: ending.raw)
    answer.close()
  }
}
