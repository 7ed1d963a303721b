/// What can be done first, where nothing was said yet.
enum StartView {
  static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    guard state.overlay == nil, state.comparison == nil, state.transcript.entries.isEmpty,
      state.composer.isEmpty, state.readOnly == nil, state.turn == .idle
    else { return }
    let rows = rows(state.keys)
    let keyColumns = (rows.map(\.key.columns).max() ?? 0) + 2
    let columns = keyColumns + (rows.map(\.deed.columns).max() ?? 0)
    // Half of it would only puzzle.
    guard rect.columns >= columns + 2, rect.rows >= rows.count + 2 else { return }
    let column = rect.column + (rect.columns - columns) / 2
    let first = rect.row + (rect.rows - rows.count) / 2
    for (place, row) in rows.enumerated() {
      var line = Line(row.key, style: state.theme.accent)
      line.pad(to: keyColumns)
      line.append(row.deed, style: state.theme.dim)
      grid.put(line, at: Point(column: column, row: first + place), clip: rect)
    }
  }

  private static func rows(_ keys: KeyMap) -> [(key: SafeText, deed: SafeText)] {
    let commands: [(Command, SafeText)] = [
      (.picker, "choose who answers"), (.compare, "compare several answers"),
      (.openConversation, "open an earlier conversation"),
    ]
    let last: [(Command, SafeText)] = [
      (.palette, "all that can be done"), (.endOfInput, "leave"),
    ]
    let typed: [(SafeText, SafeText)] = [("@", "attach a file"), ("/", "commands")]
    func bound(_ commands: [(Command, SafeText)]) -> [(SafeText, SafeText)] {
      commands.map { (SafeText(keys.shortLabel(of: $0)), $1) }.filter { !$0.0.isEmpty }
    }
    return (bound(commands) + typed + bound(last)).map { (key: $0.0, deed: $0.1) }
  }
}
