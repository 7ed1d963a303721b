extension Turn {
  /// The attempt is over, well or badly: its record, and what is kept with its answer.
  mutating func closeAttempt(
    _ outcome: AttemptRecord.Outcome, failure: Failure?, timings: TransferTimings?,
    _ step: inout Step
  ) -> Ending {
    guard let attempt else { return bareEnding(failure ?? Failure(.cancelled)) }
    for timer in TurnTimer.allCases { clear(timer, &step) }
    if attempt.isTransferOpen { step.effects.append(.cancelTransfer(attempt.transfer)) }
    let record = attempt.record(outcome, failure: failure, timings: timings, at: step.now)
    records.append(record)
    step.publish(.attemptEnded(record))
    lastEnd = step.now
    self.attempt = nil
    if outcome == .cancelled {
      step.routing.breakers.release(attempt.candidate.target, at: step.now)
    }
    return Ending(
      finish: attempt.finish, rawFinish: attempt.rawFinish, usage: record.usage,
      cost: record.cost, attempts: records, notes: earlierNotes + attempt.notes,
      failure: failure, requestID: failure?.requestID ?? attempt.requestID,
      fingerprint: attempt.fingerprint, seed: request.parameters.seed)
  }

  mutating func succeed(timings: TransferTimings?, _ step: inout Step) {
    guard let attempt else { return }
    if attempt.isEmpty, !hasAskedAgainForEmpty {
      hasAskedAgainForEmpty = true
      let failure = Failure(.malformed, status: attempt.status, code: Failure.emptyCode)
      return fail(failure, in: attempt.phase, timings: timings, &step)
    }
    step.routing.breakers.succeed(attempt.candidate.target, at: step.now)
    if attempt.isEmpty {
      let failure = Failure(.malformed, status: attempt.status, code: Failure.emptyCode)
      return end(
        .failed, closeAttempt(.failed, failure: failure, timings: timings, &step), &step)
    }
    let ending = closeAttempt(.answered, failure: nil, timings: timings, &step)
    end(.answered, ending, &step)
  }

  /// The attempt failed: tells the breaker, keeps what was shown, and goes on or ends.
  mutating func fail(
    _ failure: Failure, in phase: Phase, remedy given: Remedy? = nil, isTargetsFault: Bool = true,
    timings: TransferTimings? = nil, _ step: inout Step
  ) {
    guard let attempt else { return }
    let ending = closeAttempt(.failed, failure: failure, timings: timings, &step)
    let remedy = given ?? Remedy(for: failure, in: phase)
    lastFailure = failure
    if case .again(let limit) = remedy, failover.takeFreeRetry(attempt.place, atMost: limit) {
      step.routing.breakers.release(attempt.candidate.target, at: step.now)
      return ask(attempt.place, reason: "on a fresh connection", isFree: true, &step)
    }
    if isTargetsFault {
      let draw = draw()
      step.routing.breakers.fail(
        attempt.candidate.target, with: failure, at: step.now, draw: draw)
    } else {
      step.routing.breakers.release(attempt.candidate.target, at: step.now)
    }
    if case .drop(let field) = remedy { return dropField(field, attempt, ending, &step) }
    guard remedy != .stop else { return end(.failed, ending, &step) }
    setAside(attempt.place, remedy, failure, &step)
    if phase == .shown { return resume(attempt, ending, &step) }
    proceed(&step)
  }

  /// What a failed target may still be asked for in this turn.
  private mutating func setAside(
    _ place: Int, _ remedy: Remedy, _ failure: Failure, _ step: inout Step
  ) {
    switch remedy {
    case .again, .retry:
      let hint = Backoff.sane(failure.retryAfter)
      if let hint, hint > settings.longestWait { return failover.bar(place) }
      let retries = failover.tallies[place].attempts - 1
      let delay = settings.backoff.delay(retries: retries, hint: hint, draw: draw())
      failover.delay(place, until: step.now + delay)
    case .moveOn: failover.bar(place)
    case .leaveProvider: failover.barProvider(of: place)
    case .findRoom: failover.barSmaller(than: place)
    case .drop, .stop: break
    }
  }

  /// Asks again without the field that was refused; once for each field and target.
  private mutating func dropField(
    _ field: String, _ attempt: Attempt, _ ending: Ending, _ step: inout Step
  ) {
    let target = attempt.candidate.target
    var trial = request
    var provider = attempt.candidate.provider
    let isNew = !(step.routing.rejectedFields[target] ?? []).contains(field)
    let tally = failover.tallies[attempt.place]
    guard isNew, OptionalField.drop(field, from: &trial, at: &provider),
      tally.attempts < failover.attemptsPerTarget, failover.attempts < failover.attemptsInAll
    else { return end(.failed, ending, &step) }
    step.routing.rejectedFields[target, default: []].insert(field)
    step.effects.append(.remember(target, rejectedField: field))
    ask(attempt.place, reason: "without \(field)", &step)
  }
}

extension Attempt {
  /// A normal end without an answer in it (faults.md, row 55).
  var isEmpty: Bool {
    guard !hasText, !hasToolCall else { return false }
    switch finish {
    case .stop, .other, .toolCalls, nil: return true
    case .length, .filtered, .refused: return false
    }
  }
}
