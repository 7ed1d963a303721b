/// What becomes of an attempt's reservation when the attempt ends.
enum ReservationEnd: Sendable {
  /// It was sent.
  case settled
  /// It never was.
  case withdrawn
  /// It never was, and is tried again at once.
  case kept
}

extension Turn {
  /// The attempt in hand is over, well or badly: its record, and what is kept with its answer.
  mutating func closeAttempt(
    _ outcome: AttemptRecord.Outcome, failure: Failure?, timings: TransferTimings?,
    reservation: ReservationEnd = .settled, isTargetsFault: Bool = true, _ step: inout Step
  ) -> Ending {
    guard let attempt else { return bareEnding(failure ?? Failure(.cancelled)) }
    withdrawHedge(&step)
    clearTimers(&step)
    if attempt.isTransferOpen { step.effects.append(.cancelTransfer(attempt.transfer)) }
    let record = attempt.record(outcome, failure: failure, timings: timings, at: step.now)
    records.append(record)
    step.publish(.attemptEnded(record))
    if isTargetsFault { step.routing.health.note(record, at: step.now) }
    switch reservation {
    case .settled: step.effects.append(.settle(attempt.ticket, attempt.settlement))
    case .withdrawn: step.effects.append(.withdraw(attempt.ticket))
    case .kept: break
    }
    lastEnd = step.now
    self.attempt = nil
    if outcome == .cancelled {
      step.routing.breakers.release(attempt.candidate.target, at: step.now)
    }
    return Ending(
      finish: attempt.finish, rawFinish: attempt.rawFinish, usage: record.usage,
      cost: record.cost, attempts: records,
      notes: earlierNotes.isEmpty ? attempt.notes : earlierNotes + attempt.notes,
      failure: failure, requestID: failure?.requestID ?? attempt.requestID,
      fingerprint: attempt.fingerprint, seed: request.parameters.seed)
  }

  mutating func succeed(timings: TransferTimings?, _ step: inout Step) {
    guard let attempt else { return }
    if attempt.isEmpty {
      // Once more, or left to its rival; the second time it is told (faults.md, row 55).
      let isLast = hasAskedAgainForEmpty && rival == nil
      hasAskedAgainForEmpty = true
      let failure = Failure(.malformed, status: attempt.status, code: Failure.emptyCode)
      return fail(
        failure, in: attempt.phase, remedy: isLast ? .stop : nil, timings: timings, &step)
    }
    // A finish without a word that is an answer all the same: its rival is not needed.
    win(&step)
    step.routing.breakers.succeed(attempt.candidate.target, at: step.now)
    let ending = closeAttempt(.answered, failure: nil, timings: timings, &step)
    keep(attempt, ending, &step)
    end(.answered, ending, &step)
  }

  /// The attempt failed: tells the breaker, keeps what was shown, and goes on or ends.
  mutating func fail(
    _ failure: Failure, in phase: Phase, remedy given: Remedy? = nil, isTargetsFault: Bool = true,
    timings: TransferTimings? = nil, _ step: inout Step
  ) {
    guard let attempt else { return }
    let remedy = settled(given ?? Remedy(for: failure, in: phase), failure, in: phase, attempt)
    // A field too many, or another version of the API: the target is well.
    var isTargetsFault = isTargetsFault
    if case .drop = remedy { isTargetsFault = false }
    var isFree = false
    if rival == nil, case .again(let limit) = remedy {
      isFree = failover.takeFreeRetry(attempt.place, atMost: limit)
    }
    let reservation: ReservationEnd =
      phase != .notSent ? .settled : isFree ? .kept : .withdrawn
    let ending = closeAttempt(
      .failed, failure: failure, timings: timings, reservation: reservation,
      isTargetsFault: isTargetsFault, &step)
    if isFree {
      lastFailure = failure
      step.routing.breakers.release(attempt.candidate.target, at: step.now)
      return sendAgain(attempt, &step)
    }
    blame(attempt, failure, isTargetsFault: isTargetsFault, &step)
    if rival != nil { return goOnAlone(without: attempt, failure, remedy, &step) }
    lastFailure = failure
    if case .drop(let field) = remedy { return dropField(field, attempt, &step) }
    guard remedy != .stop else { return end(.failed, ending, &step) }
    setAside(attempt.place, remedy, failure, &step)
    if phase == .shown { return resume(attempt, ending, &step) }
    proceed(&step)
  }

  /// On a fresh connection, in the place that is held for it.
  private mutating func sendAgain(_ attempt: Attempt, _ step: inout Step) {
    tickets += 1
    let plan = plan(attempt.place, reason: "on a fresh connection", ticket: attempt.ticket, step)
    send(plan, as: transferID(tickets), &step)
  }

  /// Tells the target's breaker.
  private mutating func blame(
    _ attempt: Attempt, _ failure: Failure, isTargetsFault: Bool, _ step: inout Step
  ) {
    let target = attempt.candidate.target
    guard isTargetsFault else { return step.routing.breakers.release(target, at: step.now) }
    let draw = draw()
    step.routing.breakers.fail(target, with: failure, at: step.now, draw: draw)
  }

  /// One of two failed: no other request is made while the second is under way.
  private mutating func goOnAlone(
    without attempt: Attempt, _ failure: Failure, _ remedy: Remedy, _ step: inout Step
  ) {
    setAside(attempt.place, remedy, failure, &step)
    if let rival, !attempt.isHedge {
      lastFailure = failure
      step.publish(
        .failedOver(
          from: attempt.candidate.target, to: rival.candidate.target, because: failure))
    }
    takeOver(&step)
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
    case .stop: failover.bar(place)
    case .drop: break
    }
  }

  /// The remedy that is left where a field was refused that cannot be dropped.
  private func settled(
    _ remedy: Remedy, _ failure: Failure, in phase: Phase, _ attempt: Attempt
  ) -> Remedy {
    guard case .drop(let field) = remedy, !canDrop(field, attempt) else { return remedy }
    var failure = failure
    failure.rejectedField = nil
    return Remedy(for: failure, in: phase)
  }

  /// Once for each field and target, within what may be asked.
  private func canDrop(_ field: String, _ attempt: Attempt) -> Bool {
    var trial = request
    var provider = attempt.candidate.provider
    // Not what is known by now: another turn may have learned it since this request went out.
    let isNew = !attempt.omitted.contains(field)
    let tally = failover.tallies[attempt.place]
    return isNew && OptionalField.drop(field, from: &trial, at: &provider)
      && tally.attempts < failover.attemptsPerTarget && failover.attempts < failover.attemptsInAll
  }

  /// Asks again without the field that was refused.
  private mutating func dropField(_ field: String, _ attempt: Attempt, _ step: inout Step) {
    let target = attempt.candidate.target
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
