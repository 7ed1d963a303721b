/// Text that is marked with the mouse.
enum SelectionView {
  static func draw(_ state: AppState, on grid: inout Grid) {
    guard let selection = state.selection, selection.isMoved, state.overlay == nil,
      let area = MarkedArea(state, pane: selection.pane)
    else { return }
    for (number, row) in area.rows.enumerated() {
      let place = TextSelection.Place(entry: row.entry, row: row.row, column: 0)
      guard !isOutside(place, selection) else { continue }
      let columns = selection.columns(ofRow: place, within: 0..<area.rect.columns)
      let marked = Rect(
        column: area.rect.column + columns.lowerBound, row: area.rect.row + number,
        columns: columns.count, rows: 1)
      grid.restyle(marked) { $0.adding(.reverse) }
    }
  }

  private static func isOutside(_ row: TextSelection.Place, _ selection: TextSelection) -> Bool {
    (row.entry, row.row) < (selection.first.entry, selection.first.row)
      || (row.entry, row.row) > (selection.last.entry, selection.last.row)
  }
}
