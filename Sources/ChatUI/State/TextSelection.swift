/// Text between two places of the screen, as one marks it with the mouse: from the first to the end
/// of its row, all rows between, and up to the second.
package struct TextSelection: Equatable, Sendable {
  let start: Point
  var end: Point
  /// Whether the transcript followed the answer before it was held still.
  let wasFollowing: Bool

  /// A click alone marks nothing.
  var isMoved: Bool { start != end }

  private var ordered: (first: Point, last: Point) {
    (start.row, start.column) <= (end.row, end.column) ? (start, end) : (end, start)
  }

  var rows: Range<Int> { ordered.first.row..<ordered.last.row + 1 }

  /// The marked columns of a row; the place under the mouse is one of them.
  func columns(ofRow row: Int, within columns: Range<Int>) -> Range<Int> {
    let (first, last) = ordered
    let start = row == first.row ? first.column : columns.lowerBound
    let end = row == last.row ? last.column + 1 : columns.upperBound
    return max(start, columns.lowerBound)..<max(start, min(end, columns.upperBound))
  }
}
