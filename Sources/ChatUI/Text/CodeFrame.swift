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

  /// The upper edge: `┌ swift ─── [1] copy ┐`.
  package func top(label: SafeText, note: SafeText = "") -> Line {
    guard hasSides else { return Line(.repeating("─", width), style: style) }
    var left = SafeText("┌")
    if !label.isEmpty { left += " \(label.truncated(to: width - 5)) " }
    var right = SafeText("┐")
    if !note.isEmpty, left.columns + note.columns + 4 < width { right = " \(note) ┐" }
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
  package func draw(_ row: LayoutRow, note: SafeText = "") -> Line {
    guard case .code(let code) = row.kind else { return row.line }
    let frame = CodeFrame(width: width - row.prefix.columns, style: style)
    var line = row.prefix
    switch code.part {
    case .top: line.append(frame.top(label: code.language, note: note))
    case .body: line.append(frame.body(row.line))
    case .bottom: line.append(frame.bottom())
    }
    return line
  }

  private var hasSides: Bool { width >= Self.narrowest }
}
