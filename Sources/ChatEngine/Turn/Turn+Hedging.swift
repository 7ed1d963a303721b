/// A second provider is asked while the first is slow (engine.md, "Attempts"): the one that shows
/// something first stays, the other is closed at once.
extension Turn {
  /// Sets the time from which the target is slower than nearly ever: its p95 to the first token.
  mutating func awaitSlowness(of attempt: Attempt, _ step: inout Step) {
    let target = attempt.candidate.target
    guard route.hedge, let usual = step.routing.health.firstToken(of: target, quantile: 0.95)
    else { return }
    set(.hedge, at: attempt.sentAt + usual, &step)
  }

  /// Whether what shows nothing is held back: another attempt may yet be the one that answers.
  var holdsBack: Bool { rival != nil || hedgePlan != nil || armed.contains(.hedge) }

  /// Tells what was held back of the attempt in hand, once it is the only one.
  mutating func release(_ step: inout Step) {
    guard !holdsBack, let held = attempt?.held, !held.isEmpty else { return }
    attempt?.held = []
    for part in held { step.publish(.part(part)) }
  }

  /// The first one is slow: asks for a place at another provider, if one may be asked.
  mutating func hedge(_ step: inout Step) {
    guard let attempt, rival == nil, hedgePlan == nil, attempt.phase < .shown,
      attempt.finish == nil, attempt.status == nil || attempt.isSuccess,
      step.routing.hedgeBudget.allowsHedge
    else { return }
    let draws = draws()
    guard
      let place = failover.rival(
        of: attempt.place, at: step.now, routing: step.routing, draws: draws)
    else { return }
    let waited = ErrorSentence.spelled(step.now - attempt.sentAt)
    let reason = "asked beside \(attempt.candidate.target), which was silent for \(waited)"
    let plan = plan(place, reason: reason, step)
    plan.isHedge = true
    guard overflow(plan) == nil else { return }
    reserve(plan, &step)
  }

  /// A hedge goes out at once or not at all.
  mutating func admitHedge(
    _ plan: AttemptPlan, _ admission: Admission, _ step: inout Step
  ) {
    hedgePlan = nil
    switch admission {
    case .granted(let place) where place <= step.now:
      guard let attempt else { return }
      step.publish(.hedged(from: attempt.candidate.target, to: plan.target))
      send(plan, as: plan.ticket, &step)
    case .granted, .queued: step.effects.append(.withdraw(plan.ticket))
    case .refused(let failure): step.publish(.passedOver(plan.target, because: failure))
    }
    release(&step)
  }

  mutating func withdrawHedge(_ step: inout Step) {
    clear(.hedge, &step)
    if let hedgePlan { step.effects.append(.withdraw(hedgePlan.ticket)) }
    hedgePlan = nil
    release(&step)
  }

  /// Puts the attempt that a transfer belongs to in hand; false if it is no longer wanted.
  ///
  /// Everything that happens to an attempt happens to the one in hand.
  mutating func takeInHand(_ transfer: TransferID) -> Bool {
    if attempt?.transfer == transfer { return attempt?.isTransferOpen == true }
    guard let rival, rival.transfer == transfer, rival.isTransferOpen else { return false }
    swap(&attempt, &self.rival)
    return true
  }

  /// While two race, the first of them is the one in hand.
  mutating func putBack() {
    if rival != nil, attempt?.isHedge == true { swap(&attempt, &rival) }
  }

  /// The attempt in hand has shown something: the other is closed, and what was held back is told.
  mutating func win(_ step: inout Step) {
    guard rival != nil else { return }
    swap(&attempt, &rival)
    _ = closeAttempt(.cancelled, failure: Failure(.cancelled), timings: nil, &step)
    takeOver(&step)
  }

  /// The other of two attempts is over: the one that is left goes on alone.
  mutating func takeOver(_ step: inout Step) {
    swap(&attempt, &rival)
    guard let attempt else { return }
    stage = .running
    lastPlace = attempt.place
    release(&step)
    watch(&step)
  }
}
