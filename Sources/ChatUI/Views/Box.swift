/// A framed box with a title above and a hint below.
enum Box {
  /// Draws the frame and gives the room within; it is left out where there is no room.
  static func draw(
    _ rect: Rect, title: SafeText, hint: SafeText, _ theme: Theme, on grid: inout Grid
  ) -> Rect {
    grid.fill(rect)
    grid.mark(rect, as: .nothing)
    guard isFramed(rect) else { return rect }
    let edge = SafeText.repeating("─", rect.columns - 2)
    grid.put("┌" + edge + "┐", at: rect.origin, style: theme.frame, clip: rect)
    for row in rect.row + 1..<rect.bottom - 1 {
      grid.put("│", at: Point(column: rect.column, row: row), style: theme.frame)
      grid.put("│", at: Point(column: rect.right - 1, row: row), style: theme.frame)
    }
    let last = Point(column: rect.column, row: rect.bottom - 1)
    grid.put("└" + edge + "┘", at: last, style: theme.frame, clip: rect)
    let room = edgeColumns(rect)
    grid.put(
      " \(title.truncated(to: room)) ", at: Point(column: rect.column + 2, row: rect.row),
      style: theme.accent, clip: rect)
    grid.put(
      " \(hint.truncated(to: room)) ", at: Point(column: rect.column + 2, row: last.row),
      style: theme.dim, clip: rect)
    return inside(rect)
  }

  /// A box in the middle of the frame, with so many rows within if there is room.
  static func place(columns: Int, rows: Int, in frame: Rect) -> Rect {
    let columns = min(columns, frame.columns)
    // Below the least height it would lose its frame, and with it two columns on each side.
    let rows = min(max(rows + 2, leastRows), frame.rows)
    return Rect(
      column: frame.column + (frame.columns - columns) / 2,
      row: frame.row + (frame.rows - rows) / 2, columns: columns, rows: rows)
  }

  /// The columns for a title or a hint on a box's edge.
  static func edgeColumns(_ rect: Rect) -> Int { max(0, rect.columns - 6) }

  /// The room within a box.
  static func inside(_ rect: Rect) -> Rect {
    isFramed(rect) ? rect.inset(columns: 2, rows: 1) : rect
  }

  private static let leastRows = 6

  private static func isFramed(_ rect: Rect) -> Bool {
    rect.columns >= 12 && rect.rows >= leastRows
  }
}
