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
    // The counter has its place whatever was typed.
    let room = area.columns - line.columns - find.counter.columns - 3
    line.append(SafeText(find.query, context: .code).tail(columns: max(room, 4)))
    let end = grid.put(line, at: area.origin, clip: area)
    if find.isTyping {
      grid.cursor = Point(column: min(end, area.right - 1), row: area.row)
    } else {
      grid.cursor = nil
    }
    var pieces: [SafeText] = [find.counter].filter { !$0.isEmpty }
    if !find.isTyping, let notice, !isWarned { pieces.append(SafeText(notice.text)) }
    if let folded = find.folded(in: state.transcript) {
      let hint = state.keys.hint(.fold, "unfolds")
      pieces.append(hint.isEmpty ? folded : "\(folded) (\(hint))")
    }
    var note = pieces.joined(separator: " · ")
    for hint in hints(find, state.keys) where !hint.isEmpty {
      let next = note.isEmpty ? hint : note + " · " + hint
      if end + 2 + next.columns + 1 > area.right { break }
      note = next
    }
    let column = max(end + 2, area.right - note.columns - 1)
    grid.put(
      note, at: Point(column: column, row: area.row),
      style: find.current == nil && find.isComplete && !find.query.isEmpty
        ? state.theme.warning : state.theme.dim,
      clip: area)
  }

  private static func hints(_ find: TranscriptFind, _ keys: KeyMap) -> [SafeText] {
    find.isTyping
      ? (find.current == nil ? [] : [keys.hint(.accept, "walks")]) + [keys.hint(.close, "back")]
      : [
        keys.hint(.findNext, "next"), keys.hint(.findPrevious, "previous"),
        keys.hint(.close, "back"),
      ]
  }

  // MARK: The places

  /// A row in view, and where its text begins on the screen.
  private struct Row {
    var place: Point
    var entry: Int
    var index: Int
    var text: SafeText
  }

  /// Marks what is found in the rows in view, message by message and part by part, as it is counted;
  /// the cost is that of the rows in view.
  private static func highlight(
    _ needle: FindNeedle, _ find: TranscriptFind, _ state: AppState, in rect: Rect,
    on grid: inout Grid
  ) {
    let columns = ScreenLayout.textColumns(in: rect)
    var part: (entry: Int, kind: SearchHit.Kind)?
    var rows: [Row] = []
    for (place, visible) in state.transcript.visible.prefix(rect.rows).enumerated() {
      guard let (kind, text) = visible.row.findable else { continue }
      if let part, part != (visible.entry, kind) {
        highlight(needle, find, in: rows, state.theme, on: &grid)
        rows = []
      }
      part = (visible.entry, kind)
      let start = ScreenLayout.margin(of: rect) + visible.row.textColumn(in: columns)
      let point = Point(column: rect.column + start, row: rect.row + place)
      rows.append(Row(place: point, entry: visible.entry, index: visible.index, text: text))
    }
    highlight(needle, find, in: rows, state.theme, on: &grid)
  }

  private static func highlight(
    _ needle: FindNeedle, _ find: TranscriptFind, in rows: [Row], _ theme: Theme,
    on grid: inout Grid
  ) {
    var numbers: [Int: Int] = [:]
    for match in FindRows.matches(needle, in: rows.map(\.text)) {
      let first = rows[match.row]
      let number = numbers[match.row, default: 0]
      numbers[match.row] = number + 1
      let isCurrent =
        find.shown
        == TranscriptFind.Shown(entry: first.entry, row: first.index, number: number)
      let style = isCurrent ? theme.marked : theme.match
      var left = match.count
      var start = match.start
      // A match that goes on in the next row has a space in its middle that is not drawn.
      for row in rows[match.row...] where left > 0 {
        let columns = row.text.columns(ofBytes: start..<start + left)
        let area = Rect(
          column: row.place.column + columns.lowerBound, row: row.place.row,
          columns: columns.count, rows: 1)
        grid.restyle(area) { $0.overlaid(by: style) }
        left -= max(1, row.text.count - start + 1)
        start = 0
      }
    }
  }
}

extension EntryRow {
  /// The column at which its own text begins within so many columns: behind bars and frames.
  fileprivate func textColumn(in columns: Int) -> Int {
    switch self {
    case .text(let row): CodeFrame.textColumn(of: row, in: columns)
    case .reasoning(let row): barColumns + CodeFrame.textColumn(of: row, in: columns - barColumns)
    case .toolText: barColumns
    case .header, .reasoningFold, .toolCall, .toolResult, .toolMore, .attachment, .image, .failure,
      .blank:
      0
    }
  }

  private var barColumns: Int { 2 }
}

extension SafeText {
  /// The columns that a range of its bytes takes where it is drawn.
  fileprivate func columns(ofBytes bytes: Range<Int>) -> Range<Int> {
    var column = 0
    var found: Range<Int>?
    var clusters = Clusters(self)
    while let cluster = clusters.next(), cluster.range.lowerBound < bytes.upperBound {
      let next = column + cluster.columns(at: column)
      if cluster.range.upperBound > bytes.lowerBound {
        found = (found?.lowerBound ?? column)..<next
      }
      column = next
    }
    return found ?? column..<column
  }
}
