import ChatEngine

/// A pane's first rows: who answers there, what it is doing, and what its answer took.
enum PaneHeading {
  static func draw(
    _ frame: PaneFrames.Frame, _ comparison: CompareState, _ state: AppState,
    on grid: inout Grid
  ) {
    let isFocused = frame.pane == comparison.focus
    let theme = state.theme
    // Which one keys go to is said by the line's weight, not by its colour alone.
    let hasKeys = isFocused && comparison.hasFocus
    let style = hasKeys ? theme.accent : theme.frame
    grid.fill(frame.heading, with: Glyph(hasKeys ? "━" : "─"), style: style)
    let (word, wordStyle) = status(frame.pane, comparison, state)
    let rect = frame.heading
    var name = Line(" ", style: style)
    name.append(
      "\(frame.position + 1) \(mark(frame.pane, comparison)) ",
      style: isFocused ? theme.accent : theme.dim)
    let room = rect.columns - name.columns - word.columns - 5
    // The provider goes before the model is cut.
    let full = fullName(frame.pane, frame.position, comparison)
    let short = self.name(frame.pane, frame.position, comparison).truncated(to: max(4, room))
    name.append(
      full.columns <= room ? full : short,
      style: isFocused ? theme.answer : Style(attributes: .bold))
    name.append(" ")
    let end = grid.put(name, at: Point(column: rect.column + 1, row: rect.row), clip: rect)
    let start = rect.right - word.columns - 3
    if !word.isEmpty, start >= end {
      var line = Line(" ")
      line.append(word, style: wordStyle)
      line.append(" ")
      grid.put(line, at: Point(column: start, row: rect.row), clip: rect)
    }
    drawFigures(frame, comparison, state, on: &grid)
  }

  // MARK: Who

  /// The mark of how it went: a vote, or whether it still comes.
  static func mark(_ pane: Int, _ comparison: CompareState) -> SafeText {
    switch comparison.verdict {
    case .won(pane): return "★"
    case .tied: return "="
    case .rejected: return "✗"
    case .won, nil: break
    }
    let shown = comparison.panes[pane]
    if shown.isBusy { return "◌" }
    guard let answer = shown.answer else { return "·" }
    return answer.state == .complete ? "●" : "○"
  }

  /// `claude-sonnet-5`, or nothing of it where names are hidden.
  static func name(_ pane: Int, _ position: Int, _ comparison: CompareState) -> SafeText {
    guard !comparison.layout.isBlind else { return "Answer \(position + 1)" }
    switch comparison.panes[pane].destination {
    case .target(let target): return SafeText(target.model, context: .code)
    case .route(let name): return "\(SafeText(name, context: .code)) route"
    }
  }

  private static func fullName(
    _ pane: Int, _ position: Int, _ comparison: CompareState
  ) -> SafeText {
    let name = name(pane, position, comparison)
    guard !comparison.layout.isBlind,
      case .target(let target) = comparison.panes[pane].destination
    else { return name }
    return "\(name) · \(SafeText(target.provider, context: .code))"
  }

  // MARK: What it does

  private static func status(
    _ pane: Int, _ comparison: CompareState, _ state: AppState
  ) -> (SafeText, Style) {
    let shown = comparison.panes[pane]
    let theme = state.theme
    if shown.isBusy { return busy(shown, state) }
    switch comparison.verdict {
    case .won(pane): return ("best", theme.ok)
    case .tied: return ("tied", theme.accent)
    case .rejected: return ("bad", theme.warning)
    case .won, nil: break
    }
    guard let answer = shown.answer else { return ("ready", theme.dim) }
    if answer.state == .complete {
      switch answer.ending?.finish {
      case .length: return ("length limit", theme.warning)
      case .filtered: return ("filtered", theme.warning)
      case .refused: return ("refused", theme.warning)
      case .stop, .toolCalls, .other, nil:
        return (answer.ending?.cached == nil ? "done" : "cached", theme.ok)
      }
    }
    if answer.ending?.failure?.kind == .cancelled { return ("stopped", theme.warning) }
    return ("failed", theme.error)
  }

