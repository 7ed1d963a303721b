import ChatEngine

/// The list of conversations.
enum LibraryView {
  static func draw(
    _ list: FilteredList<ConversationSummary>, _ state: AppState, in frame: Rect,
    on grid: inout Grid
  ) {
    let rect = Box.place(columns: 90, rows: list.rows.count + 1, in: frame)
    let inside = Box.draw(
      rect, title: "Conversations", hint: state.keys.listHint("opens"),
      state.theme, on: &grid)
    let empty: SafeText =
      list.query.isEmpty ? "There are no conversations yet." : "No conversation fits."
    ListView.draw(list, empty: empty, in: inside, state.theme, on: &grid) { row, _ in
      let date = Figures.date(row.item.changed, utcOffset: state.utcOffset)
      let clock = Figures.clock(row.item.changed, utcOffset: state.utcOffset)
      // The title alone where there is hardly room for it.
      var line = Line(inside.columns >= 36 ? "\(date) \(clock)  " : "", style: state.theme.dim)
      line.append(
        ListView.highlighted(
          row.item.title, places: row.places, columns: inside.columns - line.columns,
          match: state.theme.match))
      return line
    }
  }
}
