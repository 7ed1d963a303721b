/// Text to be read and scrolled, in a box.
enum PageView {
  private static let widest = 100

  static func draw(
    _ title: SafeText, _ scroll: PageScroll, _ state: AppState, in frame: Rect,
    on grid: inout Grid
  ) {
    let lines = lines(state, in: frame)
    let rect = Box.place(columns: widest, rows: lines.count, in: frame)
    var hints = [(state.keys.hint(.close, "closes"), 0)]
    if case .help = state.overlay {
      hints.insert((state.keys.hint(.palette, "searches them"), 2), at: 0)
    }
    if Box.inside(rect).rows < lines.count {
      hints.insert((state.keys.hint(.scrollDown, "scrolls"), 1), at: 0)
    }
    let hint = HintLine.fitting(hints, columns: Box.edgeColumns(rect))
    let inside = Box.draw(rect, title: title, hint: hint, state.theme, on: &grid)
    let first = min(scroll.offset, max(0, lines.count - inside.rows))
    for (row, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      grid.put(line, at: Point(column: inside.column, row: inside.row + row), clip: inside)
    }
  }

  /// The furthest that the open page can be scrolled.
  static func lastOffset(_ state: AppState) -> Int {
    max(0, lines(state, in: ScreenLayout(state).overlay).count - rows(state))
  }

  /// Rows of a list or page that is as high as it can be.
  static func rows(_ state: AppState) -> Int { Box.inside(ScreenLayout(state).overlay).rows }

  /// The open page's text.
  private static func lines(_ state: AppState, in frame: Rect) -> [Line] {
    let columns = Box.inside(Box.place(columns: widest, rows: frame.rows, in: frame)).columns
    switch state.overlay {
    case .help: return HelpPage.lines(state, columns: columns)
    case .details(let message, _): return DetailsPage.lines(message, state, columns: columns)
    case .picker, .library, .history, .welcome, .tools, .tree, .palette, .themes, .approval, nil:
      return []
    }
  }
}
