/// An output item as it begins or ends, or as it stands in a whole response.
struct OpenAIResponsesItem {
  var type = ""
  var id: String?
  var callID: String?
  var name: String?
  var arguments: String?
  var phase: String?
  /// Words of a message or of the reasoning, the parts apart.
  var texts: [String] = []
  var hasRefused = false
  /// What a reasoning item needs to go back (its summary, its seal), with nothing put in.
  var sealed = JSONObject()

  static func read(_ scanner: inout JSONScanner) throws(JSONError) -> OpenAIResponsesItem? {
    var item = OpenAIResponsesItem()
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "type": item.type = try scanner.string() ?? ""
      case "id": item.id = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "call_id": item.callID = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "name": item.name = try scanner.string()
      case "arguments": item.arguments = try scanner.string()
      case "phase": item.phase = try scanner.string()
      case "encrypted_content":
        if let text = try scanner.string(), !text.isEmpty { item.sealed[key.text] = .string(text) }
      case "summary", "content": try item.readParts(key, &scanner)
      default: break
      }
    }
    return isObject ? item : nil
  }

  private mutating func readParts(
    _ key: JSONKey, _ scanner: inout JSONScanner
  ) throws(JSONError) {
    let value = try scanner.value()
    guard let parts = value.arrayValue else { return }
    sealed[key.text] = value
    for part in parts.prefix(256) {
      if let text = part["text"]?.stringValue, !text.isEmpty { texts.append(text) }
      if let text = part["refusal"]?.stringValue {
        hasRefused = true
        texts.append(text)
      }
    }
  }

  /// The reasoning item as it goes back; nil where it has no seal, without which nobody takes it.
  var returned: JSON? {
    guard type == "reasoning", let seal = sealed["encrypted_content"] else { return nil }
    return .members([
      "type": "reasoning", "id": id.map(JSON.string), "summary": sealed["summary"] ?? [],
      "content": sealed["content"]?.arrayValue?.isEmpty == false ? sealed["content"] : nil,
      "encrypted_content": seal,
    ])
  }
}

/// The items of an answer, by their place in it; they may overlap in time.
struct OpenAIResponsesItems: Sendable {
  /// What an event says of the item it belongs to.
  struct Place: Sendable, Equatable {
    var index: Int?
    var id: String?
  }

  private enum Kind: Sendable, Equatable {
    case message, reasoning
    /// The call's number.
    case call(Int)
    case other
  }

  private struct Slot: Sendable {
    var place: Place
    var kind: Kind
    /// Something of it was published.
    var hasContent = false
    /// Bytes of a call's arguments.
    var bytes = 0
    var hasEnded = false
  }

  /// What words went out last, so that others are set apart from them.
  private struct Words: Sendable, Equatable {
    var slot: Int?
    var part = 0
    var isReasoning = false
    var isSealed = false
  }

  private static let maxItems = 256
  /// Copied with each event, so a few of them must do.
  private static let fewItems = 8

  private(set) var hasRefused = false
  private var slots: [Slot] = []
  private var last: Words?

  var isFew: Bool { slots.count <= OpenAIResponsesItems.fewItems }

  // MARK: Deltas

  mutating func take(text: String?, at place: Place, into answer: inout Answer) {
    guard let text, !text.isEmpty else { return }
    begin(Words(slot: content(at: place)), &answer)
    answer.text(text)
  }

  mutating func take(refusal: String?, at place: Place, into answer: inout Answer) {
    if refusal?.isEmpty == false { hasRefused = true }
    take(text: refusal, at: place, into: &answer)
  }

  mutating func take(
    reasoning: String?, at place: Place, part: Int, into answer: inout Answer
  ) {
    guard let reasoning, !reasoning.isEmpty else { return }
    begin(Words(slot: content(at: place), part: part, isReasoning: true), &answer)
    answer.reasoning(reasoning)
  }

  mutating func take(arguments: String?, at place: Place, into answer: inout Answer) {
    // A call without its item has no name yet: its end brings the whole.
    guard let arguments, let slot = slot(at: place), case .call(let number) = slots[slot].kind,
      !slots[slot].hasEnded
    else { return }
    answer.arguments(arguments, of: number, total: &slots[slot].bytes)
  }

