import ChatEngine
import ChatUI

/// A question on its way to its answer: turns, with rounds of tools between them.
final class Question {
  private let conversation: AskedConversation
  private let catalog: Catalog
  private let route: Route
  private var candidates: [Candidate]
  private let settings: TurnSettings
  private let output: AnswerOutput
  var system: String?
  var parameters = Parameters()
  /// Holds answers against the form that was asked for; nil where any will do.
  var check: ShapeCheck?
  /// Whether the answer is sent piece by piece.
  var streams = true

  private var tools: ToolRunner?
  private var wish = Options.Tools()
  /// What the model is told of.
  private var offered: Set<String> = []
  private var terminal: TerminalQuestion?

  private var turns: UInt64 = 0
  /// The turn that is under way; nil while tools are loaded or run.
  private var turn: TurnID?
  private var target: Target?
  /// The last answer that has not the form, while another is asked for.
  private var draft: (text: String, problems: AnswerProblems)?
  /// Says how long a wait still takes.
  private var now: () -> Instant = { .zero }
  /// How the rounds before ended.
  private var earlier: [TurnEnd] = []
  private var end: TurnEnd?
  /// A tool that was named and is not there.
  private var mistake: SetupError?

  init(
    _ conversation: AskedConversation, catalog: Catalog, route: Route, settings: TurnSettings,
    output: AnswerOutput
  ) {
    self.conversation = conversation
    self.catalog = catalog
    self.route = route
    self.settings = settings
    self.output = output
    candidates = catalog.candidates(of: route)
  }

  /// Has tools offered, by the names on the command line.
  func use(
    _ source: (any ToolSource)?, _ wish: Options.Tools, loop: EventLoop, queue: any LogQueue,
    store: ApprovalStore?
  ) throws(SetupError) {
    guard let name = (wish.offered + wish.free).first else { return }
    guard let source else { throw Question.unknown(name, among: []) }
    terminal = TerminalQuestion(loop)
    var rules = ToolRounds.Rules()
    rules.canAsk = terminal != nil
    tools = ToolRunner(source, rules: rules, loop: loop, store: store, queue: queue)
    self.wish = wish
  }

  /// Finds what was named; throws where it is not there.
  private func choose(among tools: [Tool]) throws(SetupError) {
    var free: Set<String> = []
    for name in wish.offered + wish.free {
      let named = tools.filter { $0.answers(to: name) }.map(\.name)
      if named.isEmpty, name != "all" { throw Question.unknown(name, among: tools) }
      offered.formUnion(named)
      if wish.free.contains(name) { free.formUnion(named) }
    }
    self.tools?.letRun(free)
    if case .tool(let name)? = parameters.toolChoice, !offered.contains(name) {
      throw Question.unknown(name, among: tools.filter { offered.contains($0.name) })
    }
  }

  private static func unknown(_ name: String, among tools: [Tool]) -> SetupError {
    let names = tools.map(\.name)
    let known =
      names.isEmpty
      ? " None is configured: see \"tools\" and \"mcp\" in the manual."
      : " There are: \(names.joined(separator: ", "))."
    let sentence =
      "there is no tool \(SafeQuote.quoted(name))."
      + Suggestion.question(for: name, among: names) + known
    return SetupError(SafeText(sentence).string)
  }

  // MARK: Running

  /// Runs to the end, writes the answer, and gives the status; a signal, or a reader that goes away,
  /// cancels it.
  func run(_ runner: TurnRunner, loop: EventLoop, signals: Signals) -> Int32 {
    now = { loop.now() }
    loop.watch(signals.descriptor, readable: true, writable: false) { [unowned self] _ in
      if !signals.take().isDisjoint(with: [.interrupt, .terminate, .hangUp, .quit]) {
        cancel(runner)
      }
    }
    begin(runner)
    while true {
      // Nobody reads any more: as `head` does when it has enough.
      if !output.flush() { cancel(runner) }
      if let mistake {
        loop.unwatch(signals.descriptor)
        for sentence in mistake.sentences { Program.complain(sentence) }
        return Program.Exit.usage
      }
      if let end {
        loop.unwatch(signals.descriptor)
        return output.finish(end, after: earlier, providers: catalog.providers)
      }
      loop.runOnce(until: nil)
    }
  }

  /// Asks as soon as it is known what tools there are.
  private func begin(_ runner: TurnRunner) {
    guard let tools else { return answer(runner) }
    tools.observer = observer(runner)
    tools.load { [unowned self] in
      guard end == nil else { return }
      do throws(SetupError) {
        try choose(among: tools.source.tools)
        tools.start(after: conversation.messages)
        answer(runner)
      } catch {
        mistake = error
      }
    }
  }

