/// A part of the screen whose text can be marked: the transcript, or a pane of a comparison.
struct MarkedArea {
  let rect: Rect
  private let pane: Int?
  private let transcript: Transcript
  /// What stands in the pane's place.
  private let difference: CompareDifference?

  /// Nil where that pane is not in view.
  init?(_ state: AppState, pane: Int?) {
    self.pane = pane
    guard let pane else {
      guard state.comparison == nil else { return nil }
      rect = ScreenLayout(state).transcript
      transcript = state.transcript
      difference = nil
      return
    }
    guard let comparison = state.comparison, comparison.panes.indices.contains(pane),
      let frame = PaneFrames(state).panes.first(where: { $0.pane == pane })
    else { return nil }
    rect = frame.body
    transcript = comparison.panes[pane].transcript
    difference = comparison.difference.flatMap { $0.pane == pane ? $0 : nil }
  }

  /// The places of the rows in view, from the upper edge on.
  var rows: [TextSelection.Place] {
    if let difference {
      let last = min(difference.offset + rect.rows, difference.text.rowCount)
      return (difference.offset..<max(difference.offset, last)).map { row in
        TextSelection.Place(entry: 0, row: row, column: 0)
      }
    }
    return transcript.visible.prefix(rect.rows).map { row in
      TextSelection.Place(entry: row.entry, row: row.index, column: 0)
    }
  }

  /// The text at a point of the screen, or the nearest to it; nil where there is none at all.
  func place(at point: Point) -> TextSelection.Place? {
    let rows = rows
    guard let last = rows.indices.last else { return nil }
    let row = max(0, min(point.row - rect.row, rect.rows - 1))
    var place = rows[min(row, last)]
    let column = max(0, min(point.column - rect.column, rect.columns - 1))
    // Below the last row, all of that is meant.
    place.column = row > last ? rect.columns - 1 : column
    return place
  }

  /// How many rows beyond the edge a point lies, negative above; at the edge of the screen itself,
  /// beyond which no mouse comes, its last row counts as such.
  func overshoot(of point: Point, in size: Size) -> Int {
    if point.row < rect.row || (point.row == 0 && rect.row == 0) { return point.row - rect.row - 1 }
    if point.row >= rect.bottom { return point.row - rect.bottom + 1 }
    return point.row == size.rows - 1 ? 1 : 0
  }

  // MARK: The text

  /// The marked text, without margins and frames, and what hides names in a comparison.
  func text(of marked: TextSelection, _ state: AppState) -> String {
    let margin = ScreenLayout.margin(of: rect)
    let columns = ScreenLayout.textColumns(in: rect)
    var lines: [String] = []
    for (place, row) in drawn(from: marked.first, to: marked.last, columns: columns, state) {
      let inside = row.columns.lowerBound + margin..<row.columns.upperBound + margin
      let chosen = marked.columns(ofRow: place, within: inside)
      var grid = Grid(columns: columns, rows: 1)
      grid.put(row.line, at: Point(column: 0, row: 0))
      let text = chosen.reduce(into: "") { text, column in
        let cell = grid[column - margin, 0]
        if cell.width > 0 { text += cell.glyph.text }
      }
      lines.append(text.trimmingEnd())
    }
    return lines.joined(separator: "\n").trimmingEnd()
  }

  /// A row as it is drawn, and the columns of its own text.
  private typealias Drawn = (line: Line, columns: Range<Int>)

  private func drawn(
    from first: TextSelection.Place, to last: TextSelection.Place, columns: Int, _ state: AppState
  ) -> [(TextSelection.Place, Drawn)] {
    if let difference {
      return stride(from: first.row, through: last.row, by: 1).map { row in
        let line = difference.text.row(row)
        return (.init(entry: 0, row: row, column: 0), (line, 0..<columns))
      }
    }
    // A copy, so that rows out of view can be laid out.
    var transcript = transcript
    var rows: [(TextSelection.Place, Drawn)] = []
    for entry in first.entry...last.entry where transcript.entries.indices.contains(entry) {
      let layout = transcript.layout(of: entry)
      let from = entry == first.entry ? first.row : 0
      let to = entry == last.entry ? last.row : layout.rowCount - 1
      for row in stride(from: from, through: min(to, layout.rowCount - 1), by: 1) {
        let shown = layout.row(row)
        guard let inside = self.inside(shown, columns: columns, state) else { continue }
        let line = TranscriptView.line(
          shown, of: transcript.entries[entry], at: entry, columns: columns, state)
        rows.append((.init(entry: entry, row: row, column: 0), (line, inside)))
      }
    }
    return rows
  }

  /// Nil for a row that is no text: the upper and lower edges of code, and in a pane whatever says
  /// who answers there.
  private func inside(_ row: EntryRow, columns: Int, _ state: AppState) -> Range<Int>? {
    switch row {
    case .header where pane != nil: return nil
    case .image: return nil
    case .failure where pane != nil && state.comparison?.layout.isBlind == true: return nil
    case .text(let text):
      guard case .code(let code) = text.kind else { return 0..<columns }
      guard code.part == .body else { return nil }
      let width = columns - text.prefix.columns
      let start = CodeFrame.textColumn(of: text, in: columns)
      return start..<start + CodeFrame(width: width).bodyWidth
    case .header, .reasoningFold, .reasoning, .toolCall, .toolText, .toolResult, .toolMore,
      .attachment, .failure, .blank:
      return 0..<columns
    }
  }
}
