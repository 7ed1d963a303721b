/// What a person has set on conversations beside their words: pins, tags, archive.
package struct LibraryMarks: Sendable, Equatable {
  /// The marks of one conversation.
  package struct Marks: Sendable, Equatable {
    package var isPinned = false
    /// Not listed unless asked for.
    package var isArchived = false
    /// In the order in which they were given.
    package var tags: [String] = []

    package init() {}
  }

  /// One step of a person.
  package enum Change: Sendable, Equatable {
    case pin(Bool)
    case archive(Bool)
    case tags([String])
  }

  private(set) var all: [String: Marks] = [:]

  package init() {}

  package subscript(id: ConversationID) -> Marks { all[id.text] ?? Marks() }

  mutating func apply(_ change: Change, to id: ConversationID) {
    var marks = self[id]
    switch change {
    case .pin(let isPinned): marks.isPinned = isPinned
    case .archive(let isArchived): marks.isArchived = isArchived
    case .tags(let tags): marks.tags = LibraryMarks.tidy(tags)
    }
    all[id.text] = marks == Marks() ? nil : marks
  }

  /// Tags as they are kept: single words without `#`, each once, in small letters.
  package static func tidy(_ tags: [String]) -> [String] {
    var tidy: [String] = []
    for tag in tags {
      let word = tag.lowercased().filter { !$0.isWhitespace && $0 != "#" && $0 != "," }
      if !word.isEmpty, !tidy.contains(word) { tidy.append(String(word.prefix(40))) }
    }
    return tidy
  }
}

extension LibraryMarks {
  private static let format = "llmterm-marks"

  init?(_ json: JSON) {
    guard json["format"]?.stringValue == Self.format, json["version"]?.intValue == 1 else {
      return nil
    }
    self.init()
    for member in json["conversations"]?.objectValue?.members ?? [] {
      guard let id = ConversationID(member.key) else { continue }
      let value = member.value
      apply(.pin(value["pinned"]?.boolValue ?? false), to: id)
      apply(.archive(value["archived"]?.boolValue ?? false), to: id)
      apply(.tags((value["tags"]?.arrayValue ?? []).compactMap(\.stringValue)), to: id)
    }
  }

  var json: JSON {
    var conversations = JSONObject()
    for (id, marks) in all.sorted(by: { $0.key < $1.key }) {
      var value = JSONObject()
      if marks.isPinned { value["pinned"] = true }
      if marks.isArchived { value["archived"] = true }
      if !marks.tags.isEmpty { value["tags"] = .array(marks.tags.map(JSON.string)) }
      conversations[id] = .object(value)
    }
    return [
      "format": .string(Self.format), "version": 1, "conversations": .object(conversations),
    ]
  }
}