  private static func busy(_ pane: ComparePane, _ state: AppState) -> (SafeText, Style) {
    let theme = state.theme
    let time = Figures.seconds(state.now - pane.turnBegan)
    switch pane.turn {
    case .idle: return (SafeText(), theme.dim)
    case .queued: return ("queued", theme.warning)
    case .connecting, .hedging: return ("asking \(time)", theme.accent)
    case .thinking: return ("thinking \(time)", theme.accent)
    case .streaming: return ("streaming", theme.accent)
    case .waiting(_, let until, _):
      return ("waits \(SafeText(ErrorSentence.counted(until - state.now)))", theme.warning)
    case .asking:
      let hints = [state.keys.hint(.askPaneAgain, "again"), state.keys.hint(.close, "keeps")]
      return ("cut: \(hints.asHints())", theme.warning)
    case .approving, .runningTools: return ("tools", theme.accent)
    }
  }

  // MARK: What it took

  private static func drawFigures(
    _ frame: PaneFrames.Frame, _ comparison: CompareState, _ state: AppState,
    on grid: inout Grid
  ) {
    let rect = frame.figures
    let margin = ScreenLayout.margin(of: rect)
    let room = rect.columns - 2 * margin
    let (text, style) = secondLine(frame, comparison, state, columns: room)
    grid.put(
      text.truncated(to: room), at: Point(column: rect.column + margin, row: rect.row),
      style: style, clip: rect)
  }

  private static func secondLine(
    _ frame: PaneFrames.Frame, _ comparison: CompareState, _ state: AppState, columns: Int
  ) -> (SafeText, Style) {
    let pane = comparison.panes[frame.pane]
    if let shown = comparison.difference, shown.pane == frame.pane {
      let other = (comparison.order.firstIndex(of: shown.other) ?? 0) + 1
      return ("{+only here+} [-only in \(other)-]", state.theme.dim)
    }
    // Names stand in what is said, and figures give them away.
    guard !comparison.layout.isBlind else { return (SafeText(), state.theme.dim) }
    if let notice = pane.notice?.notice {
      return (SafeText(notice.text), NoticeStyle.style(of: notice.level, state.theme))
    }
    var figures = figures(pane, state)
    while figures.count > 1, joined(figures).columns > columns { figures.removeLast() }
    return (joined(figures), state.theme.dim)
  }

  private static func joined(_ figures: [SafeText]) -> SafeText {
    figures.joined(separator: " · ")
  }

  /// `840 ms first · 45 tok/s · 210 tok · $0.0042 · stop · 5.1 s`, the most telling first.
  private static func figures(_ pane: ComparePane, _ state: AppState) -> [SafeText] {
    var figures: [SafeText] = []
    guard !pane.isBusy, let answer = pane.answer, let ending = answer.ending else {
      if let time = pane.firstToken, pane.isBusy {
        figures.append("\(Figures.duration(time)) first")
      }
      if let speed = pane.pace.tokensPerSecond(at: state.now), pane.isBusy {
        figures.append(Figures.speed(speed))
      }
      if pane.isBusy, pane.pieces > 0 { figures.append("~\(Figures.tokens(pane.pieces)) tok") }
      return figures
    }
    let attempt = ending.attempts.last
    if let time = attempt?.firstToken { figures.append("\(Figures.duration(time)) first") }
    if let speed = attempt?.tokensPerSecond { figures.append(Figures.speed(speed)) }
    let mark: SafeText = ending.usage?.isEstimated == true ? "~" : ""
    if let tokens = ending.usage?.outputTokens, tokens > 0 {
      figures.append("\(mark)\(Figures.tokens(tokens)) tok")
    }
    if let cost = ending.cost { figures.append("\(mark)\(Figures.money(cost))") }
    if let finish = ending.finish { figures.append(SafeText(finish.rawValue)) }
    if let attempt { figures.append(Figures.duration(attempt.total)) }
    return figures
  }
}
