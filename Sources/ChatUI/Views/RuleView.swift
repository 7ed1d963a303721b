import ChatEngine

/// The rule above the prompt: what was just said on its left, how much lies below on its right.
enum RuleView {
  static func draw(_ state: AppState, in layout: ScreenLayout, on grid: inout Grid) {
    let rule = layout.rule
    grid.fill(rule, with: Glyph("─"), style: state.theme.frame)
    let end = drawBelow(state, in: rule.isEmpty ? lastRow(of: layout.transcript) : rule, on: &grid)
    guard !rule.isEmpty, let (text, style) = text(state, columns: end - rule.column - 4) else {
      return
    }
    let room = end - rule.column - 4
    if text.columns > room, layout.transcript.rows >= 3 * longestNotice {
      return drawRows(of: text, style: style, above: rule, on: &grid)
    }
    guard room > 2 else { return }
    let place = Point(column: rule.column + 1, row: rule.row)
    grid.put(" \(text.truncated(to: room)) ", at: place, style: style, clip: rule)
  }

  /// Rows that a notice may take of the transcript.
  private static let longestNotice = 3

  /// A sentence that is longer than the rule, on the rows above it.
  private static func drawRows(
    of text: SafeText, style: Style, above rule: Rect, on grid: inout Grid
  ) {
    var wrapped = WrappedText(width: max(1, rule.columns - 4), mode: .words)
    wrapped.append(text)
    wrapped.finish()
    let count = min(wrapped.rowCount, longestNotice)
    let area = Rect(
      column: rule.column, row: rule.row - count, columns: rule.columns, rows: count)
    grid.fill(area)
    for row in 0..<count {
      let place = Point(column: area.column + 2, row: area.row + row)
      grid.put(wrapped.row(row).text, at: place, style: style, clip: area)
    }
  }

  /// `▼ 12 more lines`; gives the column where it begins.
  private static func drawBelow(_ state: AppState, in row: Rect, on grid: inout Grid) -> Int {
    // Each pane says it itself.
    guard state.comparison == nil else { return row.right }
    let text: SafeText
    switch state.transcript.below {
    case .nothing: return row.right
    case .lines(1): text = " ▼ 1 more line "
    case .lines(let count): text = " ▼ \(count) more lines "
    case .messages(let count): text = " ▼ \(count) more messages "
    }
    let column = max(row.column, row.right - text.columns - 2)
    grid.put(text, at: Point(column: column, row: row.row), style: state.theme.accent, clip: row)
    grid.mark(Rect(column: column, row: row.row, columns: text.columns, rows: 1), as: .tail)
    return column
  }

  private static func lastRow(of transcript: Rect) -> Rect { transcript.split(bottom: 1).bottom }

  /// The notice, or else what can be done where the focus is.
  private static func text(_ state: AppState, columns: Int) -> (SafeText, Style)? {
    if let question = state.fetchQuestion {
      let (host, url) = (SafeText(question.host), SafeText(question.url, context: .code))
      return (
        "y fetches this from \(host), any other key does not: \(url)", state.theme.warning
      )
    }
    if let notice = state.notice?.notice {
      return (SafeText(notice.text), NoticeStyle.style(of: notice.level, state.theme))
    }
    if let text = queueKeys(state) { return (text, state.theme.accent) }
    if let keys = CompareHint.keys(state, columns: columns) { return (keys, state.theme.dim) }
    if state.transcript.selected != nil { return (messageKeys(state.keys), state.theme.dim) }
    if state.editing != nil {
      let leave = state.keys.hint(.close, "leaves it")
      return ("another wording of an earlier prompt · \(leave)", state.theme.dim)
    }
    if state.overlay == nil, state.composer.chip != nil {
      let remove = state.keys.hint(.deleteBackward, "removes it")
      return ("\(state.keys.hint(.complete, "unfolds the paste")) · \(remove)", state.theme.dim)
    }
    return nil
  }

  /// What can be done with prompts that wait; nil where they go on by themselves.
  private static func queueKeys(_ state: AppState) -> SafeText? {
    let keys = state.keys
    if state.queue.edited != nil {
      let leave = keys.hint(.close, "leaves it")
      return "\(keys.hint(.send, "puts it back")) · emptied, it is gone · \(leave)"
    }
    guard !state.queue.isEmpty, state.composer.isEmpty, state.overlay == nil else { return nil }
    guard state.queue.isHeld, state.turn == .idle else {
      return keys.hint(.earlierPrompt, "edits what is queued")
    }
    let next = keys.hint(.send, "sends the next")
    let edit = keys.hint(.earlierPrompt, "edits")
    return "\(next) · \(edit) · \(keys.hint(.dropQueue, "drops them"))"
  }

  /// `i details · y copy · e edit · r again · Esc back`.
  private static func messageKeys(_ keys: KeyMap) -> SafeText {
    let hints: [(Command, SafeText)] = [
      (.details, "details"), (.copyMessage, "copy"), (.editMessage, "edit"),
      (.regenerateMessage, "again"), (.forkMessage, "fork"), (.deleteMessage, "delete"),
      (.close, "back"),
    ]
    return hints.map { keys.hint($0, $1) }.joined(separator: " · ")
  }
}

/// The style of a notice by its level.
enum NoticeStyle {
  static func style(of level: Notice.Level, _ theme: Theme) -> Style {
    switch level {
    case .info: theme.accent
    case .warning: theme.warning
    case .error: theme.error
    }
  }
}
