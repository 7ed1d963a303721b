/// Asking, and what comes of it.
extension Engine {
  func ask(_ text: String, _ attachments: [Attachment] = []) {
    guard isWritable, let asked = candidates(at: destination) else { return }
    settleOpenCalls()
    begin(prompt: text, attachments, after: conversation.head, asked)
  }

  /// Puts another wording beside a prompt; its files stay unless others are given.
  func edit(_ id: MessageID, _ text: String, _ attachments: [Attachment]? = nil) {
    guard isWritable, let old = conversation[id], old.role == .user,
      let asked = candidates(at: destination)
    else { return }
    begin(prompt: text, attachments ?? old.attachments, after: old.parent, asked)
  }

  /// Answers a prompt again: the message itself, or the one that it answers.
  ///
  /// What answered the results of tools is asked for again with the same results: they are not run
  /// anew (P4).
  func regenerate(_ id: MessageID, with other: Destination?) {
    guard isWritable, let prompt = prompt(of: id), var asked = candidates(at: other ?? destination)
    else { return }
    record(.head(prompt))
    publishPath()
    asked.occasion = .regeneration
    start(prompt, asked)
  }

  private func prompt(of id: MessageID) -> MessageID? {
    guard let message = conversation[id] else { return nil }
    switch message.role {
    case .user: return id
    case .tool: return conversation.lastResult(from: id)
    case .assistant, .system: return message.parent
    }
  }

  func stop() {
    guard let current else { return }
    switch current.work {
    case .loading:
      finish(TurnEnd(outcome: .cancelled, ending: Ending(failure: Failure(.cancelled))))
    case .answering: runner.send(.cancel, to: current.id)
    case .callingTools: tools?.cancel()
    }
  }

  func resolveCut(again: Bool) {
    if let current { runner.send(.choose(again ? .retry : .keep), to: current.id) }
  }

  private var isWritable: Bool {
    if current != nil { say(.warning, "An answer is still coming: Esc stops it.") }
    return current == nil && canRecord
  }

  /// The route to a destination and who can be asked on it; where there is nobody, says so.
  ///
  /// Asked for before anything is recorded: a prompt that cannot be sent is not said.
  private func candidates(at destination: Destination?) -> Asked? {
    guard let destination else {
      say(.warning, "There is no provider yet: choose one, paste a key, or start the demo.")
      return nil
    }
    guard let route = catalog.route(to: destination) else {
      say(.error, "There is no \(destination.text) any more. Choose another.")
      return nil
    }
    let candidates = catalog.candidates(of: route)
    if candidates.isEmpty {
      say(.error, "No provider of route \(route.name) is configured. Choose another.")
      return nil
    }
    return Asked(route: route, candidates: candidates, check: shape.map(ShapeCheck.init))
  }

  private func begin(
    prompt text: String, _ attachments: [Attachment], after parent: MessageID?, _ asked: Asked
  ) {
    let prompt = Message(
      id: makeMessageID(), parent: parent, role: .user,
      parts: attachments.map(ContentPart.attachment) + (text.isEmpty ? [] : [.text(text)]),
      time: world.clock())
    let replaces = conversation.head != parent
    // What was a draft until now is said.
    if conversation.isEmpty {
      saveDraft("")
      saveDraft([])
    }
    record(.message(prompt))
    if replaces { publishPath() } else { publish(.messageAdded(onPath(prompt))) }
    publishContext()
    if conversation.title == nil, conversation.path.count == 1 {
      publish(.titled(conversation.displayTitle ?? text))
    }
    start(prompt.id, asked)
  }

  /// Has the path up to a prompt answered, as soon as it is known what tools there are.
  private func start(_ prompt: MessageID, _ asked: Asked) {
    guard let tools else { return answer(prompt, asked) }
    guard take(prompt, asked, as: .loading) else { return }
    let id = current?.id
    tools.load { [weak self] in
      guard let self, let id, current?.id == id, current?.work == .loading else { return }
      tools.start(after: conversation.messages)
      sayToolNotes()
      answer(prompt, asked)
    }
  }

