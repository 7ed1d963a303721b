import ChatEngine

/// The rule above the prompt: what was just said on its left, how much lies below on its right.
enum RuleView {
  static func draw(_ state: AppState, in layout: ScreenLayout, on grid: inout Grid) {
    let rule = layout.rule
    grid.fill(rule, with: Glyph("─"), style: state.theme.frame)
    let end = drawBelow(state, in: rule.isEmpty ? lastRow(of: layout.transcript) : rule, on: &grid)
    guard !rule.isEmpty else { return drawAboveStatus(state, in: layout, on: &grid) }
    let room = end - rule.column - 4
    guard let (text, style) = text(state, columns: room) else { return }
    if text.columns > room, layout.transcript.rows >= 3 {
      return drawRows(
        of: text, style: style, above: rule, most: layout.transcript.rows / 2, on: &grid)
    }
    guard room > 2, !text.isEmpty else { return }
    let place = Point(column: rule.column + 1, row: rule.row)
    grid.put(" \(text.truncated(to: room)) ", at: place, style: style, clip: rule)
  }

  /// Rows that a notice may take of the transcript.
  private static let longestNotice = 5

  /// A low screen has no rule: what does not fit into the status bar goes above the prompt.
  private static func drawAboveStatus(
    _ state: AppState, in layout: ScreenLayout, on grid: inout Grid
  ) {
    guard let (text, style) = news(state), StatusBar.notice(state, in: layout) == nil,
      !layout.transcript.isEmpty
    else { return }
    let edge = Rect(
      column: layout.transcript.column, row: layout.transcript.bottom,
      columns: layout.transcript.columns, rows: 0)
    drawRows(of: text, style: style, above: edge, most: layout.transcript.rows, on: &grid)
  }

  /// A sentence that is longer than the rule, on the rows above it; it ends in `…` where there are too
  /// few of them.
  private static func drawRows(
    of text: SafeText, style: Style, above rule: Rect, most: Int, on grid: inout Grid
  ) {
    let margin = rule.columns >= 40 ? 2 : 0
    let columns = max(1, rule.columns - 2 * margin)
    var wrapped = WrappedText(width: columns, mode: .words)
    wrapped.append(text)
    wrapped.finish()
    let count = min(wrapped.rowCount, longestNotice, max(1, most))
    let area = Rect(
      column: rule.column, row: rule.row - count, columns: rule.columns, rows: count)
    grid.fill(area)
    for row in 0..<count {
      var line = wrapped.row(row).text
      if row == count - 1, count < wrapped.rowCount { line = (line + " …").truncated(to: columns) }
      let place = Point(column: area.column + margin, row: area.row + row)
      grid.put(line, at: place, style: style, clip: area)
    }
  }

  /// `▼ 12 more lines`; gives the column where it begins.
  private static func drawBelow(_ state: AppState, in row: Rect, on grid: inout Grid) -> Int {
    // Each pane says it itself.
    guard state.comparison == nil else { return row.right }
    let text: SafeText
    let isNarrow = row.columns < 40
    switch state.transcript.below {
    case .nothing: return row.right
    case .lines(let count) where isNarrow: text = " ▼ \(count) "
    case .lines(1): text = " ▼ 1 more line "
    case .lines(let count): text = " ▼ \(count) more lines "
    case .messages(let count):
      text = (" ▼ \(count) more messages " as SafeText).truncated(to: row.columns - 2)
    }
    let column = max(row.column, row.right - text.columns - 2)
    grid.put(text, at: Point(column: column, row: row.row), style: state.theme.accent, clip: row)
    grid.mark(Rect(column: column, row: row.row, columns: text.columns, rows: 1), as: .tail)
    return column
  }

  private static func lastRow(of transcript: Rect) -> Rect { transcript.split(bottom: 1).bottom }

  /// What is asked, or what was just said.
  private static func news(_ state: AppState) -> (SafeText, Style)? {
    if let question = state.fetchQuestion {
      let (host, url) = (SafeText(question.host), SafeText(question.url, context: .code))
      return (
        "y fetches this from \(host), any other key does not: \(url)", state.theme.warning
      )
    }
    guard let notice = state.notice?.notice else { return nil }
    return (SafeText(notice.text), NoticeStyle.style(of: notice.level, state.theme))
  }

  /// The notice, or else what can be done where the focus is; what lies over the transcript says
  /// itself what can be done there.
  private static func text(_ state: AppState, columns: Int) -> (SafeText, Style)? {
    if let news = news(state) { return news }
    guard state.overlay == nil else { return nil }
    if let text = queueKeys(state, columns: columns) { return (text, state.theme.accent) }
    if let keys = CompareHint.keys(state, columns: columns) { return (keys, state.theme.dim) }
    if state.transcript.selected != nil {
      return (messageKeys(state, columns: columns), state.theme.dim)
    }
    if state.editing != nil {
      let leave = state.keys.hint(.close, "leaves it")
      let forms: [SafeText] = [
        "another wording of an earlier prompt · \(leave)", "another wording · \(leave)", leave,
      ]
      return (HintLine.first(forms, columns: columns), state.theme.dim)
    }
    if state.composer.chip != nil {
      let hints = [
        (state.keys.hint(.complete, "unfolds the paste"), 0),
        (state.keys.hint(.deleteBackward, "removes it"), 1),
      ]
      return (HintLine.fitting(hints, columns: columns), state.theme.dim)
    }
    return nil
  }

  /// What can be done with prompts that wait; nil where they go on by themselves.
  private static func queueKeys(_ state: AppState, columns: Int) -> SafeText? {
    let keys = state.keys
    if state.queue.edited != nil {
      return HintLine.fitting(
        [
          (keys.hint(.send, "puts it back"), 0), ("emptied, it is gone", 2),
          (keys.hint(.close, "leaves it"), 1),
        ], columns: columns)
    }
    guard !state.queue.isEmpty, state.composer.isEmpty else { return nil }
    guard state.queue.isHeld, state.turn == .idle else {
      return keys.hint(.earlierPrompt, "edits what is queued")
    }
    return HintLine.fitting(
      [
        (keys.hint(.send, "sends the next"), 0), (keys.hint(.earlierPrompt, "edits"), 1),
        (keys.hint(.dropQueue, "drops them"), 2),
      ], columns: columns)
  }

  /// `i details · y copy · e edit · r again · Esc back`.
  private static func messageKeys(_ state: AppState, columns: Int) -> SafeText {
    let keys = state.keys
    var hints: [(Command, SafeText, Int)] = [
      (.details, "details", 3), (.copyMessage, "copy", 1), (.editMessage, "edit", 2),
      (.regenerateMessage, "again", 4), (.forkMessage, "fork", 6), (.deleteMessage, "delete", 7),
      (.close, "back", 0),
    ]
    if (state.transcript.chosenEntry?.siblings ?? 1) > 1 {
      hints.insert((.siblingBefore, "other versions", 5), at: 0)
    }
    return HintLine.fitting(hints.map { (keys.hint($0, $1), $2) }, columns: columns)
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
