import ChatEngine

/// The files that go with the prompt, above it.
enum AttachmentsView {
  /// Rows that they may take; the rest is counted.
  private static let mostRows = 3

  /// The chips in rows of a width; none where nothing is attached.
  static func lines(_ state: AppState, columns: Int) -> [Line] {
    let chips = (state.outgoing?.chips.all ?? []) + state.attachments.all
    guard !chips.isEmpty, columns > 0 else { return [] }
    var lines = [Line()]
    for (place, chip) in chips.enumerated() {
      let text = label(of: chip).truncated(to: columns)
      let gap = lines[lines.count - 1].columns == 0 ? 0 : 3
      if lines[lines.count - 1].columns + gap + text.columns > columns {
        guard lines.count < mostRows else {
          return more(chips.count - place, after: lines, columns: columns, state.theme)
        }
        lines.append(Line())
      } else {
        lines[lines.count - 1].append(.spaces(gap))
      }
      let style = chip.objection == nil ? state.theme.accent : state.theme.warning
      lines[lines.count - 1].append(text, style: chip.file == nil ? state.theme.dim : style)
    }
    return lines
  }

  private static func more(
    _ count: Int, after lines: [Line], columns: Int, _ theme: Theme
  ) -> [Line] {
    var lines = lines
    let text: SafeText = " +\(count)"
    var last = Line()
    for run in lines[lines.count - 1].runs {
      last.append(run.text.truncated(to: columns - text.columns - last.columns), style: run.style)
    }
    last.append(text, style: theme.dim)
    lines[lines.count - 1] = last
    return lines
  }

  static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    let columns = rect.columns - ComposerLayout.indent
    for (row, line) in lines(state, columns: columns).prefix(rect.rows).enumerated() {
      let place = Point(column: rect.column + ComposerLayout.indent, row: rect.row + row)
      grid.put(line, at: place, clip: rect)
    }
  }

  /// `📎 photo.png · PNG · 1.2 MB`, and what is wrong with it.
  private static func label(of chip: AttachmentChip) -> SafeText {
    guard let file = chip.file else {
      return "📎 \(SafeText(chip.name, context: .code)) · being read"
    }
    let label: SafeText = "📎 \(AttachmentLabel.text(of: file))"
    return chip.objection == nil ? label : "\(label) · does not fit"
  }
}
