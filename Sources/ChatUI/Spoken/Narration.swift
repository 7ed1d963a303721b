import ChatEngine

/// What happens in the conversation, in words, as it happens.
struct Narration: Sendable {
  /// A conversation is open: prompts can be typed.
  private(set) var isOpen = false
  private(set) var panes = SpokenPanes()
  private var answer = SpokenAnswer()
  private var hasSelected = false
  /// The answer that was adopted was read out as one of several.
  private var knowsPath = false
  /// The path as it was read out, or was there and need not be.
  private var path: [MessageID] = []

  /// The lines for an event, after the state has taken it.
  mutating func lines(
    of event: AppEvent, _ state: AppState, typed: inout String?
  ) -> [SafeText] {
    guard case .engine(let update) = event else { return [] }
    switch update {
    case .opened(let conversation): return open(conversation, state)
    case .selected:
      guard !hasSelected, let destination = state.destination else { return [] }
      hasSelected = true
      return ["\(SpokenEntry.name(destination)) answers."]
    case .pathChanged: return takePath(state, typed: &typed)
    case .messageAdded(let message): return add(message, state, typed: &typed)
    case .part(let id, let part): return take(part, of: id, state)
    case .messageEnded(let message): return end(message, state)
    case .turn(let status): return take(status, state)
    case .compared(let opened):
      if !opened.comparison.isOpen, panes.isOpen { knowsPath = true }
      panes.take(opened)
      return []
    case .pane(let pane, let update):
      return state.comparison.map { panes.take(update, inPane: pane, $0, state) } ?? []
    case .verdict(let verdict):
      return verdict.flatMap { panes.words(of: $0, state.comparison) }.map { [$0] } ?? []
    case .titled, .choices, .context, .spent, .notice, .unsaved, .savingTried, .library, .searched,
      .confirm,
      .marked, .approval, .toolRun, .tools, .branches, .objections, .offered, .serverPrompts,
      .usage:
      return []
    }
  }

  // MARK: Conversations

  private mutating func open(_ conversation: OpenedConversation, _ state: AppState) -> [SafeText] {
    defer { isOpen = true }
    answer = SpokenAnswer()
    let entries = state.transcript.entries
    path = entries.map(\.message.id)
    guard !entries.isEmpty else { return isOpen ? ["New conversation."] : [] }
    var line: SafeText = "Conversation"
    if let title = conversation.title { line += " “\(SafeText(title))”" }
    line += ", \(SpokenFigures.counted(entries.count, "message"))"
    let start = entries.lastIndex { $0.message.role == .user } ?? 0
    let last = entries[start...].flatMap { SpokenEntry.lines(of: $0, at: state.now) }
    return ["\(line). The last of them:"] + last
  }

  /// Another course of the path: what is another on it is read out, the last of it where it is much.
  private mutating func takePath(_ state: AppState, typed: inout String?) -> [SafeText] {
    let entries = state.transcript.entries
    let common = zip(path, entries).prefix { $0 == $1.message.id }.count
    path = entries.map(\.message.id)
    guard !knowsPath else {
      knowsPath = false
      return []
    }
    return entries[common...].suffix(2).flatMap { entry -> [SafeText] in
      if entry.message.role == .user, let text = typed, text == entry.message.text {
        typed = nil
        return []
      }
      return SpokenEntry.lines(of: entry, at: state.now)
    }
  }

  // MARK: Messages

  private mutating func add(
    _ message: PathMessage, _ state: AppState, typed: inout String?
  ) -> [SafeText] {
    if message.message.role != .tool { path.append(message.message.id) }
    switch message.message.role {
    case .user:
      // What was typed stands there already, or has been heard.
      if let text = typed, text == message.message.text {
        typed = nil
        return message.message.attachments.map(SpokenEntry.attachment)
      }
      return state.transcript.entries.last.map { SpokenEntry.lines(of: $0, at: state.now) } ?? []
    case .tool: return results(of: message.message, state)
    case .assistant, .system: break
    }
    guard message.message.state == .streaming else {
      return state.transcript.entries.last.map { SpokenEntry.lines(of: $0, at: state.now) } ?? []
    }
    answer = SpokenAnswer(message.message.id)
    return [
      SpokenEntry.heading(
        message.message, position: message.position, siblings: message.siblings)
    ]
  }

  private mutating func take(
    _ part: StreamPart, of id: MessageID, _ state: AppState
  ) -> [SafeText] {
    guard let entry = state.transcript.entries.last(where: { $0.message.id == id }) else {
      return []
    }
    return answer.take(part, of: entry, isUnfolded: state.transcript.isUnfolded, at: state.now)
  }

  private mutating func end(_ message: PathMessage, _ state: AppState) -> [SafeText] {
    guard answer.id == message.message.id else { return [] }
    defer { answer = SpokenAnswer() }
    let entry = state.transcript.entries.last { $0.message.id == message.message.id }
    return answer.finish(entry, at: state.now)
      + SpokenEntry.ending(of: message.message, failure: message.failure)
  }

  /// What the calls of an answer gave, a line for each.
  private func results(of message: Message, _ state: AppState) -> [SafeText] {
    message.parts.flatMap { part -> [SafeText] in
      guard case .toolResult(let result) = part else { return [] }
      for entry in state.transcript.entries.reversed() {
        let calls = entry.message.toolCalls
        guard let call = calls.lastIndex(where: { $0.id == result.callID }) else { continue }
        let run = entry.run(call)
        let line = SpokenTool.line(
          calls[call].name, calls[call].arguments, run.status(isLive: false))
        return [line] + SpokenTool.files(run)
      }
      return []
    }
  }

  // MARK: The turn

  private func take(_ status: TurnStatus, _ state: AppState) -> [SafeText] {
    switch status {
    case .waiting(let target, let until, let failure):
      return [Self.waiting(target, until: until, because: failure, at: state.now)]
    case .queued(let target):
      return ["\(SpokenKeys.sentence(RoutingSentence.waiting(at: target)))."]
    case .idle, .connecting, .hedging, .thinking, .streaming, .asking, .approving, .runningTools:
      return []
    }
  }

  /// `openai is limiting, again in 3 s, Ctrl-C cancels.`.
  static func waiting(
    _ target: Target, until: Instant, because failure: Failure, at now: Instant
  ) -> SafeText {
    let left = until - now
    let sentence =
      failure.isOwnLimit
      ? RoutingSentence.waiting(at: target, left: left)
      : ErrorSentence(providers: []).waiting(for: target, because: failure, left: left)
    return "\(SpokenKeys.sentence(sentence))."
  }
}
