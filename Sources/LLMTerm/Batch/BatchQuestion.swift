import ChatEngine

/// A line of a batch on its way to its answer: turns, one after the other, and what they bring.
final class BatchQuestion {
  let line: BatchLine
  /// The line's number in the input.
  let number: Int
  /// Its place among those that are taken.
  let place: Int
  let hash: UInt64
  /// Grows when an answer has not the form that was asked for.
  private(set) var request: ChatRequest
  let destination: BatchDestination
  /// What it was taken to cost while it is on its way.
  let expectedCost: Double
  /// Whether a request is out that is being paid for.
  private(set) var isOut = false
  /// The turn that is under way; nil while it waits to be asked again.
  var turn: TurnID?
  /// When it goes on, while it waits for a limit, which may not be known; nil while it does not.
  private(set) var waitsUntil: Instant?
  /// How turns before ended.
  private(set) var earlier: [TurnEnd] = []
  private var text = ""
  private var reasoning = ""
  private var calls: [ToolCall] = []
  private var keptFrom: Target?
  /// The form that is wanted; nil where any answer will do.
  let shape: AnswerShape?
  private var check: ShapeCheck?
  private var parsed: JSON?
  private var problems: AnswerProblems?

  init(
    _ line: BatchLine, number: Int, place: Int, hash: UInt64,
    request: ChatRequest, shape: AnswerShape?, destination: BatchDestination,
    expectedCost: Double
  ) {
    self.line = line
    self.number = number
    self.place = place
    self.hash = hash
    self.request = request
    self.shape = shape
    check = shape.map(ShapeCheck.init)
    self.destination = destination
    self.expectedCost = expectedCost
  }

  func take(_ update: TurnUpdate) {
    switch update {
    case .part(let part): take(part)
    case .attemptStarted:
      isOut = true
      waitsUntil = nil
    case .attemptEnded: isOut = false
    case .partialKept: startOver()
    case .looked(let hit): keptFrom = hit?.target
    case .waiting(let until, _, _): waitsUntil = until
    case .queued: waitsUntil = .distantFuture
    case .passedOver, .hedged, .retrying, .failedOver, .continuing, .asks, .ended: break
    }
  }

  private func take(_ part: StreamPart) {
    switch part {
    case .text(let delta): text += delta
    case .reasoning(let delta): reasoning += delta
    case .toolCallBegan(_, let id, let name):
      calls.append(ToolCall(id: id, name: name, arguments: ""))
    case .toolCallArguments(let index, let delta):
      if calls.indices.contains(index) { calls[index].arguments += delta }
    case .started, .textSignature, .reasoningSeal, .toolCallEnded, .usage, .limits, .note,
      .finish, .failed:
      break
    }
  }

  /// It is asked again, after a turn that brought nothing; at that time, or at once.
  func askAgain(after end: TurnEnd, at due: Instant? = nil) {
    waitsUntil = due
    earlier.append(end)
    turn = nil
    isOut = false
    startOver()
  }

  /// Holds a whole answer against the form that was asked for, and gives the end that it comes to; nil
  /// where it has to be asked again.
  func checked(_ end: TurnEnd) -> TurnEnd? {
    guard end.outcome == .answered,
      let step = check?.take(text, finish: end.ending.finish)
    else { return end }
    switch step {
    case .met(let value): parsed = value
    case .nothing: break
    case .askAgain(let words, _):
      add(.assistant, text)
      add(.user, words)
      askAgain(after: end)
      return nil
    case .notMet(let problems):
      self.problems = problems
      return end.ended(as: .failed, because: Failure(problems))
    }
    return end
  }

  private func add(_ role: Role, _ text: String) {
    request.messages.append(
      .asked(
        [.text(text)], role: role, number: request.messages.count,
        after: request.messages.last?.id, SystemClock.timestamp()))
  }

  private func startOver() {
    text = ""
    reasoning = ""
    calls = []
  }

  /// Dollars of all turns; nil where none is known.
  func cost(_ end: TurnEnd) -> Double? {
    if earlier.isEmpty { return end.cost }
    let costs = (earlier + [end]).compactMap(\.cost)
    return costs.isEmpty ? nil : costs.reduce(0, +)
  }

  /// What the line of the output says.
  func report(_ end: TurnEnd, _ sentences: ErrorSentence) -> AnswerReport {
    AnswerReport(
      end: end.noted(line.notes), text: text, reasoning: reasoning, toolCalls: calls,
      route: destination.routeName, sentences: sentences, id: line.identity.json,
      keptFrom: keptFrom, earlier: earlier, parsed: parsed, problems: problems, inputHash: hash)
  }
}

extension AnswerReport {
  /// The line of the output for one that could not be asked.
  static func unasked(
    _ mistake: BatchMistake, _ identity: BatchIdentity, hash: UInt64
  ) -> AnswerReport {
    let failure = Failure(.invalidRequest, mistake.reason)
    var report = AnswerReport(
      end: TurnEnd(outcome: .failed, ending: Ending(failure: failure)), text: "", reasoning: "",
      toolCalls: [], route: nil, sentences: ErrorSentence(providers: [], at: .commandLine))
    report.id = identity.json
    report.message = "The line cannot be asked: \(mistake.sentence)"
    report.inputHash = hash
    return report
  }
}
