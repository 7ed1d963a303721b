import ChatEngine

/// What is looked for in rows of the screen: in any case of its letters, however their accents are
/// put together, and without what rows leave out.
package struct FindNeedle: Sendable, Equatable {
  private let plain: TextNeedle
  /// The characters in capitals; nil where all of them are ASCII, which has one spelling.
  private let characters: [String]?

  /// Nil where there is nothing to be looked for.
  package init?(_ query: String) {
    let text = DisplayForm.line(query.trimmingSpace()).string
    guard let plain = TextNeedle(text) else { return nil }
    self.plain = plain
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    characters = isASCII ? nil : text.map { $0.uppercased() }
  }

  /// Where the matches in a text begin and end, in bytes of UTF-8.
  func matches(in text: String) -> [Range<Int>] {
    guard let characters else { return plain.matches(in: text) }
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return [] }
    var matches: [Range<Int>] = []
    var index = text.startIndex
    var place = 0
    while index < text.endIndex {
      if let end = FindNeedle.end(of: characters, in: text, from: index) {
        let count = text.utf8.distance(from: index, to: end)
        matches.append(place..<place + count)
        (index, place) = (end, place + count)
      } else {
        place += text[index].utf8.count
        index = text.index(after: index)
      }
    }
    return matches
  }

  /// Where a match ends that begins at an index; nil where none does.
  private static func end(
    of characters: [String], in text: String, from start: String.Index
  ) -> String.Index? {
    var index = start
    for character in characters {
      // Equal are characters that look the same, whether an accent is one of their scalars or not.
      guard index < text.endIndex, text[index].uppercased() == character else { return nil }
      index = text.index(after: index)
    }
    return index
  }
}
