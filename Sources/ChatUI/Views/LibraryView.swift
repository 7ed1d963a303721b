import ChatEngine

/// The list of conversations, with what was found in them below their titles.
enum LibraryView {
  static func draw(
    _ list: LibraryList, _ state: AppState, in frame: Rect, on grid: inout Grid
  ) {
    let wanted = list.rows.reduce(2) { $0 + height(of: $1) }
    let rect = Box.place(columns: 100, rows: wanted, in: frame)
    let inside = Box.draw(
      rect, title: title(list), hint: hint(list, state.keys, columns: Box.edgeColumns(rect)),
      state.theme, on: &grid)
    guard !inside.isEmpty else { return }
    // The foot goes first where there is no room for a row of the list.
    var (head, rest) = inside.split(top: 1)
    drawLine(list, state.theme, in: head, on: &grid)
    if inside.rows >= 4, inside != rect, list.input == nil {
      (rest, head) = rest.split(bottom: 1)
      let foot = foot(state.keys, columns: head.columns, isEmpty: list.rows.isEmpty)
      grid.put(foot, at: head.origin, style: state.theme.dim, clip: head)
    }
    if list.rows.isEmpty {
      ListView.draw(empty: empty(list), in: rest, state.theme, on: &grid)
    } else {
      drawRows(list, state, in: rest, on: &grid)
    }
  }

  private static func title(_ list: LibraryList) -> SafeText {
    guard !list.query.isEmpty, list.count > 0 else { return "Conversations" }
    return "Conversations \(list.rows.count)/\(list.count)"
  }

  private static func hint(_ list: LibraryList, _ keys: KeyMap, columns: Int) -> SafeText {
    let hints: [(SafeText, Int)] =
      switch list.input?.purpose {
      case .title, .tags:
        [(keys.hint(.accept, "takes it"), 0), (keys.hint(.close, "leaves it"), 1)]
      case nil:
        [
          ("type to search titles and words", 2), (keys.hint(.accept, "opens"), 0),
          (keys.hint(.close, "closes"), 1),
        ]
      }
    return HintLine.fitting(hints, columns: columns)
  }

  /// `Alt-P pin · Alt-T tag`: as many whole hints as there is room for.
  private static func foot(_ keys: KeyMap, columns: Int, isEmpty: Bool) -> SafeText {
    let undo: (Command, SafeText) = (.restoreConversation, "undo")
    let hints: [(Command, SafeText)] =
      isEmpty
      ? [undo]
      : [
        (.pinConversation, "pin"), (.tagConversation, "tag"), (.renameConversation, "rename"),
        (.archiveConversation, "archive"), (.deleteConversation, "delete"), undo,
      ]
    return HintLine.fitting(
      hints.enumerated().map { (keys.hint($1.0, $1.1), $0) }, columns: columns)
  }

  private static func empty(_ list: LibraryList) -> SafeText {
    if list.isLoading { return "Reading the list …" }
    if list.isSearching { return "Looking through everything that was said …" }
    return list.query.isEmpty
      ? "There are no conversations yet."
      : "No conversation fits. is:archived looks in the archive."
  }

  /// The query, or what is typed in its place.
  private static func drawLine(
    _ list: LibraryList, _ theme: Theme, in rect: Rect, on grid: inout Grid
  ) {
    var line = Line("❯ ", style: theme.accent)
    var text = list.query
    if let input = list.input {
      line.append(input.purpose == .title ? "Title: " : "Tags: ", style: theme.accent)
      text = input.text
    }
    line.append(SafeText(text, context: .code).tail(columns: rect.columns - line.columns - 1))
    let end = grid.put(line, at: rect.origin, clip: rect)
    grid.cursor = Point(column: min(end, rect.right - 1), row: rect.row)
    if list.input == nil, list.isSearching, !list.rows.isEmpty {
      let note: SafeText = "searching …"
      let column = rect.right - note.columns
      if column > end + 1 {
        grid.put(note, at: Point(column: column, row: rect.row), style: theme.dim, clip: rect)
      }
    }
  }

  // MARK: Rows

  private static func height(of row: LibraryList.Row) -> Int { row.found == nil ? 1 : 2 }

  private static func drawRows(
    _ list: LibraryList, _ state: AppState, in rect: Rect, on grid: inout Grid
  ) {
    var first = list.selected
    // As much above the marked row as below it, and the marked row whole.
    var above = max(0, (rect.rows - height(of: list.rows[first])) / 2)
    let below = list.rows[first...].prefix(rect.rows).reduce(0) { $0 + height(of: $1) }
    if below < rect.rows - above { above = rect.rows - below }
    while first > 0, above >= height(of: list.rows[first - 1]) {
      first -= 1
      above -= height(of: list.rows[first])
    }
    var row = rect.row
    for place in first..<list.rows.count where row < rect.bottom {
      let item = list.rows[place]
      let area = Rect(column: rect.column, row: row, columns: rect.columns, rows: 1)
      let line = heading(item, columns: rect.columns, state)
      grid.put(line, at: area.origin, clip: area)
      if place == list.selected { grid.restyle(area) { $0.overlaid(by: state.theme.marked) } }
      if let found = item.found, row + 1 < rect.bottom {
        let second = Rect(column: rect.column, row: row + 1, columns: rect.columns, rows: 1)
        let snippet = SnippetLine.line(found, columns: rect.columns, state.theme)
        grid.put(snippet, at: second.origin, clip: second)
      }
      row += height(of: item)
    }
  }

  /// `2026-11-23 10:42  ★ Parser rewrite  #swift`.
  private static func heading(
    _ row: LibraryList.Row, columns: Int, _ state: AppState
  ) -> Line {
    let theme = state.theme
    let summary = row.summary
    let date = Figures.date(summary.changed, utcOffset: state.utcOffset)
    let clock = Figures.clock(summary.changed, utcOffset: state.utcOffset)
    // The title alone where there is hardly room for it.
    var line = Line(columns >= 36 ? "\(date) \(clock)  " : "", style: theme.dim)
    if summary.marks.isPinned { line.append("★ ", style: theme.accent) }
    if summary.marks.isArchived { line.append("archived ", style: theme.dim) }
    var tags = SafeText()
    for tag in summary.marks.tags { tags += " #" + SafeText(tag, context: .code) }
    tags = tags.truncated(to: max(0, (columns - line.columns) / 2))
    line.append(
      ListView.highlighted(
        summary.title, places: row.places, columns: columns - line.columns - tags.columns,
        match: theme.match))
    line.append(tags, style: theme.dim)
    return line
  }
}
