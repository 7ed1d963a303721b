/// One round: from an answer's calls to their results.
extension ToolRounds {
  mutating func begin(_ calls: [ToolCall], _ tools: [Tool], _ effects: inout [ToolEffect]) {
    entries = calls.map { Entry(call: $0) }
    recorded = 0
    (isDenied, isMalformed, taints) = (false, false, false)
    question = nil
    stop = nil
    rounds += 1
    guard rounds <= rules.mostRounds else {
      stop = "Stopped after \(rules.mostRounds) tool rounds."
      return refuseRest("Not run: a turn has at most \(rules.mostRounds) rounds of tool calls.")
    }
    for (place, call) in calls.enumerated() {
      if let effect = sort(call, at: place, tools) { effects.append(effect) }
    }
  }

  /// Refuses a call that cannot be run, or has it prepared.
  private mutating func sort(_ call: ToolCall, at place: Int, _ tools: [Tool]) -> ToolEffect? {
    guard place < rules.mostCalls else {
      refuse(place, "Not run: an answer may have at most \(rules.mostCalls) tool calls.")
      return nil
    }
    guard let tool = tools.first(where: { $0.name == call.name }) else {
      let names = tools.map(\.name).joined(separator: ", ")
      let known = names.isEmpty ? "There are none." : "There are: \(names)."
      refuse(place, "There is no tool of that name. \(known)")
      return nil
    }
    entries[place].tool = tool
    do throws(ToolFailure) {
      if try ToolArguments.parse(call.arguments).objectValue == nil {
        throw ToolFailure(.badArguments, "The arguments must be a JSON object.")
      }
    } catch {
      take(.failure(error), at: place)
      return nil
    }
    let count = made[call.identity, default: 0] + 1
    made[call.identity] = count
    guard count <= rules.mostEqualCalls else {
      refuse(
        place,
        "Not run: this very call was already made \(rules.mostEqualCalls) times in this turn. "
          + "Use its results, or do something else.")
      return nil
    }
    return .prepare(place, call, tool)
  }

  mutating func take(_ result: Result<PreparedCall, ToolFailure>, at place: Int) {
    switch result {
    case .success(let call): entries[place].stage = .prepared(call)
    case .failure(let failure):
      if failure.kind == .badArguments { isMalformed = true }
      refuse(place, failure.sentence)
    }
  }

  /// Asks, runs, gives out what is there, and ends the round when all is.
  mutating func proceed(at now: Instant, _ effects: inout [ToolEffect]) {
    let isSorted = entries.allSatisfy { if case .new = $0.stage { false } else { true } }
    guard isSorted, isRunning else { return }
    countMalformed()
    // What has come is kept before anything else is begun.
    giveOut(&effects)
    permit(&effects)
    giveOut(&effects)
    runReady(at: now, &effects)
    guard recorded == entries.count else { return }
    entries = []
    isTainted = isTainted || taints
    effects.append(.finished(stop.map(Outcome.stopped) ?? .goOn))
  }

  /// A model that does not learn how to call is told so three times (faults.md, row 60).
  private mutating func countMalformed() {
    guard isMalformed else { return }
    isMalformed = false
    malformed += 1
    guard malformed > rules.mostMalformed else { return }
    stop = "Stopped: the model's tool calls were malformed \(malformed) times."
    refuseRest("Not run: another call of the same answer was malformed, once too often.")
  }

  // MARK: Asking

  /// Lets run what may, and has a person asked about the first of the others.
  private mutating func permit(_ effects: inout [ToolEffect]) {
    for place in entries.indices {
      guard case .prepared(let call) = entries[place].stage, question?.place != place else {
        continue
      }
      switch permission(for: call) {
      case .free:
        entries[place].stage = .ready(call)
      case .ask where !rules.canAsk:
        effects.append(.refused(call))
        refuse(place, "Not run: the user has not allowed this call, and cannot be asked here.")
      case .ask where isDenied:
        refuse(place, "Not run: the user denied another call of the same answer.")
      case .ask(let warnings, let difference, let mayAlways):
        guard question == nil else { continue }
        let request = ApprovalRequest(
          id: nextQuestion(), call: call, warnings: warnings, difference: difference,
          mayAlways: mayAlways, position: place + 1, count: entries.count)
        question = (request.id, place)
        effects += [.state(callID: call.callID, .waiting), .ask(request)]
      }
    }
  }

