/// A number of columns and rows; never negative.
package struct Size: Hashable, Sendable {
  package let columns: Int
  package let rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A cell's place, from the top left; may lie outside of every grid.
package struct Point: Equatable, Sendable {
  package var column: Int
  package var row: Int

  package init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// A rectangle of cells; empty where it has no columns or no rows.
package struct Rect: Equatable, Sendable {
  package let column: Int
  package let row: Int
  package let size: Size

  package init(column: Int = 0, row: Int = 0, columns: Int, rows: Int) {
    self.column = Self.bounded(column)
    self.row = Self.bounded(row)
    size = Size(columns: Self.bounded(columns), rows: Self.bounded(rows))
  }

  package var columns: Int { size.columns }
  package var rows: Int { size.rows }
  package var origin: Point { Point(column: column, row: row) }
  /// The first column to the right of it.
  package var right: Int { column + size.columns }
  /// The first row below it.
  package var bottom: Int { row + size.rows }
  package var isEmpty: Bool { columns == 0 || rows == 0 }
  package var columnRange: Range<Int> { column..<right }
  package var rowRange: Range<Int> { row..<bottom }

  package func contains(_ point: Point) -> Bool {
    columnRange.contains(point.column) && rowRange.contains(point.row)
  }

  /// The part that both have.
  package func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top,
      columns: max(0, min(right, other.right) - left),
      rows: max(0, min(bottom, other.bottom) - top))
  }

  /// The rectangle without `columns` at the left and right and `rows` at top and bottom.
  package func inset(columns inset: Int = 0, rows insetRows: Int = 0) -> Rect {
    Rect(
      column: column + inset, row: row + insetRows,
      columns: max(0, columns - 2 * inset), rows: max(0, rows - 2 * insetRows))
  }

  /// The first `count` rows, and the rest below them.
  package func split(top count: Int) -> (top: Rect, rest: Rect) {
    let count = min(max(0, count), rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: count),
      Rect(column: column, row: row + count, columns: columns, rows: rows - count)
    )
  }

  /// The rest above, and the last `count` rows.
  package func split(bottom count: Int) -> (rest: Rect, bottom: Rect) {
    let (rest, bottom) = split(top: rows - min(max(0, count), rows))
    return (rest, bottom)
  }

  /// The first `count` columns, and the rest to their right.
  package func split(left count: Int) -> (left: Rect, rest: Rect) {
    let count = min(max(0, count), columns)
    return (
      Rect(column: column, row: row, columns: count, rows: rows),
      Rect(column: column + count, row: row, columns: columns - count, rows: rows)
    )
  }

  /// Coordinates far outside of any terminal are as good as infinite, and cannot overflow.
  private static func bounded(_ value: Int) -> Int { min(max(value, -1 << 30), 1 << 30) }
}
