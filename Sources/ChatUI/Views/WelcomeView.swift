/// The card that says what to do when there is nothing to talk to.
enum WelcomeView {
  static func draw(_ welcome: Welcome, _ state: AppState, in frame: Rect, on grid: inout Grid) {
    let take = state.keys.hint(.accept, "takes it")
    let rect = Box.place(columns: 72, rows: 10, in: frame)
    let hint = HintLine.fitting(
      welcome.input == nil
        ? [
          (take, 0), (state.keys.hint(.itemDown, "goes on"), 1),
          (state.keys.hint(.close, "closes"), 2),
        ] : [(take, 0), (state.keys.hint(.close, "goes back"), 1)],
      columns: Box.edgeColumns(rect))
    let inside = Box.draw(rect, title: "Welcome to LLMTerm", hint: hint, state.theme, on: &grid)
    let lines = lines(welcome, columns: inside.columns, isTerse: inside.rows < 10, state.theme)
    // What is marked stays in view, and the line that is typed.
    let last = lines.lastIndex { $0.isMarked } ?? 0
    let first = max(0, last - inside.rows + 1)
    for (row, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      let place = Point(column: inside.column, row: inside.row + row)
      let end = grid.put(line.text, at: place, clip: inside)
      if line.isInput { grid.cursor = Point(column: min(end, inside.right - 1), row: place.row) }
    }
  }

  private struct Row {
    var text: Line
    var isMarked = false
    var isInput = false
  }

  private static func lines(
    _ welcome: Welcome, columns: Int, isTerse: Bool, _ theme: Theme
  ) -> [Row] {
    var rows: [Row] = []
    if !isTerse {
      rows.append(Row(text: Line("No key was found, and no server on this machine answered.")))
      rows.append(Row(text: Line("What should answer your prompts?", style: theme.dim)))
      rows.append(Row(text: Line()))
    }
    for item in Welcome.Item.allCases {
      let isMarked = item == welcome.selected
      var line = Line(isMarked ? "▸ " : "  ", style: theme.accent)
      line.append(title(of: item), style: isMarked ? Style(attributes: .bold) : .plain)
      rows.append(Row(text: line, isMarked: isMarked))
      if let input = welcome.input, isMarked {
        var field = Line("    ❯ ", style: theme.accent)
        field.append(shown(input, of: item).tail(columns: columns - field.columns - 1))
        rows.append(Row(text: field, isMarked: true, isInput: true))
      } else if !isTerse {
        rows.append(Row(text: Line("    \(help(of: item))", style: theme.dim)))
      }
    }
    return rows
  }

  static func title(of item: Welcome.Item) -> SafeText {
    switch item {
    case .key: "Paste a key"
    case .server: "Point at a server"
    case .demo: "Start the demo"
    }
  }

  static func help(of item: Welcome.Item) -> SafeText {
    switch item {
    case .key: "OpenAI, Anthropic, Gemini, OpenRouter, Groq, xAI and others"
    case .server: "its URL, as http://127.0.0.1:11434/v1 for Ollama"
    case .demo: "simulated providers on this machine, real protocols, no key"
    }
  }

  /// A key is never shown: so many dots, however long it is.
  private static func shown(_ input: String, of item: Welcome.Item) -> SafeText {
    guard item == .key else { return SafeText(input, context: .code) }
    return input.isEmpty ? SafeText() : "•••••••• (\(input.count) characters)"
  }
}