  mutating func decide(_ choice: ApprovalChoice, at place: Int, _ effects: inout [ToolEffect]) {
    guard case .prepared(let call) = entries[place].stage else { return }
    question = nil
    effects.append(.ask(nil))
    switch choice {
    case .deny:
      isDenied = true
      return refuse(place, "The user denied this call. Do not try it again; go on without it.")
    case .always where mayAlways(call):
      keep(.allow(.init(digest: call.digest, tool: call.tool.name)), &effects)
    case .always, .once: break
    }
    entries[place].stage = .ready(call)
  }

  private mutating func keep(_ change: ApprovalBook.Change, _ effects: inout [ToolEffect]) {
    book.apply(change)
    effects.append(.keep(change))
  }

  // MARK: Running

  /// What changes nothing runs beside others; what does, after everything before it and before
  /// everything behind it: the model wrote it in an order.
  private mutating func runReady(at now: Instant, _ effects: inout [ToolEffect]) {
    var isAlone = true
    var isFree = true
    for place in entries.indices where !entries[place].hasEnded {
      if case .ready(let call) = entries[place].stage, runningCount < rules.mostAtOnce,
        entries[place].writes ? isAlone : isFree
      {
        run(call, at: place, now, &effects)
      }
      isAlone = false
      if entries[place].writes { isFree = false }
    }
  }

  private mutating func run(
    _ call: PreparedCall, at place: Int, _ now: Instant, _ effects: inout [ToolEffect]
  ) {
    if let pin = book.newPin(of: call.tool) { keep(.pin(pin), &effects) }
    let id = nextRun()
    entries[place].stage = .running(call, id)
    effects += [.state(callID: call.callID, .running(since: now)), .run(call, id)]
  }

  mutating func end(_ place: Int, with output: ToolOutput, _ effects: inout [ToolEffect]) {
    let entry = entries[place]
    guard let tool = entry.tool else { return }
    if tool.bringsForeignWords { taints = true }
    entries[place].stage = .ended(
      ToolResult(
        callID: entry.call.id, name: entry.call.name, content: tool.marked(output.content),
        isError: output.isError, attachments: output.attachments))
  }

  // MARK: Ending

  mutating func refuse(_ place: Int, _ sentence: String) {
    let call = entries[place].call
    entries[place].stage = .ended(
      ToolResult(callID: call.id, name: call.name, content: sentence, isError: true))
  }

  /// Refuses everything that has not begun.
  private mutating func refuseRest(_ sentence: String) {
    for place in entries.indices {
      switch entries[place].stage {
      case .new, .prepared, .ready: refuse(place, sentence)
      case .running, .ended: break
      }
    }
  }

  /// What ran stays; what runs is ended; nothing else is begun.
  mutating func cancel(_ effects: inout [ToolEffect]) {
    if question != nil { effects.append(.ask(nil)) }
    question = nil
    for place in entries.indices {
      guard case .running(_, let id) = entries[place].stage else { continue }
      effects.append(.cancelRun(id))
      refuse(place, "Stopped by the user while it ran: it may have done a part of its work.")
    }
    refuseRest("Not run: stopped by the user.")
    giveOut(&effects)
    entries = []
    isTainted = isTainted || taints
    effects.append(.finished(.cancelled))
  }

  /// Gives out results as far as all before them are there: in the calls' order, and each as soon as
  /// that allows, so that little is lost with the program.
  private mutating func giveOut(_ effects: inout [ToolEffect]) {
    var results: [ToolResult] = []
    while recorded < entries.count, case .ended(let result) = entries[recorded].stage {
      results.append(result)
      recorded += 1
    }
    guard !results.isEmpty else { return }
    effects.append(.record(results))
    effects += results.map { .state(callID: $0.callID, .ended) }
  }
}

extension Tool {
  /// A result as the model reads it: what others wrote is marked as data.
  fileprivate func marked(_ content: String) -> String {
    bringsForeignWords ? ForeignText.marked(content, from: source.text) : content
  }
}
