import ChatEngine

/// Text between two places of a transcript, as one marks it with the mouse: from the first to the end
/// of its row, all rows between, and up to the second.
///
/// The places are those of the text, not of the screen: it may be scrolled meanwhile.
package struct TextSelection: Equatable, Sendable {
  /// A row of a message, or of what stands in a pane instead of messages, and a column of the view.
  struct Place: Comparable, Sendable {
    var entry: Int
    var row: Int
    var column: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.entry, left.row, left.column) < (right.entry, right.row, right.column)
    }

    func isInRow(of other: Place) -> Bool { entry == other.entry && row == other.row }
  }

  /// The pane of a comparison; nil in the conversation.
  let pane: Int?
  /// Where the button went down on the screen.
  let pressed: Point
  let start: Place
  var end: Place
  /// Where the mouse was last.
  var pointer: Point
  /// Whether the transcript followed the answer before it was held still.
  let wasFollowing: Bool
  /// When rows were last scrolled because the mouse is beyond the edge; nil while it is not.
  var pulled: Instant?
  /// Whether rows were scrolled so.
  var hasScrolled = false

  /// The time between two rows that are scrolled while the mouse is beyond the edge.
  static let pullTime: Duration = .milliseconds(60)

  /// A click alone marks nothing.
  var isMoved: Bool { start != end }

  var first: Place { min(start, end) }
  var last: Place { max(start, end) }

  /// The marked columns of a row; the place under the mouse is one of them.
  func columns(ofRow row: Place, within columns: Range<Int>) -> Range<Int> {
    let start = row.isInRow(of: first) ? first.column : columns.lowerBound
    let end = row.isInRow(of: last) ? last.column + 1 : columns.upperBound
    let from = min(max(start, columns.lowerBound), columns.upperBound)
    return from..<max(from, min(end, columns.upperBound))
  }
}
