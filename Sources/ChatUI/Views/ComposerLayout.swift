/// The prompt's rows as they are shown, and where each of its elements stands.
///
/// Of a prompt that is longer than the screen, those round the cursor.
package struct ComposerLayout: Equatable, Sendable {
  package private(set) var rows: [Line] = [Line()]
  /// Counted within the rows, without the mark before them.
  package var cursor: Point { places[cursorPosition - shown.lowerBound] }
  /// The elements that were laid out.
  let shown: Range<Int>
  /// Where each of them begins, and after the last one where the next would.
  private var places: [Point] = []
  private let cursorPosition: Int
  private let width: Int

  /// Columns of the mark before the first row and of the indent of the others.
  static let indent = 2

  /// Lays out what may be in view, or has a row above or below that, on a screen of so many rows.
  package init(
    _ composer: Composer, columns: Int, screen rows: Int = .max, chip: Style = .plain
  ) {
    width = max(1, columns - ComposerLayout.indent)
    cursorPosition = composer.cursor
    shown = ComposerLayout.shown(of: composer, width: width, screen: rows)
    let pieces = composer.elements[shown].map { Piece($0, width: width, chip: chip) }
    place(pieces)
    draw(pieces)
  }

  /// Longer lines are laid out from somewhere within them.
  private static let longestLine = 8_192

  /// What the rows of a third of the screen may hold, and one more, on both sides of the cursor.
  private static func shown(of composer: Composer, width: Int, screen rows: Int) -> Range<Int> {
    let all = 0..<composer.elements.count
    // A row has its columns, and a space or a newline at its end.
    let (reach, isEndless) = (max(1, rows / 3) + 1).multipliedReportingOverflow(by: width + 1)
    guard !isEndless, reach < all.count else { return all }
    let end = composer.cursor + min(reach, all.count - composer.cursor)
    let place = max(0, composer.cursor - reach)
    let start = composer.lineStart(from: place)
    guard place - start > longestLine else { return start..<end }
    // Where no space changes it, rows break at the same places from there as from the line's start.
    let step = width * max(1, longestLine / 2 / width)
    return start + ((place - start) / step - 1) * step..<end
  }

  /// The position on the row above or below a position's, nearest to a column; nil where there is
  /// no such row.
  package func position(_ step: Int, rowsFrom position: Int, column: Int) -> Int? {
    let place = position - shown.lowerBound
    guard places.indices.contains(place) else { return nil }
    return self.position(atRow: places[place].row + step, column: column)
  }

  /// The position nearest to a column of a row; nil where there is no such row.
  package func position(atRow row: Int, column: Int) -> Int? {
    guard let first = places.firstIndex(where: { $0.row == row }) else { return nil }
    let inRow = places[first...].prefix { $0.row == row && $0.column <= column }
    return shown.lowerBound + (inRow.indices.last ?? first)
  }

  /// An element as it is drawn.
  private struct Piece {
    var text: SafeText
    var columns: Int
    var style: Style
    var isSpace = false
    var isNewline = false

    /// Most of what is typed: letters of one column that pass the door as they are.
    private static let plain = (0x20..<0x7F as Range<UInt8>).map { byte in
      SafeText(String(Unicode.Scalar(byte)), context: .code)
    }

    init(_ element: Composer.Element, width: Int, chip: Style) {
      switch element {
      case .character("\n"):
        text = SafeText()
        isNewline = true
        style = .plain
      case .character("\t"):
        text = .spaces(min(Cluster.tabStop, width))
        isSpace = true
        style = .plain
      case .character(let character):
        if let byte = character.asciiValue, byte >= 0x20, byte < 0x7F {
          text = Self.plain[Int(byte) - 0x20]
        } else {
          // A family that a terminal draws one by one may be wider than a row.
          text = SafeText(String(character), context: .code).truncated(to: width)
        }
        isSpace = character == " "
        style = .plain
      case .chip(let paste):
        text = Composer.label(ofChip: paste).truncated(to: width)
        style = chip
      }
      columns = text.count == 1 ? 1 : text.columns
    }
  }

  /// Gives each piece its place; a word that does not fit goes to the next row as a whole.
  private mutating func place(_ pieces: [Piece]) {
    var next = Point(column: 0, row: 0)
    var word = 0
    for (index, piece) in pieces.enumerated() {
      if piece.isSpace, next.column + piece.columns > width, next.column > 0 {
        // A space hangs over the edge, where nobody sees it.
        places.append(Point(column: width, row: next.row))
        next = Point(column: 0, row: next.row + 1)
        word = index + 1
        continue
      }
      if next.column + piece.columns > width, next.column > 0 {
        let start = word < index ? places[word].column : 0
        if start > 0 {
          for place in word..<index {
            places[place] = Point(column: places[place].column - start, row: next.row + 1)
          }
          next.column -= start
        } else {
          next.column = 0
        }
        next.row += 1
        // The rest of the word may be as long as a row.
        if next.column + piece.columns > width { next = Point(column: 0, row: next.row + 1) }
      }
      places.append(next)
      next.column += piece.columns
      if piece.isNewline { next = Point(column: 0, row: next.row + 1) }
      if piece.isNewline || piece.isSpace { word = index + 1 }
    }
    // Behind the last character: on the next row if this one is full.
    if next.column >= width { next = Point(column: 0, row: next.row + 1) }
    places.append(next)
  }

  private mutating func draw(_ pieces: [Piece]) {
    let last = places.last?.row ?? 0
    rows = Array(repeating: Line(), count: last + 1)
    for (piece, place) in zip(pieces, places) where place.column < width {
      rows[place.row].append(piece.text, style: piece.style)
    }
  }
}
