/// Puts OpenRouter's `reasoning_details` together: items of one index are pieces of one.
struct ReasoningDetails: Sendable {
  /// Items that one answer may have; what comes beyond is left out.
  private static let maxItems = 256

  /// One item; the texts that grow stand beside the object, so that they grow in place.
  private struct Item: Sendable {
    var object: JSONObject
    var text: String?
    var summary: String?
    var data: String?

    init(_ piece: JSONObject) {
      object = piece
      text = piece["text"]?.stringValue
      summary = piece["summary"]?.stringValue
      data = piece["data"]?.stringValue
    }

    mutating func append(_ piece: JSONObject) {
      for member in piece.members {
        switch (member.key, member.value) {
        case ("text", .string(let more)): text = (text ?? "") + more
        case ("summary", .string(let more)): summary = (summary ?? "") + more
        case ("data", .string(let more)): data = (data ?? "") + more
        case (_, .null): continue
        default: object[member.key] = member.value
        }
      }
    }

    var json: JSON {
      var whole = object
      if let text { whole["text"] = .string(text) }
      if let summary { whole["summary"] = .string(summary) }
      if let data { whole["data"] = .string(data) }
      return .object(whole)
    }
  }

  private var items: [Item] = []

  var isEmpty: Bool { items.isEmpty }

  /// Reads the items of one delta; gives their words, for servers that send them nowhere else.
  mutating func read(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
    guard case .array(let pieces) = try scanner.value() else { return nil }
    var words = ""
    for case .object(let piece) in pieces {
      words += piece["text"]?.stringValue ?? piece["summary"]?.stringValue ?? ""
      merge(piece)
    }
    return words.isEmpty ? nil : words
  }

  /// Publishes what was collected as the seal of the reasoning that just ended.
  mutating func flush(into answer: inout Answer) {
    guard !items.isEmpty else { return }
    answer.seal(details: .array(items.map(\.json)))
    items = []
  }

  private mutating func merge(_ piece: JSONObject) {
    let index = piece["index"]?.intValue
    let place = items.lastIndex { item in
      index != nil && item.object["index"]?.intValue == index
        && item.object["type"] == piece["type"]
    }
    if let place {
      items[place].append(piece)
    } else if items.count < ReasoningDetails.maxItems {
      items.append(Item(piece))
    }
  }
}
