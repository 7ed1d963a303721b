/// Asking, and what comes of it.
extension Engine {
  func ask(_ text: String, _ attachments: [Attachment] = []) {
    guard !isComparing else { return compare(text, attachments) }
    guard isWritable, let asked = candidates(at: destination) else { return }
    settleOpenCalls()
    begin(prompt: text, attachments, after: conversation.head, asked)
  }

  /// Puts another wording beside a prompt; its files stay unless others are given.
  func edit(_ id: MessageID, _ text: String, _ attachments: [Attachment]? = nil) {
    guard !isComparing else { return say(.warning, Engine.comparing) }
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
    guard !isComparing else { return say(.warning, Engine.comparing) }
    guard isWritable, let prompt = prompt(of: id), var asked = candidates(at: other ?? destination)
    else { return }
    lead(.main, to: prompt)
    asked.occasion = .regeneration
    start(prompt, asked, in: .main)
  }

  func prompt(of id: MessageID) -> MessageID? {
    guard let message = conversation[id] else { return nil }
    switch message.role {
    case .user: return id
    case .tool: return conversation.lastResult(from: id)
    case .assistant, .system: return message.parent
    }
  }

  /// Stops everything that is being answered.
  func stop() {
    waiting = [:]
    for lane in running.keys { stop(lane) }
  }

  func stop(_ lane: Lane) {
    waiting[lane] = nil
    guard let current = running[lane] else { return }
    switch current.work {
    case .loading:
      let cancelled = Ending(failure: Failure(.cancelled))
      finish(TurnEnd(outcome: .cancelled, ending: cancelled), in: lane)
    case .answering: runner.send(.cancel, to: current.id)
    case .callingTools: tools?.cancel()
    }
  }

  func resolveCut(again: Bool, in lane: Lane = .main) {
    if let current = running[lane] {
      runner.send(.choose(again ? .retry : .keep), to: current.id)
    }
  }

  private var isWritable: Bool {
    if current != nil { say(.warning, "An answer is still coming: Esc stops it.") }
    return current == nil && canRecord
  }

  /// The route to a destination and who can be asked on it; where there is nobody, says so.
  ///
  /// Asked for before anything is recorded: a prompt that cannot be sent is not said.
  func candidates(at destination: Destination?, in lane: Lane = .main) -> Asked? {
    guard let destination else {
      say(.warning, "There is no provider yet: choose one, paste a key, or start the demo.")
      return nil
    }
    guard let route = catalog.route(to: destination) else {
      say(.error, "There is no \(destination.text) any more. Choose another.", in: lane)
      return nil
    }
    let candidates = catalog.candidates(of: route)
    if candidates.isEmpty {
      say(.error, "No provider of route \(route.name) is configured. Choose another.", in: lane)
      return nil
    }
    return Asked(route: route, candidates: candidates, check: shape.map(ShapeCheck.init))
  }

  func begin(
    prompt text: String, _ attachments: [Attachment], after parent: MessageID?, _ asked: Asked
  ) {
    let prompt = Message(
      id: makeMessageID(), parent: parent, role: .user,
      parts: attachments.map(ContentPart.attachment) + (text.isEmpty ? [] : [.text(text)]),
      time: world.clock())
    // What was a draft until now is said.
    if conversation.isEmpty {
      saveDraft("")
      saveDraft([])
    }
    add(prompt, to: .main)
    publishContext()
    if conversation.title == nil, conversation.path.count == 1 {
      publish(.titled(conversation.displayTitle ?? text))
    }
    start(prompt.id, asked, in: .main)
  }

  /// Has the path up to a prompt answered, as soon as it is known what tools there are.
  func start(_ prompt: MessageID, _ asked: Asked, in lane: Lane) {
    // Panes offer no tools: each would ask for its own word, and they would change the same files.
    guard let tools, lane == .main else { return answer(prompt, asked, in: lane) }
    guard take(prompt, asked, as: .loading, in: lane) else { return }
    let id = current?.id
    tools.load { [weak self] in
      guard let self, let id, current?.id == id, current?.work == .loading else { return }
      tools.start(after: conversation.messages)
      sayToolNotes()
      answer(prompt, asked, in: lane)
    }
  }

  /// Asks for an answer to the path up to a prompt or to results of tools.
  func answer(_ prompt: MessageID, _ asked: Asked, in lane: Lane) {
    guard take(prompt, asked, as: .answering, in: lane), let id = running[lane]?.id else { return }
    // An empty prompt of the conversation's own means none at all.
    let system = conversation.meta.system ?? catalog.system
    var request = ChatRequest(
      system: system.flatMap { $0.isEmpty ? nil : $0 }, messages: conversation.messages(to: prompt),
      parameters: parameters, tools: lane == .main ? offeredTools : [])
    request.cacheScope = String(SHA256(Array(conversation.id.text.utf8)).text.prefix(32))
    var settings = TurnSettings.standard
    settings.cache = world.cacheUse(asked.occasion)
    settings.hasPerson = true
    let turn = Turn(
      id: id, route: asked.route, candidates: asked.candidates, request: request,
      settings: settings, startedAt: world.clock(), random: random)
    runner.start(turn) { [weak self] in self?.take($0, in: lane) }
  }

