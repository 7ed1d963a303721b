/// Lines of a page as they are put together: names with a text that wraps beside them.
struct PageText {
  let columns: Int
  let theme: Theme
  private(set) var lines: [Line] = []

  init(columns: Int, theme: Theme) {
    self.columns = max(1, columns)
    self.theme = theme
  }

  /// A name, and the text that belongs to it; the name has a row of its own where it is long.
  mutating func row(_ name: SafeText, _ text: SafeText, nameColumns: Int, nameStyle: Style) {
    let width = min(nameColumns, columns / 2)
    let isLong = name.columns >= width
    if isLong { lines.append(Line(name.truncated(to: columns), style: nameStyle)) }
    for (place, piece) in wrapped(text, columns: columns - width).enumerated() {
      var line = Line(place == 0 && !isLong ? name : "", style: nameStyle)
      line.pad(to: width)
      line.append(piece)
      lines.append(line)
    }
  }

  mutating func text(_ text: SafeText, indent: Int = 0, style: Style = .plain) {
    for piece in wrapped(text, columns: columns - indent) {
      var line = Line(.spaces(indent))
      for run in piece.runs { line.append(run.text, style: style.overlaid(by: run.style)) }
      lines.append(line)
    }
  }

  /// A number, and a text that wraps beside it.
  mutating func item(_ number: SafeText, _ text: SafeText) {
    row(number, text, nameColumns: max(3, number.columns + 1), nameStyle: .plain)
  }

  mutating func add(_ rows: [Line]) { lines += rows }
  mutating func heading(_ text: SafeText) { lines.append(Line(text, style: theme.accent)) }
  mutating func blank() { lines.append(Line()) }

  private func wrapped(_ text: SafeText, columns: Int) -> [Line] {
    var wrapped = WrappedText(width: max(1, columns), mode: .words)
    wrapped.append(text)
    return (0..<max(1, wrapped.rowCount)).map { wrapped.row($0) }
  }
}
