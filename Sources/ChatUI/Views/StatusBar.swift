import ChatEngine

/// The last line: who answers, how full the window is, what happens now, and what it costs.
enum StatusBar {
  static func draw(_ state: AppState, in layout: ScreenLayout, on grid: inout Grid) {
    let rect = layout.status
    guard !rect.isEmpty else { return }
    let base = state.theme.statusBar
    grid.fill(rect, style: base)
    // Where there is no rule for notices, they are said here.
    if let notice = notice(state, in: layout) {
      let style = base.overlaid(by: NoticeStyle.style(of: notice.level, state.theme))
      let text = SafeText(notice.text).truncated(to: rect.columns)
      grid.put(text, at: rect.origin, style: style, clip: rect)
      return
    }
    var column = rect.column + margin(of: rect)
    if let waiting = waiting(state, in: layout) {
      let place = Point(column: column, row: rect.row)
      column = grid.put(waiting, at: place, clip: rect, over: base) + 1
    }
    let room = rect.right - margin(of: rect) - column
    for piece in fitting(pieces(state, columns: room), columns: room) {
      let place = Point(column: column, row: rect.row)
      column = grid.put(piece.line, at: place, clip: rect, over: base) + gap
    }
    grid.mark(rect, as: .picker)
    let hint = viMode(state) + state.keys.hint(.help, "help")
    let start = rect.right - hint.columns - 1
    guard start >= column else { return }
    let style = base.overlaid(by: state.theme.dim)
    grid.put(hint, at: Point(column: start, row: rect.row), style: style, clip: rect)
    grid.mark(Rect(column: start, row: rect.row, columns: hint.columns, rows: 1), as: .help)
  }

  /// The notice that is said in the bar: where there is no rule, and it fits or nothing else can be seen.
  static func notice(_ state: AppState, in layout: ScreenLayout) -> Notice? {
    guard layout.rule.isEmpty, let notice = state.notice?.notice, state.fetchQuestion == nil else {
      return nil
    }
    let fits = SafeText(notice.text).columns <= layout.status.columns
    // What lies over the transcript would hide it there.
    return fits || layout.transcript.isEmpty || state.overlay != nil ? notice : nil
  }

  /// `📎3 ✎2`: files and prompts that wait, where they have no rows of their own.
  private static func waiting(_ state: AppState, in layout: ScreenLayout) -> Line? {
    var text = SafeText()
    if layout.attachments.isEmpty, !state.attachments.isEmpty {
      text += "📎\(state.attachments.all.count) "
    }
    if layout.queue.isEmpty, !state.queue.isEmpty { text += "+\(state.queue.prompts.count) " }
    return text.isEmpty ? nil : Line(text[0..<text.count - 1], style: state.theme.accent)
  }

  /// vi's mode, where the prompt is edited so.
  private static func viMode(_ state: AppState) -> SafeText {
    guard let vi = state.vi else { return "" }
    let pending = SafeText(vi.pending, context: .code)
    return vi.mode == .insert ? "INSERT · " : "\(pending.isEmpty ? "NORMAL" : pending) · "
  }

  /// Columns between two figures.
  private static let gap = 3

  /// From then on it is said how long nothing has come.
  private static let longConnecting: Duration = .seconds(3)

  /// Columns of a tool's name.
  private static let longestTool = 24

  private static func margin(of rect: Rect) -> Int { rect.columns >= 40 ? 1 : 0 }

  /// A figure of the bar.
  private struct Piece {
    var line: Line
    /// A form that is tried before the figure goes.
    var short: Line?
    var rank: Rank
  }

  /// What is done where room is short, the last of these first.
  private enum Rank: Int {
    case never, removeLast, shortenActivity, removeCost, shortenCost, removeContext
  }

  private static func fitting(_ pieces: [Piece], columns: Int) -> [Piece] {
    var pieces = pieces
    while pieces.reduce(-gap, { $0 + $1.line.columns + gap }) > columns {
      let least = pieces.indices.max { step(pieces[$0]).rawValue < step(pieces[$1]).rawValue }
      guard let least, step(pieces[least]) != .never else { break }
      if let short = pieces[least].short {
        pieces[least].line = short
        pieces[least].short = nil
      } else {
        pieces.remove(at: least)
      }
    }
    return pieces
  }

