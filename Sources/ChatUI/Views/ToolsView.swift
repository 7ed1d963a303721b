import ChatEngine

/// The list of tools and servers.
enum ToolsView {
  /// Columns for names, where there is room beside them.
  private static let nameRange = 12...32
  private static let markColumns = 4

  static func draw(
    _ list: FilteredList<ToolItem>, _ state: AppState, in frame: Rect, on grid: inout Grid
  ) {
    let rect = Box.place(columns: 110, rows: list.rows.count + 1, in: frame)
    let hint = HintLine.fitting(
      [
        (state.keys.hint(.switchTool, "switches"), 0), ("type to search", 2),
        (state.keys.hint(.close, "closes"), 1),
      ], columns: Box.edgeColumns(rect))
    let inside = Box.draw(
      rect, title: "Tools that models are told of", hint: hint, state.theme, on: &grid)
    let empty: SafeText =
      list.query.isEmpty
      ? "None yet: the configuration names them under tools and mcp." : "No tool fits."
    let longest = list.rows.map { SafeText($0.item.label, context: .code).columns }.max() ?? 0
    let names = min(max(longest, nameRange.lowerBound), nameRange.upperBound)
    ListView.draw(list, empty: empty, in: inside, state.theme, on: &grid) { row, _ in
      line(row, names: names, columns: inside.columns, state.theme)
    }
  }

  private static func line(
    _ row: FilteredList<ToolItem>.Row, names: Int, columns: Int, _ theme: Theme
  ) -> Line {
    var line = Line(mark(of: row.item), style: theme.accent)
    let isWide = columns >= names + markColumns + 12
    let room = (isWide ? names + markColumns : columns) - line.columns
    line.append(
      ListView.highlighted(
        row.item.label, places: row.places, columns: room, base: style(of: row.item, theme),
        match: theme.match))
    guard isWide else { return line }
    line.pad(to: names + markColumns + 2)
    let (text, style) = facts(of: row.item, theme)
    line.append(text.truncated(to: columns - line.columns), style: style)
    return line
  }

  private static func mark(of item: ToolItem) -> SafeText {
    switch item {
    case .tool(let summary): summary.isOffered ? "[x] " : "[ ] "
    case .server: "  ▸ "
    }
  }

  private static func style(of item: ToolItem, _ theme: Theme) -> Style {
    switch item {
    case .tool(let summary): summary.isOffered ? .plain : theme.dim
    case .server: Style(attributes: .bold)
    }
  }

  private static func facts(of item: ToolItem, _ theme: Theme) -> (SafeText, Style) {
    switch item {
    case .server(let server):
      let state = state(of: server)
      return ("\(state.text) · \(SafeText(server.place, context: .code))", state.style(theme))
    case .tool(let summary):
      let tool = summary.tool
      let asked: SafeText = tool.isAllowed ? "runs unasked" : "asks"
      let source: SafeText =
        switch tool.source {
        case .command: " · command"
        case .builtIn: " · built in"
        case .server: ""
        }
      let words = SafeText(tool.definition.description, context: .code)
      return ("\(asked)\(source)\(words.isEmpty ? "" : " · ")\(words)", theme.dim)
    }
  }

  /// A server's state in words, and how grave it is.
  static func state(
    of server: ToolServerSummary
  ) -> (text: SafeText, style: (Theme) -> Style) {
    switch server.state {
    case .idle: ("starts when needed", { $0.dim })
    case .starting: ("starting", { $0.accent })
    case .ready(let version): ("ready, \(SafeText(version, context: .code))", { $0.ok })
    case .stopped(let reason): ("stopped: \(SafeText(reason, context: .code))", { $0.warning })
    }
  }
}
