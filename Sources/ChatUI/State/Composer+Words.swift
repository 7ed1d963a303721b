/// What readline does beside cutting: earlier pieces, and words in capitals or small letters.
extension Composer {
  /// What becomes of a word's letters.
  package enum LetterCase: Sendable {
    case upper, lower
    /// The first letter a capital, the others small.
    case capitalized
  }

  /// Puts a piece in and remembers where, so that it can be exchanged.
  mutating func put(_ piece: PromptText) {
    let start = cursor
    splice(piece)
    moved()
    // A letter may have joined its neighbour: then nothing can be told apart any more.
    if cursor == start + piece.count { yanked = start..<cursor }
  }

  /// Exchanges what yank has put in for the piece that was cut before it; false after anything else.
  @discardableResult
  package mutating func rotateYank() -> Bool {
    guard let range = yanked else { return false }
    ring.rotate()
    guard let piece = ring.latest else { return false }
    remember()
    elements.removeSubrange(range)
    cursor = range.lowerBound
    put(piece)
    return true
  }

  /// Changes the letters from the cursor to the word's end, and goes there.
  package mutating func changeCase(to letters: LetterCase) {
    let end = wordEnd(after: cursor)
    guard end > cursor else { return }
    remember()
    var isFirst = true
    for place in cursor..<end {
      guard case .character(let character) = elements[place], character.isLetter else { continue }
      let isCapital = letters == .upper || letters == .capitalized && isFirst
      elements[place] = .character(
        isCapital ? Key.capital(of: character) : Key.small(character))
      isFirst = false
    }
    place(end)
  }
}

/// What vi's commands do to a range.
extension Composer {
  /// Puts a piece in a range's place, and the cursor behind it.
  mutating func exchange(_ range: Range<Int>, for piece: some Collection<Element>) {
    guard !range.isEmpty || !piece.isEmpty else { return }
    remember()
    elements.removeSubrange(range)
    cursor = range.lowerBound
    splice(piece)
    moved()
  }

  /// Makes capitals small and small letters capitals; the cursor goes behind them.
  mutating func swapCase(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    remember()
    for place in range {
      guard case .character(let character) = elements[place] else { continue }
      elements[place] = .character(
        character.isUppercase ? Key.small(character) : Key.capital(of: character))
    }
    place(range.upperBound)
  }
}
