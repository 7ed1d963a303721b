/// A screen of cells: what the views draw into and the painter compares with the last one.
///
/// Nothing that is drawn outside of it does harm; it is cut off. A wide glyph always has both its
/// halves: whoever overwrites one of them turns the other into a blank.
package struct Grid: Equatable, Sendable {
  package let size: Size
  /// Where the terminal's cursor stands; nil hides it.
  package var cursor: Point?
  /// Where the mouse does something; the last one lies on top.
  package internal(set) var hotspots: [Hotspot] = []
  /// Where images lie; what is drawn over them hides them, see `shownImages`.
  var images: [GridImage] = []
  private var cells: [Cell]

  package init(columns: Int, rows: Int, style: Style = .plain) {
    let frame = Rect(columns: columns, rows: rows)
    size = frame.size
    cells = Array(repeating: .blank(style), count: size.columns * size.rows)
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
    index(column, row).map { cells[$0] } ?? .blank()
  }

  /// A row's cells; none outside of the grid.
  package func row(_ row: Int) -> ArraySlice<Cell> {
    guard row >= 0, row < rows else { return [] }
    return cells[row * columns..<(row + 1) * columns]
  }

  /// The cells of a rectangle of one row within the grid.
  func cells(of rect: Rect) -> ArraySlice<Cell> {
    row(rect.row).dropFirst(rect.column).prefix(rect.columns)
  }

  /// The columns of a row between the first and the last that look otherwise in a grid of the same
  /// size; nil if none does.
  ///
  /// Of a wide glyph it has both halves or none.
  package func changedColumns(ofRow row: Int, since other: Grid) -> Range<Int>? {
    guard row >= 0, row < rows, other.size == size, !hasSameBytes(row, as: other) else {
      return nil
    }
    let first = row * columns
    let differs = { [cells] place in cells[first + place] != other.cells[first + place] }
    let isHalf = { [cells] place in
      cells[first + place].width == 0 || other.cells[first + place].width == 0
    }
    guard var start = (0..<columns).first(where: differs) else { return nil }
    var end = columns
    while !differs(end - 1) { end -= 1 }
    while start > 0, isHalf(start) { start -= 1 }
    while end < columns, isHalf(end) { end += 1 }
    return start..<end
  }

  /// Whether a row is the same byte for byte, as most are from frame to frame.
  ///
  /// Bytes between a cell's members may differ where the cells do not: then it says no.
  private func hasSameBytes(_ row: Int, as other: Grid) -> Bool {
    let length = columns * MemoryLayout<Cell>.stride
    return cells.withUnsafeBytes { mine in
      other.cells.withUnsafeBytes { theirs in
        // A cell's stride is four words: no end is left over.
        var place = row * length
        while place < (row + 1) * length {
          let words = mine.loadUnaligned(fromByteOffset: place, as: SIMD4<UInt64>.self)
          guard words == theirs.loadUnaligned(fromByteOffset: place, as: SIMD4<UInt64>.self)
          else { return false }
          place += MemoryLayout<SIMD4<UInt64>>.size
        }
        return true
      }
    }
  }

  /// Fills a rectangle with blanks of a style.
  package mutating func fill(_ rect: Rect, style: Style = .plain) {
    fill(rect, with: .blank, style: style)
  }

  /// Fills a rectangle with a glyph of one column.
  package mutating func fill(_ rect: Rect, with glyph: Glyph, style: Style = .plain) {
    let rect = rect.intersection(frame)
    for row in rect.rowRange {
      for column in rect.columnRange {
        set(Cell(glyph, style: style, width: 1), column, row)
      }
    }
  }

  /// Gives the cells of a rectangle another style and leaves their glyphs.
  package mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let rect = rect.intersection(frame)
    for row in rect.rowRange {
      for column in rect.columnRange {
        let index = row * columns + column
        cells[index].style = change(cells[index].style)
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
    var column = max(-1 << 30, min(point.column, 1 << 30))
    let start = column
    var clusters = Clusters(text)
    while let cluster = clusters.next(), !cluster.isNewline {
      let width = cluster.columns(at: column - start)
      put(cluster, width: width, at: Point(column: column, row: point.row), style, clip)
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
  mutating func put(_ drawn: ArraySlice<Cell>, at point: Point) {
    guard let first = index(point.column, point.row), point.column + drawn.count <= columns else {
      return
    }
    cells.replaceSubrange(first..<first + drawn.count, with: drawn)
  }

  /// The rows as text, for tests and logs.
  package func text(trimmed: Bool = true) -> [String] {
    (0..<rows).map { row in
      var text = self.row(row).reduce(into: "") { $0 += $1.glyph.text }
      while trimmed, text.last == " " { text.removeLast() }
      return text
    }
  }

  private mutating func put(
    _ cluster: Cluster, width: Int, at point: Point, _ style: Style, _ clip: Rect
  ) {
    guard clip.rowRange.contains(point.row) else { return }
    let columns = point.column..<(point.column + width)
    let visible = columns.clamped(to: clip.columnRange)
    guard !visible.isEmpty else { return }
    guard visible == columns, !cluster.isTab else {
      for column in visible { set(.blank(style), column, point.row) }
      return
    }
    set(Cell(cluster.glyph, style: style, width: UInt8(width)), point.column, point.row)
    if width == 2 { set(.continuation(style), point.column + 1, point.row, keepingLeft: true) }
  }

  /// Writes a cell and mends the glyphs that it cuts in half.
  private mutating func set(
    _ cell: Cell, _ column: Int, _ row: Int, keepingLeft: Bool = false
  ) {
    guard let index = index(column, row) else { return }
    let old = cells[index]
    if old.width == 0, column > 0, !keepingLeft {
      cells[index - 1] = .blank(cells[index - 1].style)
    }
    if old.width == 2, column + 1 < columns {
      cells[index + 1] = .blank(cells[index + 1].style)
    }
    cells[index] = cell
  }

  private func index(_ column: Int, _ row: Int) -> Int? {
    guard column >= 0, column < columns, row >= 0, row < rows else { return nil }
    return row * columns + column
  }
}
