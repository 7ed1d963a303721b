/// The list of themes.
enum ThemeView {
  static func draw(_ themes: ThemeList, _ state: AppState, in frame: Rect, on grid: inout Grid) {
    // On the right, so that what it changes stays in view.
    let place = Box.place(columns: 44, rows: themes.list.rows.count + 1, in: frame)
    let rect = Rect(
      column: frame.right - place.columns, row: place.row, columns: place.columns,
      rows: place.rows)
    let hints = [state.keys.hint(.accept, "takes it"), state.keys.hint(.close, "as before")]
    let inside = Box.draw(
      rect, title: "Theme", hint: hints.asHints(),
      state.theme, on: &grid)
    ListView.draw(themes.list, empty: "No theme fits.", in: inside, state.theme, on: &grid) {
      row, _ in
      ListView.highlighted(
        row.item.name, places: row.places, columns: inside.columns, match: state.theme.match)
    }
  }
}
