/// Puts tool calls together from their fragments (openai-chat.md, section 3, rules 1 to 3).
struct OpenAIToolCalls: Sendable {
  private struct Slot: Sendable {
    var wireIndex: Int?
    var wireID: String?
    /// Its number among the calls that were published; nil until its name is known.
    var number: Int?
    /// Arguments that came before the name.
    var early = ""
    var bytes = 0
    var hasEnded = false
  }

  private struct Fragment {
    var index: Int?
    var id: String?
    var name: String?
    var arguments: String?
    var signature: String?
  }

  private var slots: [Slot] = []
  private var signatures: [Int: String] = .init()
  private var half: UInt16?

  var isEmpty: Bool { slots.isEmpty }

  /// Reads the `tool_calls` of one delta.
  mutating func read(_ scanner: inout JSONScanner, into answer: inout Answer) throws(JSONError) {
    try scanner.forEachElement { scanner, place throws(JSONError) in
      let fragment = try readFragment(&scanner)
      take(fragment, at: place, into: &answer)
    }
  }

  /// Reads `function_call`, which servers from before there were several calls still send: one
  /// call without an id.
  mutating func readLegacy(
    _ scanner: inout JSONScanner, into answer: inout Answer
  ) throws(JSONError) {
    var fragment = Fragment(index: 0)
    try readFunction(&scanner, &fragment)
    // Some send the same call in both forms.
    let isNew = !slots.contains { $0.wireID != nil }
    if isNew, fragment.name != nil || fragment.arguments != nil {
      take(fragment, at: 0, into: &answer)
    }
  }

  /// Ends every call that is still open.
  mutating func end(into answer: inout Answer) {
    for place in slots.indices where !slots[place].hasEnded {
      slots[place].hasEnded = true
      guard let number = slots[place].number else {
        answer.note("a tool call without a name was left out")
        continue
      }
      answer.endToolCall(number, signature: signatures[place])
    }
  }

  private mutating func readFragment(_ scanner: inout JSONScanner) throws(JSONError) -> Fragment {
    var fragment = Fragment()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "index": fragment.index = try scanner.int()
      case "id": fragment.id = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "function": try readFunction(&scanner, &fragment)
      case "extra_content":
        fragment.signature = try scanner.value()["google"]?["thought_signature"]?.stringValue
      default: break
      }
    }
    return fragment
  }

  private mutating func readFunction(
    _ scanner: inout JSONScanner, _ fragment: inout Fragment
  ) throws(JSONError) {
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "name": fragment.name = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "arguments":
        // A string by the rules, an object from servers that forget to make it one.
        if try scanner.peek() == UInt8(ascii: "{") {
          fragment.arguments = try scanner.rawText()
        } else {
          fragment.arguments = try scanner.text(joining: &half)
        }
      default: break
      }
    }
  }

  private mutating func take(_ fragment: Fragment, at place: Int, into answer: inout Answer) {
    if let index = fragment.index, !(0..<256).contains(index) {
      let message = "the answer came out of order: it speaks of tool call \(index)"
      return answer.fail(Failure(.malformed, message))
    }
    guard let slot = slot(for: fragment, at: place) else { return }
    if slots[slot].wireID == nil { slots[slot].wireID = fragment.id }
    if let signature = fragment.signature { signatures[slot] = signature }
    if slots[slot].number == nil, let name = fragment.name {
      let number = answer.beginToolCall(id: slots[slot].wireID, name: name)
      guard let number else { return }
      slots[slot].number = number
      answer.arguments(slots[slot].early, of: number, total: &slots[slot].bytes)
      slots[slot].early = ""
    }
    guard let arguments = fragment.arguments, !arguments.isEmpty else { return }
    if let number = slots[slot].number {
      answer.arguments(arguments, of: number, total: &slots[slot].bytes)
    } else if slots[slot].early.utf8.count + arguments.utf8.count <= Answer.maxArgumentBytes {
      slots[slot].early += arguments
    }
  }

  /// The slot that a fragment belongs to, made where it begins a call; nil if it belongs to none.
  private mutating func slot(for fragment: Fragment, at place: Int) -> Int? {
    if let found = existingSlot(for: fragment, at: place) { return found }
    guard fragment.index != nil || fragment.id != nil || fragment.name != nil else { return nil }
    guard slots.count <= Answer.maxToolCalls else { return slots.indices.last }
    slots.append(Slot(wireIndex: fragment.index, wireID: fragment.id))
    return slots.count - 1
  }

  private func existingSlot(for fragment: Fragment, at place: Int) -> Int? {
    let found =
      fragment.index.map { index in slots.lastIndex { $0.wireIndex == index } }
      ?? slots.indices.last
    guard let found else { return nil }
    let slot = slots[found]
    if let id = fragment.id, let known = slot.wireID, id != known { return nil }
    guard fragment.index == nil, fragment.id == nil, fragment.name != nil else { return found }
    // Neither index nor id: a name begins a new call, unless the last one still waits for its own.
    return slot.number == nil && place == 0 ? found : nil
  }
}