  /// Begins to work on a prompt; can be stopped from here on.
  private func take(
    _ prompt: MessageID, _ asked: Asked, as work: Current.Work, in lane: Lane
  ) -> Bool {
    guard let first = asked.candidates.first else { return false }
    let status = running[lane]?.status ?? .idle
    running[lane] = Current(
      work: work, id: makeTurnID(), prompt: prompt, asked: asked, target: first.target,
      status: status)
    show(.connecting(first.target), in: lane)
    return true
  }

  // MARK: What the turn says

  func take(_ update: TurnUpdate, in lane: Lane) {
    switch update {
    case .attemptStarted(_, let target, _): begin(target, in: lane)
    case .part(let part): take(part, in: lane)
    case .waiting(let until, let target, let failure):
      tellPassedOver(for: target, in: lane)
      show(.waiting(target, until: until, because: failure), in: lane)
    case .retrying(let target, let failure):
      say(
        .warning, sentences.retrying(target, because: failure) + whereTheCutOneIs(in: lane),
        in: lane)
    case .failedOver(let from, let to, let failure):
      let others = takePassedOver(for: to, in: lane)
      let passed = RoutingSentence.passedOver(others).map { "; \($0)" } ?? ""
      say(
        .warning,
        sentences.failedOver(from: from, to: to, because: failure) + passed
          + whereTheCutOneIs(in: lane), in: lane)
    case .continuing(let from, _, let failure):
      say(.warning, cut(from, because: failure, in: lane) + "; going on from there", in: lane)
    case .partialKept(let ending): keepPartial(ending, in: lane)
    case .asks(_, let failure):
      guard let target = running[lane]?.target else { return }
      show(.asking(target), in: lane)
      say(.warning, cut(target, because: failure, in: lane), in: lane)
    case .looked(let hit): if let hit { take(hit, in: lane) }
    case .passedOver(let target, let failure):
      running[lane]?.passedOver.removeAll { $0.target == target }
      running[lane]?.passedOver.append((target, failure))
    case .queued(let target):
      tellPassedOver(for: target, in: lane)
      show(.queued(target), in: lane)
    case .hedged(let slow, let other):
      running[lane]?.hedge = Hedge(slow: slow, other: other)
      say(.info, RoutingSentence.hedged(slow, with: other), in: lane)
    case .attemptEnded(let attempt): take(attempt, in: lane)
    case .ended(let end): finish(end, in: lane)
    }
  }

  private func begin(_ target: Target, in lane: Lane) {
    if let hedge = running[lane]?.hedge, hedge.other == target {
      return show(.hedging(target, beside: hedge.slow), in: lane)
    }
    running[lane]?.hedge = nil
    running[lane]?.target = target
    if let passed = RoutingSentence.passedOver(takePassedOver(for: target, in: lane)) {
      say(.info, "\(passed); using \(target.provider)", in: lane)
    }
    show(.connecting(target), in: lane)
  }

  /// Says why nobody else is asked while one is waited for.
  private func tellPassedOver(for waited: Target, in lane: Lane) {
    if let passed = RoutingSentence.passedOver(takePassedOver(for: waited, in: lane)) {
      say(.info, passed, in: lane)
    }
  }

  /// Who was not asked in another's place; one that had to wait is no longer among them.
  private func takePassedOver(
    for asked: Target, in lane: Lane
  ) -> [(target: Target, failure: Failure)] {
    defer { running[lane]?.passedOver = [] }
    return (running[lane]?.passedOver ?? []).filter { $0.target != asked }
  }

  /// The answer comes from the cache.
  private func take(_ hit: CachedAnswer, in lane: Lane) {
    running[lane]?.target = hit.target
    let age = world.clock().milliseconds - hit.time.milliseconds
    say(.info, RoutingSentence.cached(age: age), in: lane)
  }

  private func take(_ attempt: AttemptRecord, in lane: Lane) {
    running[lane]?.usage = attempt.usage
    // Of two that were asked at once, the one that goes on is the other.
    if let hedge = running[lane]?.hedge {
      running[lane]?.target = attempt.target == hedge.slow ? hedge.other : hedge.slow
      running[lane]?.hedge = nil
    }
    // The mark of its health is in sight while others are asked.
    if attempt.outcome == .failed { publishChoices() }
  }