  /// What comes next for a figure that must take less room.
  private static func step(_ piece: Piece) -> Rank {
    guard piece.short != nil else { return piece.rank }
    return piece.rank == .removeCost ? .shortenCost : .shortenActivity
  }

  private static func pieces(_ state: AppState, columns: Int) -> [Piece] {
    // A wait that can be cancelled is said even where nothing else has room.
    let isHeld = state.turn.isHeld
    let target = answering(state, columns: columns)
    var pieces = [Piece(line: target, rank: isHeld ? .removeLast : .never)]
    if let context = context(state) { pieces.append(Piece(line: context, rank: .removeContext)) }
    if let activity = activity(state) {
      let rank: Rank = isHeld ? .never : .removeLast
      pieces.append(Piece(line: activity, short: shortActivity(state), rank: rank))
    }
    let left = state.budgetLeft.flatMap { budget($0, state.theme) }
    if let spent = spent(state) {
      var whole = spent
      if let left {
        whole.append(" · ", style: state.theme.dim)
        whole.append(left)
      }
      pieces.append(Piece(line: whole, short: left, rank: .removeCost))
    } else if let left {
      pieces.append(Piece(line: left, rank: .removeCost))
    }
    return pieces
  }

  /// `● anthropic/claude-sonnet-5`.
  private static func answering(_ state: AppState, columns: Int) -> Line {
    if let count = CompareHint.count(state) { return count }
    guard state.destination != nil else { return Line("no provider", style: state.theme.warning) }
    let target = state.turn.target ?? state.answered ?? state.route.first
    let row = state.choices.first { $0.destination == target.map(Destination.target) }
    let name = SafeText(target?.description ?? state.destinationLabel, context: .code)
    var line = HealthMark.line(row?.health ?? .unknown, state.theme)
    line.append(" \(name.truncated(to: columns - 2))")
    return line
  }

  /// `ctx 12.3k/200k ▏6%`.
  private static func context(_ state: AppState) -> Line? {
    var use = state.context
    guard state.comparison == nil, use.used > 0 || use.window != nil else { return nil }
    var text: SafeText = "ctx "
    if use.isEstimated, use.used > 0 { text += "~" }
    text += Figures.tokens(use.used)
    let written = state.tokensWritten
    if written >= smallestEstimate {
      text += "+\(Figures.tokens(written))"
      use.used += written
    }
    if let window = use.window, written >= smallestEstimate, use.used > window {
      return Line("\(text)/\(Figures.tokens(window)) too long", style: state.theme.error)
    }
    guard let window = use.window, let share = use.share else {
      return Line(text, style: state.theme.dim)
    }
    text += "/\(Figures.tokens(window)) "
    let style = share >= 0.9 ? state.theme.error : share >= 0.75 ? state.theme.warning : nil
    var line = Line(text, style: state.theme.dim)
    line.append(gauge(share) + Figures.percent(share), style: style ?? state.theme.dim)
    return line
  }