  /// Asks for an answer to the path up to a prompt or to results of tools.
  func answer(_ prompt: MessageID, _ asked: Asked) {
    guard take(prompt, asked, as: .answering), let id = current?.id else { return }
    // An empty prompt of the conversation's own means none at all.
    let system = conversation.meta.system ?? catalog.system
    var request = ChatRequest(
      system: system.flatMap { $0.isEmpty ? nil : $0 }, messages: conversation.messages,
      parameters: parameters, tools: offeredTools)
    request.cacheScope = String(SHA256(Array(conversation.id.text.utf8)).text.prefix(32))
    var settings = TurnSettings.standard
    settings.cache = world.cacheUse(asked.occasion)
    let turn = Turn(
      id: id, route: asked.route, candidates: asked.candidates, request: request,
      settings: settings, startedAt: world.clock(), random: random)
    runner.start(turn) { [weak self] in self?.take($0) }
  }

  /// Begins to work on a prompt; can be stopped from here on.
  private func take(_ prompt: MessageID, _ asked: Asked, as work: Current.Work) -> Bool {
    guard let first = asked.candidates.first else { return false }
    let status = current?.status ?? .idle
    current = Current(
      work: work, id: makeTurnID(), prompt: prompt, asked: asked, target: first.target,
      status: status)
    show(.connecting(first.target))
    return true
  }

  // MARK: What the turn says

  func take(_ update: TurnUpdate) {
    switch update {
    case .attemptStarted(_, let target, _): begin(target)
    case .part(let part): take(part)
    case .waiting(let until, let target, let failure):
      tellPassedOver(for: target)
      show(.waiting(target, until: until, because: failure))
    case .retrying(let target, let failure):
      say(.warning, sentences.retrying(target, because: failure) + whereTheCutOneIs)
    case .failedOver(let from, let to, let failure):
      let passed = RoutingSentence.passedOver(takePassedOver(for: to)).map { "; \($0)" } ?? ""
      say(
        .warning,
        sentences.failedOver(from: from, to: to, because: failure) + passed + whereTheCutOneIs)
    case .continuing(let from, _, let failure):
      say(.warning, cut(from, because: failure) + "; going on from there")
    case .partialKept(let ending): keepPartial(ending)
    case .asks(_, let failure):
      guard let target = current?.target else { return }
      show(.asking(target))
      say(.warning, cut(target, because: failure))
    case .looked(let hit): if let hit { take(hit) }
    case .passedOver(let target, let failure):
      current?.passedOver.removeAll { $0.target == target }
      current?.passedOver.append((target, failure))
    case .queued(let target):
      tellPassedOver(for: target)
      show(.queued(target))
    case .hedged(let slow, let other):
      current?.hedge = Hedge(slow: slow, other: other)
      say(.info, RoutingSentence.hedged(slow, with: other))
    case .attemptEnded(let attempt): take(attempt)
    case .ended(let end): finish(end)
    }
  }

  private func begin(_ target: Target) {
    if let hedge = current?.hedge, hedge.other == target {
      return show(.hedging(target, beside: hedge.slow))
    }
    current?.hedge = nil
    current?.target = target
    if let passed = RoutingSentence.passedOver(takePassedOver(for: target)) {
      say(.info, "\(passed); using \(target.provider)")
    }
    show(.connecting(target))
  }

  /// Says why nobody else is asked while one is waited for.
  private func tellPassedOver(for waited: Target) {
    if let passed = RoutingSentence.passedOver(takePassedOver(for: waited)) { say(.info, passed) }
  }

  /// Who was not asked in another's place; one that had to wait is no longer among them.
  private func takePassedOver(for asked: Target) -> [(target: Target, failure: Failure)] {
    defer { current?.passedOver = [] }
    return (current?.passedOver ?? []).filter { $0.target != asked }
  }

  /// The answer comes from the cache.
  private func take(_ hit: CachedAnswer) {
    current?.target = hit.target
    say(.info, RoutingSentence.cached(age: world.clock().milliseconds - hit.time.milliseconds))
  }

  private func take(_ attempt: AttemptRecord) {
    current?.usage = attempt.usage
    // Of two that were asked at once, the one that goes on is the other.
    if let hedge = current?.hedge {
      current?.target = attempt.target == hedge.slow ? hedge.other : hedge.slow
      current?.hedge = nil
    }
    // The mark of its health is in sight while others are asked.
    if attempt.outcome == .failed { publishChoices() }
  }

