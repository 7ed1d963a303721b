/// The names that fit the path being typed, or the values that fit a server's prompt, above the prompt.
enum PathCompletionView {
  /// More are not looked through.
  private static let mostRows = 8

  static func draw(_ state: AppState, above prompt: Rect, on grid: inout Grid) {
    guard state.overlay == nil else { return }
    let values = state.fittingValues.map { PathItem($0, isFolder: false) }
    let items = state.fittingPaths + values
    let rows = OfferRows(
      items.count, room: min(mostRows, prompt.row - 1), mark: state.offerMark)
    let area = Rect(
      column: 0, row: prompt.row - rows.count, columns: prompt.columns, rows: rows.count)
    guard !area.isEmpty else { return }
    grid.fill(area)
    for (row, item) in items.dropFirst(rows.first).prefix(rows.count).enumerated() {
      let name = SafeText(item.name, context: .code)
      let line = Line(item.isFolder ? " \(name)/" : " \(name)", style: state.theme.accent)
      let place = Point(column: 0, row: area.row + row)
      grid.put(line, at: place, clip: area)
      OfferHint.mark(rows.first + row, at: place, state, on: &grid)
    }
    OfferHint.draw(rows, state, in: area, on: &grid)
  }
}
