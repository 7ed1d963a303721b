import ChatEngine
import ChatUI

/// Rows of cells as a terminal shows them: aligned, and never wider than it is.
///
/// Where the columns do not fit, those that can be spared go first, the last of them before the
/// others, and then cells are cut, those of the last column that may be first: the first one names the
/// row, and is left long enough to tell it from the next. Where that is not enough, the columns go that
/// are spared last, and then names are cut further. In a pipe nothing is left out.
struct TextTable {
  struct Column {
    var title: SafeText
    /// Numbers stand at the right.
    var isNumber = false
    /// Whether the table still says what it is for without it.
    var canBeSpared = false
    /// Whether it goes before the table is wider than the terminal.
    var isSparedLast = false
    /// Whether its cells may be cut.
    var canShrink = false

    init(
      _ title: SafeText, isNumber: Bool = false, canBeSpared: Bool = false,
      isSparedLast: Bool = false, canShrink: Bool = false
    ) {
      self.title = title
      self.isNumber = isNumber
      self.canBeSpared = canBeSpared
      self.isSparedLast = isSparedLast
      self.canShrink = canShrink
    }
  }

  /// A cell that is cut keeps so many columns.
  private static let least = 8
  /// And one that names its row so many, while there is anything else to leave out.
  private static let leastName = 28
  private static let gap = 2

  private let columns: [Column]
  private var rows: [[SafeText]] = []

  init(_ columns: [Column]) { self.columns = columns }

  var isEmpty: Bool { rows.isEmpty }

  /// A row with a cell for each column; what is missing is empty.
  mutating func add(_ cells: [SafeText]) {
    rows.append(Array(cells.prefix(columns.count)))
  }

  /// The table with its titles, each line ended; nil for as wide as it is.
  func text(width limit: Int?) -> String {
    let (shown, widths) = layout(limit)
    let titles = columns.map(\.title)
    return ([titles] + rows).map { line($0, shown, widths) }.joined()
  }

  private func layout(_ limit: Int?) -> (shown: [Int], widths: [Int]) {
    var widths = columns.map(\.title.columns)
    for row in rows {
      for (place, cell) in row.enumerated() { widths[place] = max(widths[place], cell.columns) }
    }
    var shown = Array(columns.indices)
    guard let limit else { return (shown, widths) }
    while total(shown, widths) > limit, let spare = shown.last(where: { columns[$0].canBeSpared }) {
      shown.removeAll { $0 == spare }
    }
    var cut = cut(widths, of: shown, to: limit, name: Self.leastName)
    while total(shown, cut) > limit, let spare = shown.last(where: { columns[$0].isSparedLast }) {
      shown.removeAll { $0 == spare }
      cut = self.cut(widths, of: shown, to: limit, name: Self.leastName)
    }
    return (shown, self.cut(widths, of: shown, to: limit, name: Self.least))
  }

  /// The widths with cells cut, as far as they may be: those of the first column to `name`.
  private func cut(_ whole: [Int], of shown: [Int], to limit: Int, name: Int) -> [Int] {
    var widths = whole
    while total(shown, widths) > limit,
      let last = shown.last(where: {
        columns[$0].canShrink && widths[$0] > ($0 == 0 ? name : Self.least)
      })
    {
      widths[last] -= 1
    }
    return widths
  }

  private func total(_ shown: [Int], _ widths: [Int]) -> Int {
    shown.reduce(0) { $0 + widths[$1] } + Self.gap * max(0, shown.count - 1)
  }

  private func line(_ row: [SafeText], _ shown: [Int], _ widths: [Int]) -> String {
    var line = ""
    for (number, place) in shown.enumerated() {
      var cell: SafeText = place < row.count ? row[place] : ""
      if cell.columns > widths[place] {
        cell = cell.truncated(to: widths[place])
      }
      let padding = String(repeating: " ", count: max(0, widths[place] - cell.columns))
      if number > 0 { line += String(repeating: " ", count: Self.gap) }
      line += columns[place].isNumber ? padding + cell.string : cell.string + padding
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
