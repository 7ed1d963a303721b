import ChatEngine

/// The panes of a comparison.
enum CompareView {
  static func draw(_ state: AppState, on grid: inout Grid, _ memory: inout ScreenMemory) {
    guard let comparison = state.comparison else { return }
    let frames = PaneFrames(state)
    drawTabs(comparison, state, in: frames.tabs, on: &grid)
    for frame in frames.panes {
      PaneHeading.draw(frame, comparison, state, on: &grid)
      drawBody(frame, comparison, state, on: &grid, &memory.panes[frame.pane, default: .init()])
      drawEdge(beside: frame, state, on: &grid)
    }
  }

  /// `1 ● claude-sonnet-5 │ 2 ● gpt-6.2-sol`: all panes where one alone is in view.
  private static func drawTabs(
    _ comparison: CompareState, _ state: AppState, in rect: Rect, on grid: inout Grid
  ) {
    guard !rect.isEmpty else { return }
    let count = comparison.order.count
    // The name of the one in view stands in its heading.
    let room = max(3, (rect.columns - 3 * (count - 1)) / count)
    var column = rect.column
    for (position, pane) in comparison.order.enumerated() {
      var line = Line(position > 0 ? " │ " : "", style: state.theme.frame)
      let name = PaneHeading.name(pane, position, comparison)
      let mark: SafeText = "\(position + 1) \(PaneHeading.mark(pane, comparison))"
      // Less of a name than three letters says nothing.
      let text = room >= mark.columns + 4 ? "\(mark) \(name)" : mark
      let isShown = pane == comparison.focus
      line.append(
        text.truncated(to: room), style: isShown ? state.theme.marked : state.theme.dim)
      column = grid.put(line, at: Point(column: column, row: rect.row), clip: rect)
    }
  }

  private static func drawBody(
    _ frame: PaneFrames.Frame, _ comparison: CompareState, _ state: AppState,
    on grid: inout Grid, _ drawn: inout DrawnRows
  ) {
    let pane = comparison.panes[frame.pane]
    if let difference = comparison.difference, difference.pane == frame.pane {
      return draw(difference, in: frame.body, on: &grid)
    }
    guard !pane.transcript.entries.isEmpty else {
      let text: SafeText = "Its answer comes here."
      let place = Point(
        column: frame.body.column + ScreenLayout.margin(of: frame.body), row: frame.body.row)
      let room = ScreenLayout.textColumns(in: frame.body)
      grid.put(
        text.truncated(to: room), at: place, style: state.theme.dim,
        clip: frame.body)
      return
    }
    // A pane is a chat: what draws that draws this.
    TranscriptView.draw(state.alone(with: pane), in: frame.body, on: &grid, &drawn)
    drawNames(frame, comparison, state, on: &grid)
    drawBelow(pane, in: frame.body, state, on: &grid)
  }

  private static func draw(
    _ difference: CompareDifference, in body: Rect, on grid: inout Grid
  ) {
    let margin = ScreenLayout.margin(of: body)
    let last = max(difference.offset, min(difference.offset + body.rows, difference.text.rowCount))
    for (row, number) in (difference.offset..<last).enumerated() {
      let place = Point(column: body.column + margin, row: body.row + row)
      grid.put(difference.text.row(number), at: place, clip: body)
    }
  }

  /// Answers' headings say who, and nothing that the pane's own says; where names are hidden, not
  /// even that.
  private static func drawNames(
    _ frame: PaneFrames.Frame, _ comparison: CompareState, _ state: AppState,
    on grid: inout Grid
  ) {
    let pane = comparison.panes[frame.pane]
    let margin = ScreenLayout.margin(of: frame.body)
    for (row, visible) in pane.transcript.visible.prefix(frame.body.rows).enumerated() {
      guard pane.transcript.entries.indices.contains(visible.entry) else { continue }
      let message = pane.transcript.entries[visible.entry].message
      let rect = Rect(
        column: frame.body.column, row: frame.body.row + row, columns: frame.body.columns, rows: 1)
      let place = Point(column: rect.column + margin, row: rect.row)
      if case .header = visible.row, message.role == .assistant {
        grid.fill(rect)
        let name =
          comparison.layout.isBlind
          ? "Answer" : message.origin.map { SafeText($0.target.model, context: .code) } ?? "Answer"
        var line = Line(
          name.truncated(to: max(0, rect.columns - margin - 12)), style: state.theme.answer)
        if message.state == .partial {
          let mark: SafeText = message.parts.isEmpty ? "  no answer" : "  partial"
          line.append(mark, style: state.theme.warning)
        }
        grid.put(line, at: place, clip: rect)
      } else if case .failure = visible.row, comparison.layout.isBlind {
        grid.fill(rect)
        grid.put("It failed.", at: place, style: state.theme.error, clip: rect)
      }
    }
  }

  /// `▼ 12` where the reader has scrolled up.
  private static func drawBelow(
    _ pane: ComparePane, in body: Rect, _ state: AppState, on grid: inout Grid
  ) {
    let text: SafeText
    switch pane.transcript.below {
    case .nothing: return
    case .lines(let count): text = " ▼ \(count) more "
    case .messages(let count): text = " ▼ \(count) messages "
    }
    let place = Point(
      column: max(body.column, body.right - text.columns - 1), row: body.bottom - 1)
    grid.put(text, at: place, style: state.theme.accent, clip: body)
  }

  /// The line between a pane and the one to its right.
  private static func drawEdge(
    beside frame: PaneFrames.Frame, _ state: AppState, on grid: inout Grid
  ) {
    guard frame.whole.right < grid.columns else { return }
    let edge = Rect(
      column: frame.whole.right, row: frame.whole.row, columns: 1, rows: frame.whole.rows)
    grid.fill(edge, with: Glyph("│"), style: state.theme.frame)
  }
}

extension AppState {
  /// As a chat in which nothing was said but in that pane.
  fileprivate func alone(with pane: ComparePane) -> AppState {
    var state = self
    state.transcript = pane.transcript
    state.turn = pane.turn
    state.turnBegan = pane.turnBegan
    state.pace = pane.pace
    return state
  }
}
