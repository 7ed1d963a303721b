import ChatEngine

/// The line in which one looks for text in the transcript, and the places that were found.
enum FindView {
  static func draw(_ state: AppState, in layout: ScreenLayout, on grid: inout Grid) {
    guard let find = state.find, state.overlay == nil else { return }
    if let needle = find.needle { highlight(needle, find, state, in: layout.transcript, on: &grid) }
    drawLine(find, state, in: layout, on: &grid)
  }

  // MARK: The line

  private static func drawLine(
    _ find: TranscriptFind, _ state: AppState, in layout: ScreenLayout, on grid: inout Grid
  ) {
    let area = layout.rule.isEmpty ? layout.composer.split(top: 1).top : layout.rule
    let notice = state.notice?.notice
    // A warning keeps its rule: the places are still marked.
    let isWarned = notice.map { $0.level != .info } ?? false
    guard !area.isEmpty, find.isTyping || !isWarned || layout.rule.isEmpty else { return }
    grid.fill(area)
    var line = Line(" Find: ", style: state.theme.accent)
    line.append(SafeText(find.query, context: .code))
    let end = grid.put(line, at: area.origin, clip: area)
    if find.isTyping {
      grid.cursor = Point(column: min(end, area.right - 1), row: area.row)
    } else {
      grid.cursor = nil
    }
    var pieces: [SafeText] = [find.counter].filter { !$0.isEmpty }
    if !find.isTyping, let notice, !isWarned { pieces.append(SafeText(notice.text)) }
    if let folded = find.folded(in: state.transcript) {
      pieces.append("\(folded) (\(state.keys.hint(.fold, "unfolds")))")
    }
    var note = pieces.joined(separator: " · ")
    for hint in hints(find, state.keys) {
      let next = note.isEmpty ? hint : note + " · " + hint
      if end + 2 + next.columns + 1 > area.right { break }
      note = next
    }
    let column = max(end + 2, area.right - note.columns - 1)
    grid.put(
      note, at: Point(column: column, row: area.row),
      style: find.current == nil && !find.query.isEmpty ? state.theme.warning : state.theme.dim,
      clip: area)
  }

  private static func hints(_ find: TranscriptFind, _ keys: KeyMap) -> [SafeText] {
    find.isTyping
      ? [keys.hint(.accept, "walks"), keys.hint(.close, "back")]
      : [
        keys.hint(.findNext, "next"), keys.hint(.findPrevious, "previous"),
        keys.hint(.close, "back"),
      ]
  }

  // MARK: The places

  /// Marks what is found in the rows that are drawn, whatever drew them: the cost is that of the
  /// rows in view.
  private static func highlight(
    _ needle: TextNeedle, _ find: TranscriptFind, _ state: AppState, in rect: Rect,
    on grid: inout Grid
  ) {
    var rows: [(row: Int, entry: Int, index: Int, cells: DrawnRow)] = []
    for (place, visible) in state.transcript.visible.prefix(rect.rows).enumerated() {
      guard visible.row != .header, visible.row != .blank else { continue }
      let row = rect.row + place
      rows.append((row, visible.entry, visible.index, DrawnRow(grid, row: row, in: rect)))
    }
    let matches = FindRows.matches(needle, in: rows.map(\.cells.text))
    var numbers: [Int: Int] = [:]
    for match in matches {
      let first = rows[match.row]
      let number = numbers[match.row, default: 0]
      numbers[match.row] = number + 1
      let isCurrent =
        find.shown
        == TranscriptFind.Shown(entry: first.entry, row: first.index, number: number)
      let style = isCurrent ? state.theme.marked : state.theme.match
      var left = match.count
      var start = match.start
      // A match that goes on in the next row has a space in its middle that is not drawn.
      for row in rows[match.row...] where left > 0 {
        let columns = row.cells.columns(start..<start + left)
        grid.restyle(
          Rect(column: columns.lowerBound, row: row.row, columns: columns.count, rows: 1)
        ) { $0.overlaid(by: style) }
        left -= max(1, row.cells.text.count - start + 1)
        start = 0
      }
    }
  }
}

/// A row of the grid as text, and where each byte of that stands.
private struct DrawnRow {
  let text: SafeText
  /// The column of each byte, and one more.
  private let places: [Int]

  init(_ grid: Grid, row: Int, in rect: Rect) {
    var string = ""
    var places: [Int] = []
    var end = rect.right
    while end > rect.column, grid[end - 1, row].glyph == .blank { end -= 1 }
    var start = rect.column
    // Margins and the bar beside reasoning are no text.
    while start < end, grid[start, row].glyph == .blank || grid[start, row].glyph == Glyph("│") {
      start += 1
    }
    for column in start..<max(start, end) {
      let glyph = grid[column, row].glyph.text
      string += glyph
      places += Array(repeating: column, count: glyph.utf8.count)
    }
    places.append(max(start, end))
    text = SafeText(string, context: .code)
    self.places = places
  }

  /// The columns of a range of bytes, as far as the row has them.
  func columns(_ bytes: Range<Int>) -> Range<Int> {
    let range = bytes.clamped(to: 0..<max(0, places.count - 1))
    guard !range.isEmpty else { return 0..<0 }
    return places[
      range.lowerBound]..<max(places[range.upperBound], places[range.upperBound - 1] + 1)
  }
}
