/// A terminal without a window: what xterm would show of the same bytes.
///
/// It knows what ncurses sends to xterm-256color and xterm-direct, and what we send beside it; what it
/// does not know is kept in `unknown`, so that a test can say that there is none.
package struct Emulator: Sendable {
  package private(set) var columns: Int
  package private(set) var rows: Int
  /// The private modes that are set: 25 the cursor, 1049 the other screen, 2004 bracketed paste.
  package private(set) var modes: Set<Int> = [7, 25]
  package internal(set) var title = ""
  /// What OSC 52 put on the clipboard, in base64.
  package internal(set) var clipboard: String?
  /// Sequences that it does not know.
  package internal(set) var unknown: [String] = []
  /// How many times the bell rang.
  package private(set) var bells = 0
  /// How many frames have ended (mode 2026).
  package private(set) var frames = 0

  /// Images that are shown, where it knows kitty's protocol.
  package internal(set) var pictures: [EmulatorPicture] = []
  /// The numbers of images whose data it keeps.
  package internal(set) var keptPictures: Set<Int> = []
  /// Whether it knows kitty's graphics protocol.
  let hasGraphics: Bool
  /// Whether it shows sixel.
  let hasSixel: Bool

  var cells: [[EmulatorCell]]
  var column = 0
  var row = 0
  var attributes = EmulatorCell.Attributes()
  var top = 0
  var bottom: Int
  var replies: [UInt8] = []
  var titles: [String] = []
  var isGraphic: [Bool] = [false, false]
  var isShifted = false
  private var wrapsNext = false
  private var lastScalar: Unicode.Scalar?
  private var saved: (column: Int, row: Int, attributes: EmulatorCell.Attributes)?
  private var primary: [[EmulatorCell]] = []
  private var parser = EmulatorParser()

  package init(columns: Int, rows: Int, graphics: Bool = false, sixel: Bool = false) {
    hasGraphics = graphics
    hasSixel = sixel
    self.columns = columns
    self.rows = rows
    bottom = rows - 1
    cells = Self.blank(columns, rows)
  }

  /// The rows as text, without the blanks at their ends.
  package var screen: [String] {
    cells.map { row in
      var text = row.map(\.text).joined()
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  /// The screen as one text, for a look at it.
  package var text: String { screen.joined(separator: "\n") }

  package var cursor: (column: Int, row: Int) { (min(column, columns - 1), row) }

  /// The cell in a column of a row, both from 0.
  package func cell(column: Int, row: Int) -> EmulatorCell {
    guard cells.indices.contains(row), cells[row].indices.contains(column) else {
      return EmulatorCell()
    }
    return cells[row][column]
  }

  /// How the first place where a text stands is drawn.
  package func attributes(of text: String) -> EmulatorCell.Attributes? {
    for row in cells {
      for start in row.indices where row[start...].map(\.text).joined().hasPrefix(text) {
        return row[start].attributes
      }
    }
    return nil
  }

  package mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if let token = parser.take(byte) { apply(token) }
    }
  }

  /// What the terminal answered to questions, to be given to the program.
  package mutating func takeReplies() -> [UInt8] {
    defer { replies = [] }
    return replies
  }

  /// Gives the window another size; text is cut off, as xterm does.
  package mutating func resize(columns: Int, rows: Int) {
    func fit(_ old: [[EmulatorCell]]) -> [[EmulatorCell]] {
      var new = Self.blank(columns, rows)
      for row in 0..<min(rows, old.count) {
        for column in 0..<min(columns, old[row].count) { new[row][column] = old[row][column] }
      }
      return new
    }
    cells = fit(cells)
    if !primary.isEmpty { primary = fit(primary) }
    (self.columns, self.rows) = (columns, rows)
    (top, bottom) = (0, rows - 1)
    move(column, row)
  }

  private static func blank(_ columns: Int, _ rows: Int) -> [[EmulatorCell]] {
    Array(repeating: Array(repeating: EmulatorCell(), count: columns), count: rows)
  }

  private mutating func apply(_ token: EmulatorParser.Token) {
    switch token {
    case .scalar(let scalar): put(scalar)
    case .control(let byte): control(byte)
    case .escape(let intermediate, let final): escape(intermediate, final)
    case .systemCommand(let text): systemCommand(text)
    case .applicationCommand(let text): applicationCommand(text)
    case .deviceControl(let text): deviceControl(text)
    case .sequence(let prefix, let parameters, let intermediate, let final):
      perform(prefix, parameters, intermediate, final)
    }
  }
}

// MARK: Writing and moving