  private func take(_ part: StreamPart, in lane: Lane) {
    switch part {
    case .started: showProgress(isText: false, in: lane)
    case .limits(let report):
      if let target = running[lane]?.target {
        reports.take(report, of: target, at: world.loop.now())
      }
      return
    case .usage, .finish, .failed, .note: return
    case .text: showProgress(isText: true, in: lane)
    case .reasoning, .reasoningSeal, .textSignature, .toolCallBegan, .toolCallArguments,
      .toolCallEnded:
      showProgress(isText: false, in: lane)
    }
    if case .started = part, running[lane]?.answer == nil { return }
    guard let answer = answerMessage(in: lane) else { return }
    record(.delta(answer, [part]))
    publish(.part(answer, part), in: lane)
  }

  /// The message that parts go to; begun with the first of them.
  private func answerMessage(in lane: Lane) -> MessageID? {
    guard var current = running[lane] else { return nil }
    if let answer = current.answer { return answer }
    let message = beginAnswer(&current, in: lane)
    running[lane] = current
    return message
  }

  private func beginAnswer(_ current: inout Current, in lane: Lane) -> MessageID {
    let dialect = catalog.provider(named: current.target.provider)?.dialect ?? .openAIChat
    let message = Message(
      id: makeMessageID(), parent: current.prompt, role: .assistant, parts: [],
      time: world.clock(), origin: Origin(target: current.target, dialect: dialect),
      state: .streaming)
    current.answer = message.id
    // A cut answer may stand there: it stays beside this one.
    add(message, to: lane)
    return message.id
  }

  private func cut(_ target: Target, because failure: Failure, in lane: Lane) -> String {
    sentences.cut(target, because: failure, usage: running[lane]?.usage)
  }

  private func whereTheCutOneIs(in lane: Lane) -> String {
    lane != .main || current?.kept == nil ? "" : "; Alt-← shows what had come"
  }

  /// The stream was cut: what has come stays beside the answer that follows.
  private func keepPartial(_ ending: Ending, in lane: Lane) {
    guard let answer = running[lane]?.answer else { return }
    end(answer, as: .partial, ending, in: lane)
    running[lane]?.answer = nil
    running[lane]?.kept = answer
  }

  private func finish(_ turnEnd: TurnEnd, in lane: Lane) {
    guard var current = running[lane] else { return }
    let isWhole = turnEnd.outcome == .answered
    let isSilent = current.answer == nil
    // A turn that nobody answered leaves its failure in the transcript, with all attempts.
    let answer = current.answer ?? beginAnswer(&current, in: lane)
    var ending = turnEnd.ending
    if lane != .main, !offeredTools.isEmpty { ending.notes.append(Engine.noTools) }
    end(answer, as: isWhole ? .complete : .partial, ending, in: lane)
    if isSilent, let kept = current.kept { goBack(to: kept, turnEnd.ending, in: lane) }
    account(for: turnEnd)
    if lane == .main, let tools, let calls = conversation[answer]?.callsToRun {
      self.current?.work = .callingTools
      publishContext()
      return tools.run(calls)
    }
    if lane == .main, isWhole, asksAgain(about: answer, turnEnd.ending, current.asked) { return }
    if lane == .main, let message = conversation[answer] { nameConversation(after: message) }
    rest(lane)
    if lane == .main, turnEnd.ending.failure?.kind == .contextOverflow { offerCompaction() }
  }

  /// Nothing is under way any more in a lane.
  func rest(_ lane: Lane = .main) {
    running[lane] = nil
    publish(.turn(.idle), in: lane)
    publishContext()
    publishChoices()
    askWaiting(in: lane)
  }

  /// Nothing that was shown disappears: a cut answer is read on where nothing came after it.
  private func goBack(to kept: MessageID, _ ending: Ending, in lane: Lane) {
    lead(lane, to: kept)
    guard let failure = ending.failure else { return }
    say(.error, sentences.full(failure, attempts: ending.attempts), in: lane)
  }

  func account(for turnEnd: TurnEnd) {
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

  private func end(
    _ id: MessageID, as state: Message.State, _ ending: Ending, in lane: Lane
  ) {
    record(.end(id, state: state, origin: conversation[id]?.origin, ending))
    if let message = conversation[id] { publish(.messageEnded(onPath(message)), in: lane) }
  }

  // MARK: Status

  func show(_ status: TurnStatus, in lane: Lane = .main) {
    guard running[lane]?.status != status else { return }
    running[lane]?.status = status
    publish(.turn(status), in: lane)
  }

  private func showProgress(isText: Bool, in lane: Lane) {
    guard let current = running[lane] else { return }
    switch (current.status, isText) {
    case (.streaming, _), (.thinking, false): return
    case (_, true): show(.streaming(current.target, since: world.loop.now()), in: lane)
    case (_, false): show(.thinking(current.target, since: world.loop.now()), in: lane)
    }
  }
}
