/// The commands that fit what is being typed after `/`, above the prompt.
enum CompletionView {
  static func draw(_ state: AppState, above composer: Rect, on grid: inout Grid) {
    let commands = state.offeredCommands
    guard !commands.isEmpty else { return }
    let rows = OfferRows(commands.count, room: composer.row - 1, mark: state.offerMark)
    let area = Rect(
      column: 0, row: composer.row - rows.count, columns: composer.columns, rows: rows.count)
    grid.fill(area)
    let shown = commands.dropFirst(rows.first).prefix(rows.count)
    let widest = shown.map { $0.name.count + $0.argument.count + 5 }.max() ?? 0
    // The same column for all that are offered, unless they would leave no room for what they do.
    let helpColumn = min(max(widest, 22), max(22, area.columns / 2))
    for (row, command) in shown.enumerated() {
      let name = SafeText(" /" + command.name + " " + command.argument, context: .code)
      var line = Line(name.truncated(to: area.columns), style: state.theme.accent)
      line.pad(to: max(helpColumn, line.columns + 2))
      let help = SafeText(command.help)
      // Nothing of it says more than three letters.
      if area.columns - line.columns >= min(help.columns, 12) {
        line.append(help.truncated(to: area.columns - line.columns), style: state.theme.dim)
      }
      let place = Point(column: 0, row: area.row + row)
      grid.put(line, at: place, clip: area)
      OfferHint.mark(rows.first + row, at: place, state, on: &grid)
    }
    OfferHint.draw(rows, state, in: area, on: &grid)
  }
}
