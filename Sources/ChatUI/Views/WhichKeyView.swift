import ChatEngine

/// What may follow the keys that were pressed, once somebody hesitates.
enum WhichKeyView {
  static func draw(_ state: AppState, above composer: Rect, on grid: inout Grid) {
    guard state.showsContinuations else { return }
    let rows = state.keys.continuations(of: state.pendingKeys, in: state.focus)
    let count = min(rows.count + 1, max(0, composer.row - 1))
    let area = Rect(column: 0, row: composer.row - count, columns: composer.columns, rows: count)
    guard !area.isEmpty else { return }
    grid.fill(area)
    let pressed = state.pendingKeys.map(\.label).joined(separator: " ")
    var title = Line(SafeText(" " + pressed + " …"), style: state.theme.accent)
    let hint: SafeText = "  \(state.keys.hint(.close, "gives it up"))"
    if title.columns + hint.columns <= area.columns { title.append(hint, style: state.theme.dim) }
    grid.put(title, at: area.origin, clip: area)
    for (place, row) in rows.prefix(count - 1).enumerated() {
      var line = Line(SafeText("   " + row.key), style: state.theme.accent)
      line.pad(to: max(12, line.columns + 2))
      line.append(SafeText(row.help).truncated(to: max(0, area.columns - line.columns)))
      grid.put(line, at: Point(column: 0, row: area.row + 1 + place), clip: area)
    }
  }
}