  // MARK: Items

  mutating func add(_ item: OpenAIResponsesItem, at place: Place, into answer: inout Answer) {
    _ = slot(for: item, at: place, isNew: true, into: &answer)
  }

  /// Takes what no delta brought, and seals the item.
  mutating func finish(_ item: OpenAIResponsesItem, at place: Place, into answer: inout Answer) {
    guard let slot = slot(for: item, at: place, isNew: false, into: &answer), !slots[slot].hasEnded
    else {
      return
    }
    switch slots[slot].kind {
    case .message:
      hasRefused = hasRefused || item.hasRefused
      if !slots[slot].hasContent {
        for text in item.texts { take(text: text, at: slots[slot].place, into: &answer) }
      }
      if let phase = item.phase, !phase.isEmpty, slots[slot].hasContent { answer.sign(phase) }
    case .reasoning: seal(item, slot, into: &answer)
    case .call(let number):
      // Deltas are advisory: what they left out comes with the end.
      if let arguments = item.arguments, arguments.utf8.count > slots[slot].bytes {
        let rest = String(decoding: arguments.utf8.dropFirst(slots[slot].bytes), as: UTF8.self)
        answer.arguments(rest, of: number, total: &slots[slot].bytes)
      }
      answer.endToolCall(number)
    case .other: break
    }
    slots[slot].hasEnded = true
  }

  /// Ends the calls that are still open.
  mutating func endAll(into answer: inout Answer) {
    for slot in slots.indices where !slots[slot].hasEnded {
      slots[slot].hasEnded = true
      if case .call(let number) = slots[slot].kind { answer.endToolCall(number) }
    }
  }

  /// The seal is that of the item's end: at its beginning it may not be whole.
  private mutating func seal(
    _ item: OpenAIResponsesItem, _ slot: Int, into answer: inout Answer
  ) {
    if !slots[slot].hasContent {
      for (part, text) in item.texts.enumerated() {
        take(reasoning: text, at: slots[slot].place, part: part, into: &answer)
      }
    }
    guard let returned = item.returned else { return }
    answer.seal(details: [returned])
    last?.isSealed = true
  }

  // MARK: Slots

  /// The slot that an item has, made where it has none; nil where there are too many.
  private mutating func slot(
    for item: OpenAIResponsesItem, at place: Place, isNew: Bool, into answer: inout Answer
  ) -> Int? {
    let place = Place(index: place.index, id: item.id ?? place.id)
    let isNamed = place != Place()
    if isNamed || !isNew, let known = slot(at: place), isNamed || !slots[known].hasEnded {
      return known
    }
    guard slots.count < OpenAIResponsesItems.maxItems else {
      answer.fail(Failure(.malformed, "the answer has too many items"))
      return nil
    }
    let kind: Kind
    switch item.type {
    case "message": kind = .message
    case "reasoning": kind = .reasoning
    case "function_call":
      let id = item.callID ?? item.id
      guard let number = answer.beginToolCall(id: id, name: item.name ?? "") else { return nil }
      kind = .call(number)
    default:
      kind = .other
      answer.note("an item of type \(ProviderError.clean(item.type)) is not shown")
    }
    slots.append(Slot(place: place, kind: kind))
    return slots.count - 1
  }

  /// By index, else by id, else the last.
  private func slot(at place: Place) -> Int? {
    if let index = place.index { return slots.lastIndex { $0.place.index == index } }
    if let id = place.id { return slots.lastIndex { $0.place.id == id } }
    return slots.indices.last
  }

  /// The slot that words belong to, which then has some.
  private mutating func content(at place: Place) -> Int? {
    guard let slot = slot(at: place) else { return nil }
    if !slots[slot].hasContent { slots[slot].hasContent = true }
    return slot
  }

  /// Sets an item's or a part's words apart from those before.
  private mutating func begin(_ words: Words, _ answer: inout Answer) {
    defer { last = words }
    guard let last, !last.isSealed, last.isReasoning == words.isReasoning else { return }
    guard last.slot != words.slot || last.part != words.part else { return }
    if words.isReasoning { answer.reasoning("\n\n") } else { answer.text("\n\n") }
  }
}
