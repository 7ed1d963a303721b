/// The list of all commands: what they do, and their keys.
enum PaletteView {
  static func draw(
    _ list: FilteredList<PaletteItem>, _ state: AppState, in frame: Rect, on grid: inout Grid
  ) {
    let rect = Box.place(columns: 80, rows: list.rows.count + 1, in: frame)
    let inside = Box.draw(
      rect, title: "All commands",
      hint: state.keys.listHint("does it", columns: Box.edgeColumns(rect)), state.theme, on: &grid)
    ListView.draw(list, empty: "No command fits.", in: inside, state.theme, on: &grid) { row, _ in
      line(row, columns: inside.columns, state)
    }
  }

  private static func line(
    _ row: FilteredList<PaletteItem>.Row, columns: Int, _ state: AppState
  ) -> Line {
    let right = SafeText(keys(of: row.item, state.keys)).truncated(to: columns / 3)
    let room = max(0, columns - right.columns - 2)
    // The places that were found may lie in the name, which is not shown.
    let shown = row.places.filter { $0 < row.item.help.count }
    var line = ListView.highlighted(
      row.item.help, places: shown, columns: room, match: state.theme.match)
    line.pad(to: columns - right.columns)
    line.append(right, style: state.theme.dim)
    return line
  }

  private static func keys(of item: PaletteItem, _ keys: KeyMap) -> String {
    switch item {
    case .command(let command): keys.shortLabel(of: command)
    case .typed: item.name
    }
  }
}
