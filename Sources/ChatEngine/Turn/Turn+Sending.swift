extension Turn {
  /// Sends a planned request; `transfer` is its reservation's where the first try is meant.
  mutating func send(_ plan: AttemptPlan, as transfer: TransferID, _ step: inout Step) {
    failover.begin(plan.place, isHedge: plan.isHedge, at: step.now, routing: &step.routing)
    var encoded = encode(plan)
    let attempt = makeAttempt(plan, transfer, encoded, step)
    if !plan.isHedge { announce(attempt, isFree: plan.ticket != transfer, &step) }
    step.publish(
      .attemptStarted(
        number: attempt.number, target: attempt.candidate.target, reason: attempt.reason))
    // By field: a whole provider, or the request once more, would be fifty things to hold and let go.
    let candidate = plan.candidate
    encoded.http.timeouts = candidate.provider.timeouts
    encoded.http.timeouts.firstPart = firstPartLimit(candidate)
    encoded.http.security = candidate.provider.security
    if encoded.http.pool.isEmpty { encoded.http.pool = candidate.provider.name }
    step.effects.append(
      .startTransfer(transfer, encoded.http, provider: candidate.provider.name))
    stage = .running
    if plan.isHedge {
      rival = attempt
    } else {
      self.attempt = attempt
      lastPlace = attempt.place
      lastRefusal = nil
      round = AdmissionRound()
    }
    watch(&step)
    if !plan.isHedge { awaitSlowness(of: attempt, &step) }
  }

  private mutating func makeAttempt(
    _ plan: AttemptPlan, _ transfer: TransferID, _ encoded: EncodedRequest, _ step: Step
  ) -> Attempt {
    requests += 1
    let codec = settings.codec(plan.candidate.provider.dialect)
    return Attempt(
      plan, number: requests, transfer: transfer, sentAt: step.now,
      wait: plan.isHedge ? .zero : step.now - (lastEnd ?? began),
      reason: plan.isHedge || round.refusals.isEmpty
        ? plan.reason : plan.reason + round.note(for: plan.place),
      firstPartLimit: firstPartLimit(plan.candidate),
      notes: encoded.notes.isEmpty ? plan.fitted.notes : plan.fitted.notes + encoded.notes,
      decoder: codec.makeDecoder(for: plan.candidate.provider, streaming: request.streams),
      key: keyToKeep(encoded.http, at: plan.candidate))
  }

  /// Says why it is this target's turn, where another attempt went before.
  private mutating func announce(_ attempt: Attempt, isFree: Bool, _ step: inout Step) {
    guard let lastPlace, let lastFailure, !isFree else { return }
    let last = failover.candidate(lastPlace).target
    let target = attempt.candidate.target
    if isContinuing {
      step.publish(.continuing(from: last, to: target, because: lastFailure))
    } else if last == target {
      step.publish(.retrying(target, because: lastFailure))
    } else {
      step.publish(.failedOver(from: last, to: target, because: lastFailure))
    }
    isContinuing = false
  }

  /// Sets the clocks of the attempts that are under way.
  ///
  /// Two share them while they race: each stands for the one that is due first.
  mutating func watch(_ step: inout Step) {
    if let due = sooner(attempt?.awaitedFirstPart, rival?.awaitedFirstPart) {
      set(.firstPart, at: due, &step)
    }
    if let due = sooner(attempt?.totalDue, rival?.totalDue) { set(.total, at: due, &step) }
  }

  private func sooner(_ first: Instant?, _ second: Instant?) -> Instant? {
    guard let first, let second else { return first ?? second }
    return min(first, second)
  }

  /// A model that reasons may be silent for longer, as one that is loaded from a disk first, unless the
  /// configuration says how long.
  private func firstPartLimit(_ candidate: Candidate) -> Duration {
    let limit = candidate.provider.timeouts.firstPart
    let reasons =
      candidate.model.reasoning == true
      && request.parameters.reasoningEffort != ReasoningEffort.none
    let isPatient = reasons || candidate.provider.dialect == .ollama
    return isPatient && limit == Timeouts().firstPart ? settings.reasoningFirstPart : limit
  }
}
