import CNcurses
import ChatUI

/// Brings a grid of cells to ncurses' screen; ncurses finds the shortest way to show it.
struct Painter {
  private let depth: ColourDepth
  private var last: Grid?
  private var before: Grid?
  private var shapes: [Glyph: Shape] = [:]
  private var numbers: [Colour: Int32] = [:]
  /// The rows that show a flag.
  private var flagRows: Set<Int32> = []
  /// The rows of which the last frame draws anything.
  private(set) var drawn: Set<Int> = []

  init(depth: ColourDepth) {
    self.depth = depth
  }

  /// The terminal shows something else by now: the next grid is painted whole.
  mutating func forget() {
    last = nil
  }

  /// Puts what changed since the last grid on the standard screen.
  mutating func draw(_ grid: Grid) {
    let screen = nc_stdscr()
    let previous = last.flatMap { $0.size == grid.size ? $0 : nil }
    let rows = min(grid.rows, Int(getmaxy(screen)))
    drawn = []
    before = previous
    for row in 0..<rows {
      var columns = 0..<grid.columns
      if let previous {
        guard let changed = grid.changedColumns(ofRow: row, since: previous) else { continue }
        if !flagRows.contains(Int32(row)) { columns = changed }
      }
      draw(grid.row(row), columns, at: Int32(row), on: screen)
      drawn.insert(row)
    }
    if let cursor = grid.cursor, grid.showsCursor {
      wmove(screen, Int32(cursor.row), Int32(cursor.column))
      curs_set(1)
    } else {
      curs_set(0)
    }
    last = grid
  }

  /// Has all rows sent whole and where they are, whatever ncurses believes to be there.
  mutating func renew() {
    let rows = getmaxy(nc_stdscr())
    wredrawln(nc_stdscr(), 0, rows)
    drawn = Set(0..<Int(rows))
  }

  /// Whether a row of the last grid stood elsewhere in the one before: where there are some, ncurses
  /// may have the terminal scroll.
  var movesRows: Bool {
    guard let last, let before else { return false }
    return drawn.contains { row in
      drawn.contains { $0 != row && last.row(row) == before.row($0) }
    }
  }

  private mutating func draw(
    _ cells: ArraySlice<Cell>, _ range: Range<Int>, at row: Int32,
    on screen: UnsafeMutablePointer<WINDOW>?
  ) {
    let columns = min(cells.count, Int(getmaxx(screen)))
    var style: Style?
    var attributes = attr_t(0)
    var pair: Int32 = 0
    var hasFlag = false
    wmove(screen, row, Int32(range.lowerBound))
    for column in range.clamped(to: 0..<columns) {
      let cell = cells[cells.startIndex + column]
      guard cell.width > 0 else { continue }
      if cell.style != style {
        (attributes, pair) = look(of: cell.style)
        style = cell.style
      }
      let fits = column + Int(cell.width) <= columns
      let shape = fits ? shape(of: cell.glyph, width: Int(cell.width)) : .blank
      hasFlag = hasFlag || shape.isFlag
      for place in shape.places {
        var complex = cchar_t()
        setcchar(&complex, place, attributes, 0, &pair)
        wadd_wch(screen, &complex)
      }
    }
    // Half a flag is another character, so a row with flags is never repainted in part.
    if hasFlag || flagRows.contains(row) { wredrawln(screen, row, 1) }
    if hasFlag { flagRows.insert(row) } else { flagRows.remove(row) }
  }
}

// MARK: One cell

extension Painter {
  /// A glyph as ncurses takes it: each scalar that has a width of its own begins a place.
  private struct Shape {
    /// Each ends in a zero.
    let places: [[wchar_t]]
    var isFlag = false

    static let blank = Shape(places: [[0x20, 0]])
  }

  // Most cells have one of these, for which hashing would cost more than painting.
  private static let asciiShapes = (0..<128).map { Shape(places: [[wchar_t($0), 0]]) }

  /// The most glyphs and colours that are kept.
  private static let limit = 4096

  private mutating func shape(of glyph: Glyph, width: Int) -> Shape {
    if let ascii = glyph.ascii { return Self.asciiShapes[Int(ascii)] }
    if let known = shapes[glyph] { return known }
    let shape = Self.shape(of: glyph.scalars, width: width)
    if shapes.count >= Self.limit { shapes = [:] }
    shapes[glyph] = shape
    return shape
  }

  private static func shape(of scalars: [Unicode.Scalar], width: Int) -> Shape {
    var places: [[wchar_t]] = []
    var columns = 0
    for scalar in scalars {
      let character = wchar_t(bitPattern: scalar.value)
      let own = Int(wcwidth(character))
      if own == 0, !places.isEmpty {
        places[places.count - 1].append(character)
      } else {
        places.append([character])
        columns += own
      }
    }
    // The C library is older than the character, or counts it otherwise: ncurses would lose it, and
    // all that follows on the row would be shifted.
    if columns != width {
      places = [[0xFFFD]] + Array(repeating: [0x20], count: max(0, width - 1))
    }
    let isFlag = scalars.contains { (0x1F1E6...0x1F1FF).contains($0.value) }
    return Shape(places: places.map { $0.prefix(Int(CCHARW_MAX)) + [0] }, isFlag: isFlag)
  }

  /// What ncurses calls a style.
  private mutating func look(of style: Style) -> (attr_t, Int32) {
    var attributes = NC_NORMAL
    if style.attributes.contains(.bold) { attributes |= NC_BOLD }
    if style.attributes.contains(.dim) { attributes |= NC_DIM }
    if style.attributes.contains(.italic) { attributes |= NC_ITALIC }
    if style.attributes.contains(.underline) { attributes |= NC_UNDERLINE }
    if style.attributes.contains(.reverse) { attributes |= NC_REVERSE }
    // alloc_pair crashes where start_color failed (ncurses 6.4).
    guard depth != .none, has_colors() else { return (attributes, 0) }
    var foreground = number(of: style.foreground)
    if depth == .eight, let bright = depth.brightNumber(of: style.foreground) {
      attributes |= NC_BOLD
      foreground = bright
    }
    let background = number(of: style.background)
    guard foreground >= 0 || background >= 0 else { return (attributes, 0) }
    return (attributes, max(0, alloc_pair(foreground, background)))
  }

  private mutating func number(of colour: Colour) -> Int32 {
    if let known = numbers[colour] { return known }
    let number = depth.number(of: colour)
    if numbers.count >= Self.limit { numbers = [:] }
    numbers[colour] = number
    return number
  }
}
