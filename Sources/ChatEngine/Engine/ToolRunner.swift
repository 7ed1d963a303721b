/// Runs the tool calls of turns: carries out what `ToolRounds` asks for.
///
/// Belongs to the loop's thread. The decisions are all in `ToolRounds`; here are only the effects.
package final class ToolRunner {
  /// Who is told what happens.
  package struct Observer {
    package var asks: (ApprovalRequest?) -> Void
    package var refused: (PreparedCall) -> Void
    package var state: (_ callID: String, ToolRunState) -> Void
    package var record: ([ToolResult]) -> Void
    package var finished: (ToolRounds.Outcome) -> Void

    package init(
      asks: @escaping (ApprovalRequest?) -> Void,
      refused: @escaping (PreparedCall) -> Void = { _ in },
      state: @escaping (_ callID: String, ToolRunState) -> Void = { _, _ in },
      record: @escaping ([ToolResult]) -> Void,
      finished: @escaping (ToolRounds.Outcome) -> Void
    ) {
      self.asks = asks
      self.refused = refused
      self.state = state
      self.record = record
      self.finished = finished
    }
  }

  package let source: any ToolSource
  package var observer: Observer?
  private var rounds: ToolRounds
  private let loop: EventLoop
  private let store: ApprovalStore?
  private let queue: any LogQueue
  private var isLoaded = false
  /// Those who wait until the tools are known.
  private var waiting: [() -> Void] = []
  private var inbox: [ToolEvent] = []
  private var isHandling = false

  /// A server that has not said its tools by then is left out for now.
  private static let longestLoad: Duration = .seconds(10)

  package init(
    _ source: any ToolSource, rules: ToolRounds.Rules = .init(), loop: EventLoop,
    store: ApprovalStore?, queue: any LogQueue
  ) {
    self.source = source
    rounds = ToolRounds(rules: rules)
    self.loop = loop
    self.store = store
    self.queue = queue
  }

  package var runningCount: Int { rounds.runningCount }

  /// Has these run without asking, by the person's word.
  package func letRun(_ names: Set<String>) { rounds.rules.freeTools = names }

  /// Learns what tools there are, once; after 10 s it goes on with those that are known.
  package func load(done: @escaping () -> Void) {
    guard !isLoaded else { return done() }
    waiting.append(done)
    guard waiting.count == 1 else { return }
    var isOver = false
    let end = { [weak self] in
      guard let self, !isOver else { return }
      isOver = true
      isLoaded = true
      let waiting = waiting
      self.waiting = []
      for done in waiting { done() }
    }
    let timer = loop.schedule(at: loop.now() + ToolRunner.longestLoad, end)
    let store = store
    queue.run({ store?.read() ?? ApprovalBook() }) { [weak self] book in
      guard let self else { return }
      rounds.use(book)
      source.load { [loop] in
        loop.cancel(timer)
        end()
      }
    }
  }

  /// Begins a turn at the end of a path.
  package func start(after path: [Message]) { rounds.start(after: path, tools: source.tools) }

  /// Begins a round; its end comes to the observer.
  package func run(_ calls: [ToolCall]) { handle(.calls(calls, tools: source.tools)) }

  package func decide(_ id: ApprovalID, _ choice: ApprovalChoice) { handle(.decided(id, choice)) }

  /// Stops the round; what ran is kept.
  package func cancel() { handle(.cancel) }

  package func finish() { source.finish() }

  private func handle(_ event: ToolEvent) {
    inbox.append(event)
    guard !isHandling else { return }
    isHandling = true
    defer { isHandling = false }
    while !inbox.isEmpty {
      for effect in rounds.handle(inbox.removeFirst(), at: loop.now()) { perform(effect) }
    }
  }

  private func perform(_ effect: ToolEffect) {
    switch effect {
    case .prepare(let place, let call, let tool):
      let result = Result { () throws(ToolFailure) in try source.prepare(call, for: tool) }
      handle(.prepared(place, result))
    case .ask(let request): observer?.asks(request)
    case .refused(let call): observer?.refused(call)
    case .run(let call, let id):
      source.run(call, as: id) { [weak self] text in
        self?.handle(.progress(id, text))
      } done: { [weak self] output in
        self?.handle(.ended(id, output))
      }
    case .cancelRun(let id): source.cancel(id)
    case .state(let callID, let state): observer?.state(callID, state)
    case .keep(let change): keep(change)
    case .record(let results): observer?.record(results)
    case .finished(let outcome): observer?.finished(outcome)
    }
  }

  private func keep(_ change: ApprovalBook.Change) {
    guard let store else { return }
    queue.run({ store.keep([change]) }) { _ in }
  }
}
