/// The list of earlier prompts.
enum HistoryView {
  static func draw(
    _ list: FilteredList<String>, _ state: AppState, in frame: Rect, on grid: inout Grid
  ) {
    let rect = Box.place(columns: 90, rows: list.rows.count + 1, in: frame)
    let inside = Box.draw(
      rect, title: "Earlier prompts",
      hint: state.keys.listHint("takes it", columns: Box.edgeColumns(rect)), state.theme, on: &grid)
    let empty: SafeText = list.query.isEmpty ? "There are no prompts yet." : "No prompt fits."
    ListView.draw(list, empty: empty, in: inside, state.theme, on: &grid) { row, _ in
      // A row is one line, whatever the prompt has.
      ListView.highlighted(
        String(row.item.prefix(200)), places: row.places, columns: inside.columns,
        match: state.theme.match)
    }
  }
}
