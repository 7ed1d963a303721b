/// The prompt being written.
enum ComposerView {
  static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    guard !rect.isEmpty else { return }
    grid.mark(rect, as: .prompt)
    let layout = ComposerLayout(
      state.composer, columns: rect.columns, screen: state.size.rows, chip: state.theme.accent)
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
      let room = max(0, rect.columns - ComposerLayout.indent)
      let hint = placeholder(state, columns: room).truncated(to: room)
      grid.put(hint, at: place, style: state.theme.dim, clip: rect)
    }
    guard hasFocus else { return }
    let column = rect.column + ComposerLayout.indent + layout.cursor.column
    grid.cursor = Point(
      column: min(column, rect.right - 1), row: rect.row + layout.cursor.row - start)
  }

  private static func placeholder(_ state: AppState, columns: Int) -> SafeText {
    if let text = CompareHint.placeholder(state) { return text }
    if state.readOnly != nil {
      return HintLine.first(
        [
          "This cannot be changed: /fork goes on in a copy.", "/fork goes on in a copy.",
          "/fork copies it.",
        ], columns: columns)
    }
    if case .asking = state.turn { return SafeText() }
    // The dialog says what its keys do.
    if state.approval != nil { return SafeText() }
    if state.turn != .idle {
      return HintLine.first(
        [state.keys.hint(.close, "stops the answer"), state.keys.hint(.close, "stops")],
        columns: columns)
    }
    guard state.transcript.entries.isEmpty else { return hints(state, columns: columns) }
    return HintLine.first(
      ["Ask anything. ? shows the keys.", "? shows the keys"], columns: columns)
  }

  /// As many as there is room for; none where the rule says what can be done.
  private static func hints(_ state: AppState, columns: Int) -> SafeText {
    guard state.overlay == nil, state.transcript.selected == nil, state.find == nil,
      state.editing == nil, state.queue.isEmpty, state.fetchQuestion == nil,
      !state.isAskedToConfirm
    else { return "" }
    let keys = state.keys
    let versions = keys.hint(.siblingBefore, "shows another version")
    let hints: [SafeText] =
      ["? shows the keys"] + (state.transcript.branch == nil ? [] : [versions]) + [
        keys.hint(.copyAnswer, "copies the answer"),
        keys.hint(.messageUp, "selects a message"), "@ attaches a file",
      ]
    return HintLine.fitting(hints.enumerated().map { ($1, $0) }, columns: columns)
  }
}
