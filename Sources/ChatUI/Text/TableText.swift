/// A table as its rows arrive: columns as wide as their text, narrower where the width demands it,
/// and one line for each cell where columns would be too narrow to read.
///
/// A row costs what it is long, but for the first ones, which may make the columns wider.
struct TableText: Sendable {
  /// One cell's text.
  private struct Cell: Sendable {
    let runs: [StyledRun]
    /// Of its longest line.
    let columns: Int

    var hasLines: Bool { runs.contains { $0.text.utf8.contains(0x0A) } }

    func wrapped(to width: Int, base: Style = .plain) -> WrappedText {
      var text = WrappedText(width: width)
      for run in runs { text.append(run.text, style: base.overlaid(by: run.style)) }
      return text
    }
  }

  /// Narrower columns cannot be read.
  private static let narrowest = 8
  /// From this row on the columns stay as they are.
  private static let lastToWiden = 200
  private static let separator: SafeText = " │ "

  private let alignments: [ColumnAlignment]
  private let options: MarkdownOptions
  private(set) var width: Int
  private var rows: [[Cell]] = []
  private var natural: [Int]
  /// Nil where each cell has a line of its own.
  private var columns: [Int]?
  private var isShrunk = false
  /// The row's first line, and one more than the last row's last line.
  private var starts: [Int] = [0]
  /// The rows that are not read yet.
  private var pending: [[UInt8]] = []

  init(_ alignments: [ColumnAlignment], width: Int, options: MarkdownOptions) {
    self.alignments = alignments
    self.options = options
    self.width = max(1, width)
    natural = Array(repeating: 1, count: alignments.count)
    fit()
  }

  var rowCount: Int { starts.last ?? 0 }

  mutating func beginRow() { pending.append([]) }

  mutating func append(_ bytes: [UInt8]) {
    guard !pending.isEmpty else { return }
    pending[pending.count - 1] += bytes
  }

  /// Shows the rows that came, which are whole.
  mutating func refresh(_ references: [String: Reference]) {
    guard !pending.isEmpty else { return }
    for line in pending { add(line, references) }
    pending = []
  }

  private mutating func add(_ line: [UInt8], _ references: [String: Reference]) {
    let isHeading = rows.isEmpty
    let base = isHeading ? Style(role: .tableHeading) : .plain
    var cells = TableLine.cells(line[...]).prefix(alignments.count).map { bytes in
      let text = InlineParser.parse(bytes, options, references)
      let runs = RichText.runs(of: text.tokens[...], in: bytes, base: base)
      return Cell(runs: runs, columns: TableText.columns(of: runs))
    }
    while cells.count < alignments.count { cells.append(Cell(runs: [], columns: 0)) }
    rows.append(cells)
    var isWider = false
    if rows.count <= Self.lastToWiden {
      for (column, cell) in cells.enumerated() where cell.columns > natural[column] {
        natural[column] = min(cell.columns, max(width, natural[column]))
        isWider = true
      }
    }
    if isWider || (columns == nil && rows.count == 2) {
      layOut()
    } else {
      starts.append(rowCount + height(ofRow: rows.count - 1))
    }
  }

  private static func columns(of runs: [StyledRun]) -> Int {
    var longest = 0
    var column = 0
    for run in runs {
      var clusters = Clusters(run.text)
      while let cluster = clusters.next() {
        column = cluster.isNewline ? 0 : column + cluster.columns(at: column)
        longest = max(longest, column)
      }
    }
    return longest
  }

  mutating func setWidth(_ width: Int) {
    guard max(1, width) != self.width else { return }
    self.width = max(1, width)
    for column in natural.indices {
      let widest = rows.prefix(Self.lastToWiden).map { $0[column].columns }.max() ?? 1
      natural[column] = max(1, min(widest, self.width))
    }
    layOut()
  }

  // MARK: Columns

  private mutating func layOut() {
    fit()
    starts = [0]
    for row in rows.indices { starts.append(rowCount + height(ofRow: row)) }
  }