  private func take(_ part: StreamPart) {
    switch part {
    case .started: showProgress(isText: false)
    case .limits(let report):
      if let target = current?.target { reports.take(report, of: target, at: world.loop.now()) }
      return
    case .usage, .finish, .failed, .note: return
    case .text: showProgress(isText: true)
    case .reasoning, .reasoningSeal, .textSignature, .toolCallBegan, .toolCallArguments,
      .toolCallEnded:
      showProgress(isText: false)
    }
    if case .started = part, current?.answer == nil { return }
    guard let answer = answerMessage() else { return }
    record(.delta(answer, [part]))
    publish(.part(answer, part))
  }

  /// The message that parts go to; begun with the first of them.
  private func answerMessage() -> MessageID? {
    guard var current else { return nil }
    if let answer = current.answer { return answer }
    let message = beginAnswer(&current)
    self.current = current
    return message
  }

  private func beginAnswer(_ current: inout Current) -> MessageID {
    let dialect = catalog.provider(named: current.target.provider)?.dialect ?? .openAIChat
    let message = Message(
      id: makeMessageID(), parent: current.prompt, role: .assistant, parts: [],
      time: world.clock(), origin: Origin(target: current.target, dialect: dialect),
      state: .streaming)
    let replaces = conversation.head != current.prompt
    current.answer = message.id
    record(.message(message))
    if replaces { publishPath() } else { publish(.messageAdded(onPath(message))) }
    return message.id
  }

  private func cut(_ target: Target, because failure: Failure) -> String {
    sentences.cut(target, because: failure, usage: current?.usage)
  }

  private var whereTheCutOneIs: String {
    current?.kept == nil ? "" : "; Alt-← shows what had come"
  }

  /// The stream was cut: what has come stays beside the answer that follows.
  private func keepPartial(_ ending: Ending) {
    guard let answer = current?.answer else { return }
    end(answer, as: .partial, ending)
    current?.answer = nil
    current?.kept = answer
  }

  private func finish(_ turnEnd: TurnEnd) {
    guard var current else { return }
    let isWhole = turnEnd.outcome == .answered
    let isSilent = current.answer == nil
    // A turn that nobody answered leaves its failure in the transcript, with all attempts.
    let answer = current.answer ?? beginAnswer(&current)
    end(answer, as: isWhole ? .complete : .partial, turnEnd.ending)
    if isSilent, let kept = current.kept { goBack(to: kept, turnEnd.ending) }
    account(for: turnEnd)
    if let tools, let calls = conversation[answer]?.callsToRun {
      self.current?.work = .callingTools
      publishContext()
      return tools.run(calls)
    }
    if isWhole, asksAgain(about: answer, turnEnd.ending, current.asked) { return }
    rest()
  }

  /// Nothing is under way any more.
  func rest() {
    current = nil
    publish(.turn(.idle))
    publishContext()
    publishChoices()
  }

  /// Nothing that was shown disappears: a cut answer is read on where nothing came after it.
  private func goBack(to kept: MessageID, _ ending: Ending) {
    record(.head(kept))
    publishPath()
    guard let failure = ending.failure else { return }
    say(.error, sentences.full(failure, attempts: ending.attempts))
  }

  private func account(for turnEnd: TurnEnd) {
    if let cost = turnEnd.cost {
      spent = (spent ?? 0) + cost
      let estimated = turnEnd.ending.attempts.contains { $0.usage?.isEstimated == true }
      spentIsEstimated = spentIsEstimated || estimated
    }
    publishSpent()
  }

  /// Says what was spent and what is left.
  package func publishSpent() {
    publish(.spent(spent, isEstimated: spentIsEstimated, left: budgetLeft))
  }

  /// Nil where no budget is set.
  var budgetLeft: BudgetLeft? {
    let left = world.budgetLeft()
    return left == BudgetLeft() ? nil : left
  }

  private func end(_ id: MessageID, as state: Message.State, _ ending: Ending) {
    record(.end(id, state: state, origin: conversation[id]?.origin, ending))
    if let message = conversation[id] { publish(.messageEnded(onPath(message))) }
  }

  // MARK: Status

  func show(_ status: TurnStatus) {
    guard current?.status != status else { return }
    current?.status = status
    publish(.turn(status))
  }

  private func showProgress(isText: Bool) {
    guard let current else { return }
    switch (current.status, isText) {
    case (.streaming, _), (.thinking, false): return
    case (_, true): show(.streaming(current.target, since: world.loop.now()))
    case (_, false): show(.thinking(current.target, since: world.loop.now()))
    }
  }
}
