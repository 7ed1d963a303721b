/// The prompt being written.
enum ComposerView {
  static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    guard !rect.isEmpty else { return }
    grid.mark(rect, as: .prompt)
    let layout = ComposerLayout(state.composer, columns: rect.columns, chip: state.theme.accent)
    // The rows up to the cursor's, if not all fit.
    let start = max(0, layout.cursor.row - rect.rows + 1)
    for (row, line) in layout.rows.dropFirst(start).prefix(rect.rows).enumerated() {
      let place = Point(column: rect.column + ComposerLayout.indent, row: rect.row + row)
      grid.put(line, at: place, clip: rect)
    }
    let hasFocus =
      state.overlay == nil && state.transcript.selected == nil
      && state.comparison?.hasFocus != true
    let mark: SafeText = state.editing == nil ? "❯" : "✎"
    if start == 0 {
      let style = hasFocus ? state.theme.accent : state.theme.dim
      grid.put(mark, at: rect.origin, style: style, clip: rect)
    }
    if state.composer.isEmpty {
      let place = Point(column: rect.column + ComposerLayout.indent, row: rect.row)
      let hint = placeholder(state).truncated(to: max(0, rect.columns - ComposerLayout.indent))
      grid.put(hint, at: place, style: state.theme.dim, clip: rect)
    }
    guard hasFocus else { return }
    let column = rect.column + ComposerLayout.indent + layout.cursor.column
    grid.cursor = Point(
      column: min(column, rect.right - 1), row: rect.row + layout.cursor.row - start)
  }

  private static func placeholder(_ state: AppState) -> SafeText {
    if let text = CompareHint.placeholder(state) { return text }
    if state.readOnly != nil { return "This cannot be changed: /fork goes on in a copy." }
    if case .asking = state.turn { return SafeText() }
    // The dialog says what its keys do.
    if state.approval != nil { return SafeText() }
    if state.turn != .idle {
      return state.keys.hint(.close, "stops the answer")
    }
    return state.transcript.entries.isEmpty ? "Ask anything. ? shows the keys." : ""
  }
}