  private func cancel(_ runner: TurnRunner) {
    if let turn { return runner.send(.cancel, to: turn) }
    tools?.cancel()
    if end == nil { end = lastEnd(.cancelled, Failure(.cancelled)) }
  }

  private func answer(_ runner: TurnRunner) {
    turns += 1
    let id = TurnID(turns)
    turn = id
    let turn = Turn(
      id: id, route: route, candidates: candidates, request: request, settings: settings,
      startedAt: SystemClock.timestamp(), random: SystemRandomNumberGenerator())
    runner.start(turn) { [unowned self] update in take(update, runner) }
  }

  private var request: ChatRequest {
    var parameters = parameters
    // A model that must call a tool would never come to an answer.
    if !earlier.isEmpty {
      switch parameters.toolChoice {
      case .required, .tool: parameters.toolChoice = nil
      case .auto, ToolChoice.none?, nil: break
      }
    }
    let tools = (tools?.source.tools ?? []).filter { offered.contains($0.name) }
    return ChatRequest(
      system: system.flatMap { $0.isEmpty ? nil : $0 }, messages: conversation.messages,
      parameters: parameters, tools: tools.map(\.definition), streams: streams)
  }

  private func take(_ update: TurnUpdate, _ runner: TurnRunner) {
    conversation.take(update, catalog)
    output.take(update)
    if case .attemptStarted(_, let target, _) = update { self.target = target }
    if case .waiting(let until, let target, let failure) = update {
      output.explainWait(target, failure, left: until - now())
    }
    guard case .ended(let ended) = update else { return }
    turn = nil
    if let tools, ended.outcome == .answered, let calls = conversation.callsToRun {
      earlier.append(ended)
      tools.run(calls)
    } else if ended.outcome == .answered, check != nil {
      hold(ended, runner)
    } else if ended.outcome == .failed, let draft {
      // Asking again came to nothing: what was paid for is not thrown away.
      output.goBack(to: draft.text, draft.problems)
      end = lastEnd(.failed, Failure(draft.problems))
    } else {
      end = ended
    }
  }

  // MARK: The form of the answer

  /// Takes an answer that has the form, or asks for another one.
  private func hold(_ ended: TurnEnd, _ runner: TurnRunner) {
    switch check?.take(conversation.lastText, finish: ended.ending.finish) {
    case .met(let value):
      output.parsed = value
      end = ended
    case .nothing, nil: end = ended
    case .notMet(let problems):
      earlier.append(ended)
      output.problems = problems
      end = lastEnd(.failed, Failure(problems))
    case .askAgain(let words, let problems):
      earlier.append(ended)
      draft = (conversation.lastText, problems)
      output.explain(problems)
      conversation.ask(words)
      if let target { candidates.prefer(target) }
      output.beginRound()
      answer(runner)
    }
  }

  // MARK: Tools

  private func observer(_ runner: TurnRunner) -> ToolRunner.Observer {
    ToolRunner.Observer(
      asks: { [unowned self] in ask($0) },
      refused: { call in
        Output.complain(
          "llmterm: \(SafeText(call.tool.name).string) was not run: it is not allowed, and there is "
            + "no terminal to ask at. To allow it for this question: --yes-tool "
            + "\(SafeText(call.tool.name).string)\n")
      },
      record: { [unowned self] results in
        conversation.take(results)
        output.take(results)
      },
      finished: { [unowned self] outcome in endRound(outcome, runner) })
  }

  private func ask(_ request: ApprovalRequest?) {
    guard let request else { return terminal?.withdraw() ?? () }
    terminal?.ask(request) { [weak self] isAllowed in
      self?.tools?.decide(request.id, isAllowed ? .once : .deny)
    }
  }

  private func endRound(_ outcome: ToolRounds.Outcome, _ runner: TurnRunner) {
    switch outcome {
    case .goOn:
      // Who called goes on: reasoning and cached prompts are of use to it alone.
      if let target { candidates.prefer(target) }
      output.beginRound()
      answer(runner)
    case .stopped(let sentence): end = lastEnd(.failed, Failure(.tool, sentence))
    case .cancelled: end = lastEnd(.cancelled, Failure(.cancelled))
    }
  }

  /// The turn ends between two answers: with the last one, and with what stood in the way.
  private func lastEnd(_ outcome: TurnEnd.Outcome, _ failure: Failure) -> TurnEnd {
    let last = earlier.popLast() ?? TurnEnd(outcome: outcome, ending: Ending())
    return last.ended(as: outcome, because: failure)
  }
}

extension Tool {
  /// Whether that name on the command line means it: its own, its server's, or `all`.
  fileprivate func answers(to wish: String) -> Bool {
    wish == name || wish == "all" || source == .server(wish)
  }
}
