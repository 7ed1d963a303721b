import ChatEngine

/// What one answer has that another has not, and the other way round, in rows.
package struct CompareDifference: Sendable {
  package let pane: Int
  package let other: Int
  /// Rows before the first that is in view.
  package private(set) var offset = 0
  private var pieces: [WordDifference.Piece]
  private(set) var text = WrappedText(width: 1)
  private var isLaidOut = false

  /// Nil where one of them has nothing to compare.
  init?(pane: Int, other: Int, in panes: [ComparePane]) {
    guard panes.indices.contains(pane), panes.indices.contains(other),
      let own = panes[pane].answer?.text, let others = panes[other].answer?.text, !own.isEmpty,
      !others.isEmpty
    else { return nil }
    self.pane = pane
    self.other = other
    // Words are compared as they are read: markup is none of them.
    pieces = WordDifference.pieces(of: ShownText.of(own), against: ShownText.of(others))
  }

  /// Lays it out for a width; nothing is done where it is laid out.
  mutating func fit(columns: Int, _ theme: Theme) {
    guard !isLaidOut else { return text.setWidth(columns) }
    isLaidOut = true
    text = WrappedText(width: columns, mode: .words)
    for piece in pieces {
      switch piece.kind {
      case .same: text.append(piece.text)
      // Marks beside the colours: what is read must not hang on them.
      case .added: append("{+", piece.text, "+}", theme.ok.adding(.bold))
      case .removed: append("[-", piece.text, "-]", theme.error)
      }
    }
    text.finish()
    pieces = []
  }

  private mutating func append(
    _ open: StaticString, _ words: String, _ close: StaticString, _ style: Style
  ) {
    var end = words.endIndex
    while end > words.startIndex, words[words.index(before: end)].isWhitespace {
      end = words.index(before: end)
    }
    text.append(SafeText(stringLiteral: open), style: style)
    text.append(String(words[..<end]), style: style)
    text.append(SafeText(stringLiteral: close), style: style)
    text.append(String(words[end...]))
  }

  mutating func scroll(by lines: Int, rows: Int) {
    offset = max(0, min(offset + lines, text.rowCount - rows))
  }
}
