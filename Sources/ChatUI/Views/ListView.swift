/// A list that is narrowed by typing: the query, and the rows around the marked one.
enum ListView {
  static func draw<Item>(
    _ list: FilteredList<Item>, empty: SafeText, in rect: Rect, _ theme: Theme,
    on grid: inout Grid, row: (FilteredList<Item>.Row, Bool) -> Line
  ) {
    guard !rect.isEmpty else { return }
    let (queryRow, rows) = rect.split(top: 1)
    var query = Line("❯ ", style: theme.accent)
    let typed = SafeText(list.query, context: .code)
    query.append(typed.tail(columns: queryRow.columns - query.columns - 1))
    let end = grid.put(query, at: queryRow.origin, clip: queryRow)
    grid.cursor = Point(column: min(end, queryRow.right - 1), row: queryRow.row)
    if list.rows.isEmpty {
      return draw(empty: empty, in: rows, theme, on: &grid)
    }
    let first = max(0, min(list.selected - rows.rows / 2, list.rows.count - rows.rows))
    if list.rows.count > rows.rows {
      // Where the marked one is among more than there is room for.
      let place: SafeText = "\(list.selected + 1)/\(list.rows.count)"
      let column = queryRow.right - place.columns
      if column > end + 1 {
        grid.put(place, at: Point(column: column, row: queryRow.row), style: theme.dim)
      }
    }
    for (place, item) in list.rows.dropFirst(first).prefix(rows.rows).enumerated() {
      let isMarked = first + place == list.selected
      let point = Point(column: rows.column, row: rows.row + place)
      grid.put(row(item, isMarked), at: point, clip: rows)
      let whole = Rect(column: rows.column, row: point.row, columns: rows.columns, rows: 1)
      grid.mark(whole, as: .listRow(offset: first + place - list.selected))
      if isMarked {
        grid.restyle(whole) { $0.overlaid(by: theme.marked) }
      }
    }
  }

  /// What is said where there are no rows.
  static func draw(empty: SafeText, in rect: Rect, _ theme: Theme, on grid: inout Grid) {
    var text = WrappedText(width: max(1, rect.columns))
    text.append(empty, style: theme.dim)
    for row in 0..<min(text.rowCount, rect.rows) {
      grid.put(text.row(row), at: Point(column: rect.column, row: rect.row + row), clip: rect)
    }
  }

  /// Text with the characters that the query found in another style, cut to so many columns.
  static func highlighted(
    _ text: String, places: [Int], columns: Int, base: Style = .plain, match: Style
  ) -> Line {
    let found = Set(places)
    let isCut = SafeText(text, context: .code).columns > columns
    var room = isCut ? columns - 1 : columns
    var line = Line()
    for (place, character) in text.enumerated() {
      let piece = SafeText(String(character), context: .code)
      room -= piece.columns
      guard room >= 0 else { break }
      line.append(piece, style: found.contains(place) ? base.overlaid(by: match) : base)
    }
    if isCut, columns > 0 { line.append("…", style: base) }
    return line
  }
}
