/// Text that is marked with the mouse.
enum SelectionView {
  static func draw(_ state: AppState, in transcript: Rect, on grid: inout Grid) {
    guard let selection = state.selection, selection.isMoved else { return }
    for row in selection.rows.clamped(to: transcript.rowRange) {
      let columns = selection.columns(ofRow: row, within: transcript.columnRange)
      let area = Rect(
        column: columns.lowerBound, row: row, columns: columns.count, rows: 1)
      grid.restyle(area) { $0.adding(.reverse) }
    }
  }
}
