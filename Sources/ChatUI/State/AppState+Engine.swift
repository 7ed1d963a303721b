import ChatEngine

/// What the engine says.
extension AppState {
  mutating func handle(_ update: EngineUpdate) -> [AppEffect] {
    switch keys.reworded(update) {
    case .opened(let conversation):
      let (again, id) = (retried, conversationID)
      retried = nil
      open(conversation)
      findWhatWasFound()
      if let again { return send(again: again, to: id) }
      return restore(conversation.draftFiles)
    case .pathChanged(let path):
      transcript.replace(with: path)
      findWhatWasFound()
      if let awaited { _ = transcript.select(awaited) }
      awaited = nil
    case .branches(let nodes, let isAskedFor): take(nodes, isAskedFor: isAskedFor)
    case .messageAdded(let message):
      transcript.add(message)
      if message.message.role == .user { transcript.scrollToTail() }
    case .part(let id, let part): take(part, of: id)
    case .messageEnded(let message): end(message)
    case .titled(let title): self.title = title
    case .turn(let status):
      if case .connecting = status { pace = Pace() }
      // What was said of the turn before is not about this one.
      if turn == .idle, status != .idle { forgetNotice() }
      if turn != status { turnBegan = now }
      let hasEnded = status == .idle && turn != .idle
      if turn == .idle, status != .idle { answering = now }
      turn = status
      if status == .idle { transcript.endRuns() }
      if hasEnded { return tellEnd() + goOnWithQueue() }
    case .selected(let destination, let label, let route):
      select(destination, label, route)
      return weigh()
    case .choices(let choices): take(choices)
    case .context(let used, let isEstimated, let window):
      context.used = used
      context.isEstimated = isEstimated
      context.window = window
    case .spent(let amount, let isEstimated, let left):
      spent = amount
      spentIsEstimated = isEstimated
      budgetLeft = left
    case .notice(let notice): tell(notice)
    case .unsaved(let unsaved):
      self.unsaved = unsaved
      if unsaved == nil { lossTold = nil }
    case .savingTried(let unsaved): return leave(without: unsaved)
    case .library(let all, let isDone): changeLibrary { $0.take(all, isDone: isDone) }
    case .confirm(let question, let command):
      arm(.confirm(command), .warning, saying: question)
      return [.bell]
    case .searched(let update): changeLibrary { $0.take(update) }
    case .marked(let id, let marks): changeLibrary { $0.mark(id, marks) }
    case .approval(let request): return take(request)
    case .toolRun(let call, let state): transcript.run(call, state)
    case .tools(let tools, let servers): take(tools, servers)
    case .serverPrompts(let prompts): serverPrompts = prompts
    case .compared(let opened): return take(opened)
    case .pane(let pane, let update): comparison?.take(update, inPane: pane, at: now)
    case .verdict(let verdict): return take(verdict)
    case .usage(let summary): show(summary)
    case .offered(let blank, let values): return take(values, offeredFor: blank)
    case .objections(let objections): take(objections: objections)
    }
    return []
  }

  private mutating func open(_ conversation: OpenedConversation) {
    // What was said of the one that is left is over, and would lie over this one.
    if !conversationID.isEmpty { forgetNotice() }
    title = conversation.title
    conversationID = conversation.id
    readOnly = conversation.readOnly
    unsaved = nil
    lossTold = nil
    departure = nil
    transcript.open(conversation.path)
    comparison = nil
    composer.startOver(withDraft: conversation.draft)
    keptDraft = conversation.draft
    queue = PromptQueue()
    vi?.startOver()
    editing = nil
    find = nil
    history.stop()
    switch opened {
    case .library where keepsLibrary: break
    case .picker, .library, .history, .help, .details, .usage, .tools, .tree, .palette:
      opened = nil
    case .themes(let list):
      theme = list.before
      opened = nil
    case .welcome, .approval, nil: break
    }
    keepsLibrary = false
    if let reason = conversation.readOnly { show(.warning, reason) }
  }

  private mutating func take(_ part: StreamPart, of id: MessageID) {
    switch part {
    case .text, .reasoning: pace.count(at: now)
    case .started, .textSignature, .reasoningSeal, .toolCallBegan, .toolCallArguments,
      .toolCallEnded, .usage, .limits, .note, .finish, .failed:
      break
    }
    transcript.append(part, to: id, at: now)
  }

  private mutating func end(_ message: PathMessage) {
    transcript.end(message, at: now)
    // The whole story is in the transcript: "using b" is not true any more.
    if message.failure != nil { forgetNotice() }
    if message.message.state == .complete, let target = message.message.origin?.target,
      route.contains(target)
    {
      answered = target
    }
    if case .details(let shown, let scroll) = opened, shown.message.id == message.message.id {
      opened = .details(message, scroll)
    }
  }

  private mutating func select(_ destination: Destination, _ label: String, _ route: [Target]) {
    self.destination = destination
    destinationLabel = label
    self.route = route
    if let answered, !route.contains(answered) { self.answered = nil }
    recent.removeAll { $0 == destination }
    recent.insert(destination, at: 0)
    if recent.count > 9 { recent.removeLast() }
  }

  private mutating func take(_ choices: [Choice]) {
    self.choices = choices
    let isUsable = choices.contains { $0.obstacle == nil }
    switch opened {
    case .picker(var picker):
      picker.list.replace(with: choices)
      opened = .picker(picker)
    // What is being typed there is not taken away.
    case .welcome(let welcome) where isUsable && welcome.input == nil: opened = nil
    case nil where !isUsable: opened = .welcome(Welcome())
    case .welcome, .library, .history, .help, .details, .usage, .tools, .tree, .palette, .themes,
      .approval, nil:
      break
    }
  }

  private mutating func take(_ tools: [ToolSummary], _ servers: [ToolServerSummary]) {
    self.tools = tools
    toolServers = servers
    guard case .tools(var list) = opened else { return }
    list.replace(with: ToolItem.all(tools, servers: servers).rows.map(\.item))
    opened = .tools(list)
  }

  private mutating func changeLibrary(_ change: (inout LibraryList) -> Void) {
    guard case .library(var list) = opened else { return }
    change(&list)
    opened = .library(list)
  }
}
