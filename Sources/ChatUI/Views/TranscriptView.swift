import ChatEngine

/// The messages that are in view.
enum TranscriptView {
  static func draw(
    _ state: AppState, in rect: Rect, on grid: inout Grid, _ drawn: inout DrawnRows
  ) {
    guard !rect.isEmpty else { return }
    let margin = ScreenLayout.margin(of: rect)
    let columns = ScreenLayout.textColumns(in: rect)
    drawn.begin(state.theme, columns: rect.columns)
    for (place, visible) in state.transcript.visible.prefix(rect.rows).enumerated() {
      guard state.transcript.entries.indices.contains(visible.entry) else { continue }
      let entry = state.transcript.entries[visible.entry]
      let row = Rect(column: rect.column, row: rect.row + place, columns: rect.columns, rows: 1)
      if case .image(let image) = visible.row {
        grid.put(image, at: Point(column: row.column + margin, row: row.row), clip: rect)
      }
      if let cells = drawn.cells(of: visible) {
        grid.put(cells, at: row.origin)
      } else {
        let line = self.line(visible.row, of: entry, at: visible.entry, columns: columns, state)
        grid.put(line, at: Point(column: row.column + margin, row: row.row), clip: row)
        if visible.row.isPlain { drawn.keep(visible, grid.cells(of: row)) }
      }
      grid.mark(row, as: deed(of: visible))
      guard state.transcript.selected == visible.entry, visible.row != .blank else { continue }
      if margin > 0 {
        grid.put("▌", at: row.origin, style: state.theme.accent, clip: row)
      } else if visible.row == .header {
        grid.restyle(row) { $0.overlaid(by: state.theme.marked) }
      }
    }
  }

  /// What a click does there.
  private static func deed(of visible: Transcript.VisibleRow) -> Hotspot.Deed {
    switch visible.row {
    case .header: .selectMessage(visible.entry)
    case .reasoningFold, .toolCall, .toolMore: .fold
    case .text(let row):
      if case .code(let code) = row.kind, code.part == .top {
        .copyCode(entry: visible.entry, block: code.number)
      } else {
        .text
      }
    case .reasoning, .toolText, .toolResult, .attachment, .image, .failure, .blank: .text
    }
  }

  /// A row as it is drawn, without the margin.
  static func line(
    _ row: EntryRow, of entry: Transcript.Entry, at place: Int, columns: Int, _ state: AppState
  ) -> Line {
    let theme = state.theme
    switch row {
    case .header: return MessageHeading.line(of: entry, columns: columns, state)
    case .text(let row):
      var notes: [SafeText] = []
      if case .code(let code) = row.kind {
        notes = ["[\(code.number + 1)] copy", "[\(code.number + 1)]"]
      }
      return theme.resolved(CodeFrame(width: columns, style: theme.frame).draw(row, notes: notes))
    case .reasoningFold: return reasoningFold(of: entry, state)
    case .reasoning(let row):
      let frame = CodeFrame(width: max(1, columns - 2))
      return barred(frame.draw(row), style: theme.reasoning, theme)
    case .toolCall(let number, let name, let arguments):
      // Until the next answer begins, calls without a result may yet get one.
      let isLive = state.turn != .idle && place == state.transcript.entries.count - 1
      return ToolCallLine.draw(
        name, arguments, entry.run(number).status(isLive: isLive), columns: columns, state)
    case .toolText(let line): return barred(line, style: theme.dim, theme)
    case .toolResult: return Line("├ result", style: theme.frame)
    case .toolMore(let count):
      return barred(Line("\(count) more lines"), style: theme.dim, theme)
    case .attachment(let name):
      return Line("📎 \(name.truncated(to: max(0, columns - 3)))", style: theme.dim)
    case .failure(let text): return Line(text, style: theme.error)
    case .image, .blank: return Line()
    }
  }

  /// What can be folded away has a bar beside it.
  private static func barred(_ text: Line, style: Style, _ theme: Theme) -> Line {
    var line = Line("│ ", style: theme.frame)
    for run in text.runs { line.append(run.text, style: style.adding(run.style.attributes)) }
    return line
  }

  /// `Thought for 8 s ▸`; in tokens where nobody saw how long it took.
  private static func reasoningFold(of entry: Transcript.Entry, _ state: AppState) -> Line {
    var text: SafeText = entry.isThinking ? "Thinking" : "Thought"
    if let time = entry.thinkingTime(at: state.now) {
      text += " for \(Figures.seconds(time))"
    } else if let tokens = entry.message.ending?.usage?.reasoningTokens, tokens > 0 {
      text += " for \(Figures.tokens(tokens)) tokens"
    }
    let arrow: SafeText = state.transcript.isUnfolded ? "▾" : "▸"
    return Line("\(text) \(arrow)", style: state.theme.reasoning)
  }
}

extension [SafeText] {
  func joined(separator: SafeText) -> SafeText {
    var text = SafeText()
    for (place, piece) in enumerated() {
      if place > 0 { text += separator }
      text += piece
    }
    return text
  }
}