extension Emulator {
  mutating func move(_ column: Int, _ row: Int) {
    self.column = max(0, min(column, columns - 1))
    self.row = max(0, min(row, rows - 1))
    wrapsNext = false
  }

  mutating func put(_ scalar: Unicode.Scalar) {
    let scalar = isGraphic[isShifted ? 1 : 0] ? Self.graphic(scalar) : scalar
    let width = EmulatorCell.width(scalar)
    if width == 0 {
      let place = wrapsNext ? column : column - 1
      guard place >= 0 else { return }
      let base = cells[row][place].text.isEmpty && place > 0 ? place - 1 : place
      cells[row][base].text.unicodeScalars.append(scalar)
      return
    }
    if wrapsNext || column + width > columns, modes.contains(7) {
      column = 0
      lineFeed()
    }
    guard column + width <= columns else { return }
    clear(halfAt: column)
    clear(halfAt: column + width)
    cells[row][column] = EmulatorCell(text: String(Character(scalar)), attributes: attributes)
    if width == 2 { cells[row][column + 1] = EmulatorCell(text: "", attributes: attributes) }
    lastScalar = scalar
    wrapsNext = column + width == columns
    column = wrapsNext ? columns - 1 : column + width
  }

  /// Writing between the halves of a wide character leaves none of it.
  private mutating func clear(halfAt column: Int) {
    guard column > 0, column < columns, cells[row][column].text.isEmpty else { return }
    cells[row][column - 1].text = " "
    cells[row][column].text = " "
  }

  mutating func repeatLast(_ count: Int) {
    guard let lastScalar else { return }
    for _ in 0..<min(count, 10_000) { put(lastScalar) }
  }

  mutating func lineFeed() {
    wrapsNext = false
    if row == bottom {
      scrollUp(1, from: top)
    } else {
      row = min(row + 1, rows - 1)
    }
  }

  mutating func reverseLineFeed() {
    wrapsNext = false
    if row == top {
      scrollDown(1, from: top)
    } else {
      row = max(row - 1, 0)
    }
  }

  mutating func scrollUp(_ count: Int, from first: Int) {
    for _ in 0..<min(count, rows) where first <= bottom {
      cells.remove(at: first)
      cells.insert(blankRow, at: bottom)
    }
  }

  mutating func scrollDown(_ count: Int, from first: Int) {
    for _ in 0..<min(count, rows) where first <= bottom {
      cells.remove(at: bottom)
      cells.insert(blankRow, at: first)
    }
  }

  private var blankRow: [EmulatorCell] {
    Array(repeating: .erased(attributes), count: columns)
  }

  mutating func erase(_ places: Range<Int>, in row: Int) {
    wrapsNext = false
    for column in places.clamped(to: 0..<columns) { cells[row][column] = .erased(attributes) }
  }

  mutating func insertBlanks(_ count: Int) {
    let count = min(count, columns - column)
    cells[row].removeLast(count)
    cells[row].insert(contentsOf: Array(repeating: .erased(attributes), count: count), at: column)
  }

  mutating func deleteCells(_ count: Int) {
    let count = min(count, columns - column)
    cells[row].removeSubrange(column..<column + count)
    cells[row] += Array(repeating: .erased(attributes), count: count)
  }

  mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x07: bells += 1
    case 0x08: move(column - 1, row)
    case 0x09: move(min(columns - 1, (column / 8 + 1) * 8), row)
    case 0x0A, 0x0B, 0x0C: lineFeed()
    case 0x0D: move(0, row)
    case 0x0E: isShifted = true
    case 0x0F: isShifted = false
    default: break
    }
  }

  mutating func saveCursor() {
    saved = (column, row, attributes)
  }

  mutating func restoreCursor() {
    guard let saved else { return move(0, 0) }
    move(saved.column, saved.row)
    attributes = saved.attributes
  }

  mutating func setMode(_ mode: Int, _ isOn: Bool) {
    let wasOn = modes.contains(mode)
    if isOn { modes.insert(mode) } else { modes.remove(mode) }
    if mode == 2026, wasOn, !isOn { frames += 1 }
    guard mode == 1049, wasOn != isOn else { return }
    if isOn {
      saveCursor()
      primary = cells
      cells = Self.blank(columns, rows)
    } else {
      cells = primary
      restoreCursor()
    }
  }

  /// DEC's line-drawing characters.
  private static func graphic(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let shapes = Array("◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·".unicodeScalars)
    guard (0x60...0x7E).contains(scalar.value) else { return scalar }
    return shapes[Int(scalar.value) - 0x60]
  }
}
