import ChatEngine

/// Nobody looks at a batch: where a person would be told of a limit, it waits and asks again.
extension BatchRun {
  /// Puts a question back, for as long as its provider asks or a little longer each time.
  func wait(_ question: BatchQuestion, _ end: TurnEnd) {
    let times = question.earlier.count + 1
    let pause = BatchPatience.pause(times: times, hint: end.ending.failure?.retryAfter)
    // Those that were refused together do not come back together.
    let seed = question.number &* 64 &+ times
    var random = SimulationRandom(seed: UInt64(truncatingIfNeeded: seed))
    let due = loop.now() + pause + pause * Double.random(in: 0..<0.25, using: &random)
    tellOfWait(question, end, pause)
    question.askAgain(after: end, at: due)
    let timer = loop.schedule(at: due) { [unowned self] in
      waiting[question.place] = nil
      rested.append(question)
      pump()
    }
    waiting[question.place] = (question, timer)
  }

  /// Says that a provider's lines wait for long, once until they go on.
  private func tellOfWait(_ question: BatchQuestion, _ end: TurnEnd, _ pause: Duration) {
    let first = question.destination.candidates.first?.target
    guard pause >= BatchPatience.longWait, let failure = end.ending.failure,
      let target = end.ending.attempts.last?.target ?? first,
      loop.now() >= toldUntil[target.provider] ?? .zero
    else { return }
    toldUntil[target.provider] = loop.now() + pause
    let why = sentences.waits(for: target, because: failure, left: failure.retryAfter ?? pause)
    let goesOn = sink is BatchFile ? ", and the same command goes on from there" : ""
    tell(
      "\(why). What it is to answer is asked again in \(ErrorSentence.spelled(pause)). Ctrl-C ends "
        + "the run\(goesOn).")
  }

  /// A provider asks for days: nothing more is asked of it, and who waits for a place there waits in
  /// vain; the next run asks them.
  func shutTarget(of end: TurnEnd) {
    guard let target = end.ending.attempts.last?.target, let wait = end.ending.failure?.retryAfter
    else { return }
    shut[target] = wait
    for question in open.values where !question.isOut && endWithoutAsking(question) != nil {
      if let turn = question.turn { runner.send(.cancel, to: turn) }
    }
  }

  /// How a question ends that nobody can be asked for days; nil where somebody can be asked.
  func endWithoutAsking(_ question: BatchQuestion) -> TurnEnd? {
    guard !shut.isEmpty else { return nil }
    let targets = question.destination.candidates.map(\.target)
    let waits = targets.compactMap { shut[$0] }
    guard waits.count == targets.count, let least = waits.min(), let first = targets.first else {
      return nil
    }
    let failure = Failure(
      .rateLimited, "nothing more is asked of \(first.provider), which is limiting",
      code: Failure.ownLimitCode, retryAfter: least)
    return TurnEnd(outcome: .failed, ending: Ending(failure: failure))
  }

  /// When the first of them goes on, where all that are on their way wait; nil where one does not.
  var pausedUntil: Instant? {
    guard rested.isEmpty else { return nil }
    var first: Instant?
    for question in [Array(open.values), waiting.values.map(\.question)].joined() {
      guard !question.isOut, let due = question.waitsUntil else { return nil }
      first = min(first ?? due, due)
    }
    return first
  }
}

/// How long a question waits that met a limit.
enum BatchPatience {
  /// A wait that is worth a sentence.
  static let longWait: Duration = .seconds(300)
  /// A hint beyond it is not waited for: thirty waits of an hour would end no sooner.
  static let longestHint: Duration = .seconds(86_400)

  /// A provider that says when there is room is believed ten times; after that, and where it says
  /// nothing, the pause doubles from two seconds to a minute.
  ///
  /// - Parameters:
  ///   - times: How often the question has been put back, from 1.
  ///   - hint: What the provider asked for; an hour at most.
  /// - Returns: A time from 10 ms to an hour.
  ///
  /// `pause(times: 1, hint: 0.05 s)` is 0.05 s, `pause(times: 13, hint: 0.05 s)` 8 s,
  /// `pause(times: 1, hint: nil)` 2 s.
  static func pause(times: Int, hint: Duration?) -> Duration {
    guard let hint, hint > .zero else { return .seconds(1 << min(times, 6)) }
    let grown: Duration = times > 10 ? .seconds(1 << min(times - 10, 6)) : .milliseconds(10)
    return min(max(hint, grown), .seconds(3600))
  }
}

extension BatchQuestion {
  /// As often as a limit is waited for: with a minute at most for each, most of half an hour.
  private static let mostTurns = 30

  /// Whether a failure is one of a time that passes.
  func waitsOn(_ end: TurnEnd) -> Bool {
    guard end.outcome == .failed, earlier.count < Self.mostTurns else { return false }
    switch end.ending.failure?.kind {
    case .rateLimited, .overloaded: return !isForDays(end)
    default: return false
    }
  }

  /// Whether the provider asks for a wait that outlasts a run.
  func isForDays(_ end: TurnEnd) -> Bool {
    end.ending.failure?.retryAfter.map { $0 > BatchPatience.longestHint } ?? false
  }
}
