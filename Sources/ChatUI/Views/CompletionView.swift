/// The commands that fit what is being typed after `/`, above the prompt.
enum CompletionView {
  static func draw(_ state: AppState, above composer: Rect, on grid: inout Grid) {
    guard state.overlay == nil, state.composer.isCommand else { return }
    let commands = Completion.all(of: state.composer.text, state.serverPrompts)
    let rows = min(commands.count, max(0, composer.row - 1))
    let area = Rect(column: 0, row: composer.row - rows, columns: composer.columns, rows: rows)
    grid.fill(area)
    for (row, command) in commands.prefix(rows).enumerated() {
      let name = SafeText(" /" + command.name + " " + command.argument, context: .code)
      var line = Line(name, style: state.theme.accent)
      line.pad(to: max(22, line.columns + 2))
      line.append(
        SafeText(command.help).truncated(to: area.columns - line.columns), style: state.theme.dim)
      grid.put(line, at: Point(column: 0, row: area.row + row), clip: area)
    }
  }
}
