/// Long pastes: found at the cursor, unfolded, and kept in a draft.
extension Composer {
  /// The chip that the cursor stands before or behind.
  package var chip: Int? {
    [cursor - 1, cursor].first { place in
      guard elements.indices.contains(place), case .chip = elements[place] else { return false }
      return true
    }
  }

  /// Puts the text of the chip at the cursor in its place; false where there is none.
  @discardableResult
  package mutating func unfoldChip() -> Bool {
    guard let place = chip, case .chip(let text) = elements[place] else { return false }
    remember()
    elements.remove(at: place)
    cursor = place
    splice(Composer.elements(of: text))
    moved()
    return true
  }

  // Of the last plane for private use: no keyboard has them, and no font that is known.
  private static let opening: Character = "\u{10FDD0}"
  private static let closing: Character = "\u{10FDD1}"

  /// The text with marks round what is folded, so that it is folded when it is read again.
  package var draft: String { Composer.draft(of: elements) }

  static func draft(of elements: some Sequence<Element>) -> String {
    elements.reduce(into: "") { draft, element in
      switch element {
      case .character(let character): if !Composer.isMark(character) { draft.append(character) }
      case .chip(let paste):
        draft.append(Composer.opening)
        draft += paste.filter { !Composer.isMark($0) }
        draft.append(Composer.closing)
      }
    }
  }

  /// Begins with a draft that was kept.
  package mutating func startOver(withDraft draft: String) {
    startOver()
    elements = PromptText(Composer.elements(ofDraft: draft))
    cursor = elements.count
  }

  /// Replaces everything by what was put aside, and puts the cursor at the end.
  package mutating func replace(withDraft draft: String) {
    remember()
    elements = PromptText(Composer.elements(ofDraft: draft))
    place(elements.count)
  }

  private static func elements(ofDraft draft: String) -> [Element] {
    var elements: [Element] = []
    var rest = Substring(draft)
    while let start = rest.firstIndex(of: opening),
      let end = rest[start...].firstIndex(of: closing)
    {
      elements += Composer.elements(of: String(rest[..<start]))
      elements.append(.chip(String(rest[rest.index(after: start)..<end])))
      rest = rest[rest.index(after: end)...]
    }
    return elements + Composer.elements(of: rest.filter { !isMark($0) })
  }

  private static func isMark(_ character: Character) -> Bool {
    character == opening || character == closing
  }
}
