/// The box round a code block.
package struct CodeFrame: Sendable {
  /// Narrower boxes have rules above and below and no sides.
  private static let narrowest = 12

  package let width: Int
  package let style: Style

  package init(width: Int, style: Style = .plain) {
    self.width = max(1, width)
    self.style = style
  }

  /// The columns for the code.
  package var bodyWidth: Int { hasSides ? width - 4 : width }

  /// The upper edge: `┌ swift ─── [1] copy ┐`, with the first of the notes that has room.
  package func top(label: SafeText, notes: [SafeText] = []) -> Line {
    guard hasSides else { return Line(.repeating("─", width), style: style) }
    var left = SafeText("┌")
    if !label.isEmpty { left += " \(label.truncated(to: width - 5)) " }
    var right = SafeText("┐")
    let note = notes.first { left.columns + $0.columns + 4 < width }
    if let note { right = " \(note) ┐" }
    return Line(
      left + .repeating("─", width - left.columns - right.columns) + right, style: style)
  }

  /// A row of code between the box's sides.
  package func body(_ line: Line) -> Line {
    guard hasSides else { return line }
    var row = Line("│ ", style: style)
    row.append(line)
    row.pad(to: width - 2)
    row.append(" │", style: style)
    return row
  }

  package func bottom() -> Line {
    guard hasSides else { return Line(.repeating("─", width), style: style) }
    return Line("└" + .repeating("─", width - 2) + "┘", style: style)
  }

  /// The row of a message as it is drawn: code in its box, text as it is.
  package func draw(_ row: LayoutRow, notes: [SafeText] = []) -> Line {
    guard case .code(let code) = row.kind else { return row.line }
    let frame = CodeFrame(width: width - row.prefix.columns, style: style)
    var line = row.prefix
    switch code.part {
    case .top: line.append(frame.top(label: code.language, notes: notes))
    case .body: line.append(frame.body(row.line))
    case .bottom: line.append(frame.bottom())
    }
    return line
  }

  /// The column at which a row's own text begins where it is drawn in so many columns.
  static func textColumn(of row: LayoutRow, in columns: Int) -> Int {
    guard case .code = row.kind else { return 0 }
    let frame = CodeFrame(width: columns - row.prefix.columns)
    return row.prefix.columns + (frame.hasSides ? 2 : 0)
  }

  private var hasSides: Bool { width >= Self.narrowest }
}
