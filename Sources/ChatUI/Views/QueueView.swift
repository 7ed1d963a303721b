/// The prompts that wait, above the one that is being written.
enum QueueView {
  /// More are counted, not shown.
  private static let most = 3

  /// Rows that it takes on a screen.
  static func rows(_ queue: PromptQueue, screen: Size) -> Int {
    min(queue.prompts.count, most, screen.rows / 6)
  }

  static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    let queue = state.queue
    guard !rect.isEmpty else { return }
    // The one that is edited stays in view.
    let first = max(0, min(queue.edited ?? 0, queue.prompts.count - rect.rows))
    for (row, prompt) in queue.prompts.dropFirst(first).prefix(rect.rows).enumerated() {
      let isEdited = queue.edited == first + row
      let isLast = row == rect.rows - 1
      let hidden = isLast ? queue.prompts.count - first - rect.rows : 0
      var more: SafeText = prompt.files.isEmpty ? "" : "  📎 \(prompt.files.all.count)"
      if hidden > 0 { more += "  and \(hidden) more" }
      let mark: SafeText = isEdited ? "✎ " : "  "
      var line = Line(mark, style: state.theme.accent)
      line.append(queue.isHeld ? "waits  " : "queued  ", style: state.theme.dim)
      let room = rect.columns - line.columns - more.columns
      line.append(
        firstLine(of: prompt.text, columns: max(0, room)),
        style: isEdited ? .plain : state.theme.dim)
      line.append(more, style: state.theme.dim)
      let whole = Rect(column: rect.column, row: rect.row + row, columns: rect.columns, rows: 1)
      grid.put(line, at: whole.origin, clip: rect)
      grid.mark(whole, as: .queued(first + row))
    }
  }

  /// What a prompt begins with, on one row.
  private static func firstLine(of prompt: Composer, columns: Int) -> SafeText {
    var text = SafeText()
    for element in prompt.elements.drop(while: \.isSpace).prefix(columns + 1) {
      switch element {
      case .character("\n"), .character("\t"): text += " "
      case .character(let character): text += SafeText(String(character), context: .code)
      case .chip(let paste): text += Composer.label(ofChip: paste)
      }
    }
    return text.truncated(to: columns)
  }
}

extension Composer.Element {
  fileprivate var isSpace: Bool {
    if case .character(let character) = self { character.isWhitespace } else { false }
  }
}
