extension Turn {
  /// An answer was cut after some of it was shown: goes on as the route says.
  mutating func resume(_ attempt: Attempt, _ ending: Ending, _ step: inout Step) {
    let canContinue = !hasContinued && attempt.hasText && !attempt.hasToolCall
    switch route.onCut {
    case .restart: restart(without: attempt.place, ending, &step)
    case .continue where canContinue: goOn(from: attempt.place, ending, &step)
    case .continue: restart(without: attempt.place, ending, &step)
    case .ask: askPerson(attempt, canContinue: canContinue, ending, &step)
    }
  }

  mutating func choose(_ choice: CutChoice, _ step: inout Step) {
    guard case .asking(let choices) = stage, choices.contains(choice), let ending = cutEnding,
      let lastPlace
    else { return }
    cutEnding = nil
    // The time that a person took is no wait of ours.
    lastEnd = step.now
    switch choice {
    case .keep: end(.failed, ending, &step)
    case .retry: restart(without: nil, ending, &step)
    case .continue: goOn(from: lastPlace, ending, &step)
    }
  }

  /// Another answer from the beginning; with nobody to give it, the partial one stays the last.
  private mutating func restart(without other: Int?, _ ending: Ending, _ step: inout Step) {
    round = AdmissionRound()
    round.leftOut = other
    let next = next(&step)
    guard next != .nobody else { return end(.failed, ending, &step) }
    step.publish(.partialKept(ending))
    partialText = ""
    earlierNotes = []
    continuation = []
    follow(next, &step)
  }

  /// The same answer, from where it was cut.
  private mutating func goOn(from place: Int, _ ending: Ending, _ step: inout Step) {
    let next = next(&step)
    guard next != .nobody else { return end(.failed, ending, &step) }
    hasContinued = true
    isContinuing = true
    cutEnding = ending
    earlierNotes = ending.notes
    continuation = continuationMessages(by: failover.candidate(place), step)
    follow(next, &step)
  }

  /// The partial answer and the words that ask to go on: newer models refuse a bare prefill.
  private func continuationMessages(by candidate: Candidate, _ step: Step) -> [Message] {
    let time = wallClock(step)
    let last = request.messages.last?.id
    let partial = Message(
      id: MessageID("cut"), parent: last, role: .assistant, parts: [.text(partialText)],
      time: time, origin: Origin(target: candidate.target, dialect: candidate.provider.dialect),
      state: .partial)
    let words = "Your answer was cut off. Go on exactly where it stops, and repeat nothing."
    let prompt = Message(
      id: MessageID("go-on"), parent: partial.id, role: .user, parts: [.text(words)], time: time)
    return [partial, prompt]
  }

  private mutating func askPerson(
    _ attempt: Attempt, canContinue: Bool, _ ending: Ending, _ step: inout Step
  ) {
    let canAsk = settings.hasPerson && next(&step) != .nobody
    guard canAsk, let failure = ending.failure else { return end(.failed, ending, &step) }
    let choices: [CutChoice] = canContinue ? [.retry, .continue, .keep] : [.retry, .keep]
    cutEnding = ending
    stage = .asking(choices)
    step.publish(.asks(choices, because: failure))
  }
}
