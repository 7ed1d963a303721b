/// A screen of cells: what the views draw into and the painter compares with the last one.
///
/// Nothing that is drawn outside of it does harm; it is cut off. A wide glyph always has both its
/// halves: whoever overwrites one of them turns the other into a blank.
///
/// Each row is a block of memory of its own, which grids share until it is drawn on: an empty grid
/// is one row many times, and a row that was drawn before is put in place without being copied.
package struct Grid: Equatable, Sendable {
  package let size: Size
  /// Where the terminal's cursor stands; nil hides it.
  package var cursor: Point?
  /// Whether it stands on the grid.
  package var showsCursor: Bool { cursor.map(frame.contains) ?? false }
  /// Where the mouse does something; the last one lies on top.
  package internal(set) var hotspots: [Hotspot] = []
  /// Where images lie; what is drawn over them hides them, see `shownImages`.
  var images: [GridImage] = []
  private var lines: [[Cell]]

  package init(columns: Int, rows: Int, style: Style = .plain) {
    let frame = Rect(columns: columns, rows: rows)
    size = frame.size
    lines = Array(
      repeating: Array(repeating: .blank(style), count: size.columns), count: size.rows)
  }

  package init(_ size: Size, style: Style = .plain) {
    self.init(columns: size.columns, rows: size.rows, style: style)
  }

  package var columns: Int { size.columns }
  package var rows: Int { size.rows }
  /// The whole grid.
  package var frame: Rect { Rect(columns: columns, rows: rows) }

  /// The cell in a column of a row; a blank outside of the grid.
  package subscript(column: Int, row: Int) -> Cell {
    frame.contains(Point(column: column, row: row)) ? lines[row][column] : .blank()
  }

  /// A row's cells; none outside of the grid.
  package func row(_ row: Int) -> ArraySlice<Cell> {
    lines.indices.contains(row) ? lines[row][...] : []
  }

  /// The cells of a rectangle of one row; of a whole row it is the row itself, not a copy.
  func cells(of rect: Rect) -> [Cell] {
    guard lines.indices.contains(rect.row), rect.columnRange != 0..<columns else {
      return lines.indices.contains(rect.row) ? lines[rect.row] : []
    }
    return Array(lines[rect.row].dropFirst(rect.column).prefix(rect.columns))
  }

  /// The columns of a row between the first and the last that look otherwise in a grid of the same
  /// size; nil if none does.
  ///
  /// Of a wide glyph it has both halves or none.
  package func changedColumns(ofRow row: Int, since other: Grid) -> Range<Int>? {
    guard row >= 0, row < rows, other.size == size, !isSame(row, as: other) else { return nil }
    let (mine, theirs) = (lines[row], other.lines[row])
    guard var start = mine.indices.first(where: { mine[$0] != theirs[$0] }) else { return nil }
    let isHalf = { place in mine[place].width == 0 || theirs[place].width == 0 }
    var end = columns
    while mine[end - 1] == theirs[end - 1] { end -= 1 }
    while start > 0, isHalf(start) { start -= 1 }
    while end < columns, isHalf(end) { end += 1 }
    return start..<end
  }

  /// Whether a row is the very same block of memory, as most are from frame to frame.
  private func isSame(_ row: Int, as other: Grid) -> Bool {
    lines[row].withUnsafeBufferPointer { mine in
      other.lines[row].withUnsafeBufferPointer { $0.baseAddress == mine.baseAddress }
    }
  }

  /// Fills a rectangle with blanks of a style.
  package mutating func fill(_ rect: Rect, style: Style = .plain) {
    fill(rect, with: .blank, style: style)
  }

  /// Fills a rectangle with a glyph of one column.
  package mutating func fill(_ rect: Rect, with glyph: Glyph, style: Style = .plain) {
    let rect = rect.intersection(frame)
    guard !rect.isEmpty else { return }
    let cell = Cell(glyph, style: style, width: 1)
    for row in rect.rowRange {
      for column in rect.columnRange { lines[row].set(cell, column) }
    }
  }

  /// Gives the cells of a rectangle another style and leaves their glyphs.
  package mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let rect = rect.intersection(frame)
    for row in rect.rowRange {
      for column in rect.columnRange {
        lines[row][column].style = change(lines[row][column].style)
      }
    }
  }

  /// Writes text on one row; what lies outside of `clip` is cut off.
  ///
  /// A wide glyph with one half outside becomes a blank. Text ends at a newline.
  /// - Returns: the column after the text, whether it was shown or cut off.
  @discardableResult
  package mutating func put(
    _ text: SafeText, at point: Point, style: Style = .plain, clip: Rect? = nil
  ) -> Int {
    let clip = clip.map { frame.intersection($0) } ?? frame
    let isShown = clip.rowRange.contains(point.row)
    var column = max(-1 << 30, min(point.column, 1 << 30))
    let start = column
    var clusters = Clusters(text)
    while let cluster = clusters.next(), !cluster.isNewline {
      let width = cluster.columns(at: column - start)
      if isShown {
        lines[point.row].put(cluster, width: width, at: column, style, clip.columnRange)
      }
      column += width
    }
    return column
  }

  /// Writes a line's runs one after the other.
  @discardableResult
  package mutating func put(
    _ line: Line, at point: Point, clip: Rect? = nil, over base: Style = .plain
  ) -> Int {
    var column = point.column
    for run in line.runs {
      column = put(
        run.text, at: Point(column: column, row: point.row),
        style: base.overlaid(by: run.style), clip: clip)
    }
    return column
  }

  /// Puts whole cells on one row, which must lie within the grid: a row that was drawn before.
  mutating func put(_ drawn: [Cell], at point: Point) {
    guard frame.contains(point), point.column + drawn.count <= columns else { return }
    if drawn.count == columns {
      lines[point.row] = drawn
    } else {
      lines[point.row].replaceSubrange(point.column..<point.column + drawn.count, with: drawn)
    }
  }

  /// The rows as text, for tests and logs.
  package func text(trimmed: Bool = true) -> [String] {
    (0..<rows).map { row in
      var text = self.row(row).reduce(into: "") { $0 += $1.glyph.text }
      while trimmed, text.last == " " { text.removeLast() }
      return text
    }
  }
}

extension [Cell] {
  /// Writes a cluster; what lies outside of `clip` is cut off.
  fileprivate mutating func put(
    _ cluster: Cluster, width: Int, at column: Int, _ style: Style, _ clip: Range<Int>
  ) {
    let columns = column..<(column + width)
    let visible = columns.clamped(to: clip)
    guard !visible.isEmpty else { return }
    guard visible == columns, !cluster.isTab else {
      for column in visible { set(.blank(style), column) }
      return
    }
    set(Cell(cluster.glyph, style: style, width: UInt8(width)), column)
    if width == 2 { set(.continuation(style), column + 1, keepingLeft: true) }
  }

  /// Writes a cell and mends the glyphs that it cuts in half.
  fileprivate mutating func set(_ cell: Cell, _ column: Int, keepingLeft: Bool = false) {
    let old = self[column]
    if old.width == 0, column > 0, !keepingLeft {
      self[column - 1] = .blank(self[column - 1].style)
    }
    if old.width == 2, column + 1 < count { self[column + 1] = .blank(self[column + 1].style) }
    self[column] = cell
  }
}
