/// The names that fit the path being typed, or the values that fit a server's prompt, above the prompt.
enum PathCompletionView {
  /// More are not looked through.
  private static let mostRows = 8

  static func draw(_ state: AppState, above prompt: Rect, on grid: inout Grid) {
    guard state.overlay == nil else { return }
    let values = state.fittingValues.map { PathItem($0, isFolder: false) }
    let items = state.fittingPaths + values
    let rows = min(items.count, mostRows, max(0, prompt.row - 1))
    let area = Rect(column: 0, row: prompt.row - rows, columns: prompt.columns, rows: rows)
    grid.fill(area)
    for (row, item) in items.prefix(rows).enumerated() {
      let name = SafeText(item.name, context: .code)
      var line = Line(
        item.isFolder ? " \(name)/" : " \(name)", style: state.theme.accent)
      let left = items.count - rows
      if row == rows - 1, left > 0 { line.append("  and \(left) more", style: state.theme.dim) }
      grid.put(line, at: Point(column: 0, row: area.row + row), clip: area)
    }
  }
}