  /// Tokens of a prompt from which on it is said how many it may be.
  private static let smallestEstimate = 200

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
    if state.comparison != nil { return CompareHint.activity(state) }
    switch state.turn {
    case .idle:
      let isCached = state.transcript.entries.last?.message.ending?.cached != nil
      return isCached ? Line("cached", style: state.theme.dim) : nil
    case .queued(let target):
      let sentence = state.keys.reworded(RoutingSentence.waiting(at: target))
      return Line(SafeText(sentence), style: state.theme.warning)
    case .hedging(let other, let slow):
      let names = [slow, other].map { SafeText($0.provider, context: .code) }
      return Line("asking \(names.joined(separator: " and "))", style: state.theme.accent)
    case .connecting:
      let time = state.now - state.turnBegan
      guard time >= longConnecting else { return Line("connecting", style: state.theme.accent) }
      return Line("no answer yet: \(Figures.seconds(time))", style: state.theme.accent)
    case .thinking(_, let since):
      return Line("thinking \(Figures.seconds(state.now - since))", style: state.theme.accent)
    case .streaming:
      var text: SafeText = "streaming"
      if let speed = state.pace.tokensPerSecond(at: state.now) {
        text += " \(Figures.speed(speed))"
      }
      return Line(text, style: state.theme.accent)
    case .waiting(let target, let until, let failure):
      let left = until - state.now
      let sentence =
        failure.isOwnLimit
        ? RoutingSentence.waiting(at: target, left: left)
        : ErrorSentence(providers: []).waiting(for: target, because: failure, left: left)
      return Line(SafeText(state.keys.reworded(sentence)), style: state.theme.warning)
    case .asking:
      let hints = [state.keys.hint(.regenerate, "asks again"), state.keys.hint(.close, "keeps it")]
      return Line("cut: \(hints.asHints(between: ", "))", style: state.theme.warning)
    case .approving(let tool):
      let name = SafeText(tool, context: .code).truncated(to: longestTool)
      return Line("\(name) waits for your word", style: state.theme.warning)
    case .runningTools(let count, let since):
      let what: SafeText =
        count == 1 ? "running a tool" : "running \(SafeText(String(count))) tools"
      return Line("\(what) \(Figures.seconds(state.now - since))", style: state.theme.accent)
    }
  }

  /// In few words what can be done: how long a wait takes yet, and how it is cancelled.
  private static func shortActivity(_ state: AppState) -> Line? {
    let time: SafeText
    switch state.turn {
    case .waiting(_, let until, _): time = SafeText(ErrorSentence.counted(until - state.now))
    case .queued: time = "waits"
    case .asking:
      let hints = [state.keys.hint(.regenerate, "again"), state.keys.hint(.close, "keeps")]
      return Line(hints.asHints(), style: state.theme.warning)
    case .approving: return Line("a tool waits for you", style: state.theme.warning)
    case .runningTools(_, let since):
      return Line("tools \(Figures.seconds(state.now - since))", style: state.theme.accent)
    case .idle, .connecting, .hedging, .thinking, .streaming: return nil
    }
    return Line([time, state.keys.hint(.close, "cancels")].asHints(), style: state.theme.warning)
  }

  private static func spent(_ state: AppState) -> Line? {
    guard let spent = state.spent else { return nil }
    let mark: SafeText = state.spentIsEstimated ? "~" : ""
    return Line("\(mark)\(Figures.money(spent)) session", style: state.theme.dim)
  }

  /// `$4.97 left today`: the budget of which the least is left.
  private static func budget(_ budget: BudgetLeft, _ theme: Theme) -> Line? {
    let periods: [(Double?, SafeText)] = [
      (budget.session, ""), (budget.day, " today"), (budget.month, " this month"),
    ]
    let known = periods.compactMap { left, period in left.map { ($0, period) } }
    guard let (left, period) = known.min(by: { $0.0 < $1.0 }) else { return nil }
    if left <= 0 { return Line("nothing left\(period)", style: theme.warning) }
    let isLow = budget.isLow
    let only: SafeText = isLow ? "only " : ""
    return Line(
      "\(only)\(Figures.money(left)) left\(period)", style: isLow ? theme.warning : theme.dim)
  }
}

/// The mark of a target's health: a shape and a colour, never a colour alone.
enum HealthMark {
  static func line(_ health: Health, _ theme: Theme) -> Line {
    switch health {
    case .unknown: Line("·", style: theme.dim)
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
    case .idle, .approving, .runningTools: nil
    case .queued(let target), .connecting(let target), .hedging(let target, _),
      .thinking(let target, _), .streaming(let target, _), .waiting(let target, _, _),
      .asking(let target):
      target
    }
  }

  /// Whether nothing is asked now, for a time or until somebody says how it goes on.
  var isHeld: Bool {
    switch self {
    case .queued, .waiting, .asking, .approving: true
    case .idle, .connecting, .hedging, .thinking, .streaming, .runningTools: false
    }
  }
}