  /// Takes room from the widest columns first.
  private mutating func fit() {
    let room = width - 3 * (natural.count - 1)
    isShrunk = natural.reduce(0, +) > room
    guard isShrunk else {
      columns = natural
      return
    }
    var cap = room
    while cap > 0, natural.reduce(0, { $0 + min($1, cap) }) > room { cap -= 1 }
    guard cap >= Self.narrowest else {
      columns = nil
      return
    }
    var fitted = natural.map { min($0, cap) }
    var left = room - fitted.reduce(0, +)
    for column in fitted.indices where left > 0 && natural[column] > fitted[column] {
      fitted[column] += 1
      left -= 1
    }
    columns = fitted
  }

  /// A row's lines, with the rule above it.
  private func height(ofRow row: Int) -> Int {
    guard let columns else { return recordLines(ofRow: row).count }
    var height = 1
    for (cell, width) in zip(rows[row], columns) where cell.columns > width || cell.hasLines {
      height = max(height, cell.wrapped(to: width).rowCount)
    }
    return height + (hasRule(aboveRow: row) ? 1 : 0)
  }

  private func hasRule(aboveRow row: Int) -> Bool { row == 1 || (row > 1 && isShrunk) }

  // MARK: Rows

  func row(_ index: Int) -> Line {
    guard index >= 0, index < rowCount else { return Line() }
    let row = self.row(at: index)
    let line = index - starts[row]
    guard let columns else {
      let lines = recordLines(ofRow: row)
      return line < lines.count ? lines[line] : Line()
    }
    if hasRule(aboveRow: row), line == 0 { return rule(columns) }
    return drawn(rows[row], line: line - (hasRule(aboveRow: row) ? 1 : 0), columns)
  }

  /// The row that a line belongs to.
  private func row(at index: Int) -> Int {
    var low = 0
    var high = rows.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= index { low = middle } else { high = middle }
    }
    // Rows without lines come before the one that begins here.
    while low + 1 < rows.count, starts[low + 1] <= index { low += 1 }
    return low
  }

  private func rule(_ columns: [Int]) -> Line {
    var text = SafeText()
    for (number, width) in columns.enumerated() {
      if number > 0 { text += "─┼─" }
      text += .repeating("─", width)
    }
    return Line(text, style: Style(role: .tableRule))
  }

  private func drawn(_ cells: [Cell], line: Int, _ columns: [Int]) -> Line {
    var row = Line()
    for (number, cell) in cells.enumerated() where number < columns.count {
      if number > 0 { row.append(Self.separator, style: Style(role: .tableRule)) }
      let text = cell.wrapped(to: columns[number]).row(line)
      let free = max(0, columns[number] - text.columns)
      let before: Int
      switch alignments[number] {
      case .none, .left: before = 0
      case .right: before = free
      case .centre: before = free / 2
      }
      row.append(.spaces(before))
      row.append(text)
      if number + 1 < columns.count { row.append(.spaces(free - before)) }
    }
    return row
  }

  /// `Heading: text` for each cell of a row.
  private func recordLines(ofRow row: Int) -> [Line] {
    guard row > 0 || rows.count == 1, let headings = rows.first else { return [] }
    var lines: [Line] = []
    if row > 1 { lines.append(Line(.repeating("─", width), style: Style(role: .tableRule))) }
    for (heading, cell) in zip(headings, row == 0 ? headings : rows[row]) {
      var text = WrappedText(width: width, hangingIndent: 2)
      for run in heading.runs { text.append(run.text, style: run.style) }
      if row > 0 {
        text.append(heading.runs.isEmpty ? "" : ": " as SafeText, style: Style(role: .tableHeading))
        for run in cell.runs { text.append(run.text, style: run.style) }
      }
      lines += text.rows
    }
    return lines
  }

  // MARK: Places

  /// Rows of tables are found again by their number, and lines in them by theirs.
  func offset(ofRow index: Int) -> Int {
    guard index >= 0, index < rowCount else { return 0 }
    let row = self.row(at: index)
    return row << 16 | min(index - starts[row], 0xFFFF)
  }

  func row(showing offset: Int) -> Int {
    let row = min(max(0, offset >> 16), max(0, rows.count - 1))
    guard row + 1 < starts.count else { return 0 }
    return min(starts[row] + offset & 0xFFFF, max(starts[row], starts[row + 1] - 1))
  }
}
