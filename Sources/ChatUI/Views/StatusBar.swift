import ChatEngine

/// The last line: who answers, how full the window is, what happens now, and what it costs.
enum StatusBar {
  static func draw(_ state: AppState, in layout: ScreenLayout, on grid: inout Grid) {
    let rect = layout.status
    guard !rect.isEmpty else { return }
    let base = state.theme.statusBar
    grid.fill(rect, style: base)
    // Where there is no rule for notices, they are said here.
    if layout.rule.isEmpty, let notice = state.notice?.notice {
      let text = SafeText(notice.text).truncated(to: rect.columns)
      let style = base.overlaid(by: NoticeStyle.style(of: notice.level, state.theme))
      grid.put(text, at: rect.origin, style: style, clip: rect)
      return
    }
    var column = rect.column + margin(of: rect)
    for piece in fitting(pieces(state, rect), columns: rect.columns - 2 * margin(of: rect)) {
      let place = Point(column: column, row: rect.row)
      column = grid.put(piece.line, at: place, clip: rect, over: base) + gap
    }
    let hint = state.keys.hint(.help, "help")
    let start = rect.right - hint.columns - 1
    guard start >= column else { return }
    let style = base.overlaid(by: state.theme.dim)
    grid.put(hint, at: Point(column: start, row: rect.row), style: style, clip: rect)
  }

  /// Columns between two figures.
  private static let gap = 3

  private static func margin(of rect: Rect) -> Int { rect.columns >= 40 ? 1 : 0 }

  /// A figure of the bar; the one with the highest rank goes first where room is short.
  private struct Piece {
    var line: Line
    var rank: Int
  }

  private static func fitting(_ pieces: [Piece], columns: Int) -> [Piece] {
    var pieces = pieces
    while pieces.count > 1, pieces.reduce(-gap, { $0 + $1.line.columns + gap }) > columns {
      guard let least = pieces.max(by: { $0.rank < $1.rank }) else { return pieces }
      pieces.removeAll { $0.rank == least.rank }
    }
    return pieces
  }

  private static func pieces(_ state: AppState, _ rect: Rect) -> [Piece] {
    var pieces = [Piece(line: answering(state, columns: rect.columns), rank: 0)]
    if let context = context(state) { pieces.append(Piece(line: context, rank: 3)) }
    if let activity = activity(state) { pieces.append(Piece(line: activity, rank: 1)) }
    if let cost = cost(state) { pieces.append(Piece(line: cost, rank: 2)) }
    return pieces
  }

  /// `● anthropic/claude-sonnet-5`.
  private static func answering(_ state: AppState, columns: Int) -> Line {
    guard state.destination != nil else { return Line("no provider", style: state.theme.warning) }
    let target = state.turn.target ?? state.answered ?? state.route.first
    let row = state.choices.first { $0.destination == target.map(Destination.target) }
    let name = SafeText(target?.description ?? state.destinationLabel, context: .code)
    var line = HealthMark.line(row?.health ?? .unknown, state.theme)
    line.append(" \(name.truncated(to: columns - 2 - 2 * (columns >= 40 ? 1 : 0)))")
    return line
  }

  /// `ctx 12.3k/200k ▏6%`.
  private static func context(_ state: AppState) -> Line? {
    let use = state.context
    guard use.used > 0 || use.window != nil else { return nil }
    var text: SafeText = "ctx "
    if use.isEstimated, use.used > 0 { text += "~" }
    text += Figures.tokens(use.used)
    guard let window = use.window, let share = use.share else {
      return Line(text, style: state.theme.dim)
    }
    text += "/\(Figures.tokens(window)) "
    let style = share >= 0.9 ? state.theme.error : share >= 0.75 ? state.theme.warning : nil
    var line = Line(text, style: state.theme.dim)
    line.append(gauge(share) + Figures.percent(share), style: style ?? state.theme.dim)
    return line
  }

  private static func gauge(_ share: Double) -> SafeText {
    switch Int(share * 8) {
    case ..<1: "▏"
    case 1: "▎"
    case 2: "▍"
    case 3: "▌"
    case 4: "▋"
    case 5: "▊"
    case 6: "▉"
    default: "█"
    }
  }

  private static func activity(_ state: AppState) -> Line? {
    switch state.turn {
    case .idle: return nil
    case .connecting: return Line("connecting", style: state.theme.accent)
    case .thinking(_, let since):
      return Line("thinking \(Figures.seconds(state.now - since))", style: state.theme.accent)
    case .streaming:
      var text: SafeText = "streaming"
      if let speed = state.pace.tokensPerSecond(at: state.now) {
        text += " \(Figures.speed(speed))"
      }
      return Line(text, style: state.theme.accent)
    case .waiting(let target, let until, let failure):
      let sentence = ErrorSentence(providers: []).waiting(
        for: target, because: failure, left: until - state.now)
      return Line(SafeText(sentence), style: state.theme.warning)
    case .asking:
      let again = state.keys.hint(.regenerate, "asks again")
      let keep = state.keys.hint(.close, "keeps it")
      return Line("cut: \(again), \(keep)", style: state.theme.warning)
    }
  }

  private static func cost(_ state: AppState) -> Line? {
    guard let spent = state.spent else { return nil }
    let mark: SafeText = state.spentIsEstimated ? "~" : ""
    return Line("\(mark)\(Figures.money(spent)) session", style: state.theme.dim)
  }
}

/// The mark of a target's health: a shape and a colour, never a colour alone.
enum HealthMark {
  static func line(_ health: Health, _ theme: Theme) -> Line {
    switch health {
    case .unknown: Line("●", style: theme.dim)
    case .ok: Line("●", style: theme.ok)
    case .degraded: Line("◐", style: theme.warning)
    case .open: Line("○", style: theme.error)
    }
  }
}

extension TurnStatus {
  /// The target that is being asked.
  var target: Target? {
    switch self {
    case .idle: nil
    case .connecting(let target), .thinking(let target, _), .streaming(let target, _),
      .waiting(let target, _, _), .asking(let target):
      target
    }
  }
}
