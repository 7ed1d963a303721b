extension Turn {
  /// Asks whoever is next, waits for it, or ends.
  mutating func proceed(_ step: inout Step) { follow(next(&step), &step) }

  /// Who is next.
  mutating func next(_ step: inout Step) -> Failover.Next {
    let draws = draws()
    return failover.next(
      at: step.now, closed: round.closed, routing: step.routing, draws: draws)
  }

  mutating func draws() -> [Double] {
    var draws: [Double] = []
    for _ in failover.choices { draws.append(draw()) }
    return draws
  }

  mutating func follow(_ next: Failover.Next, _ step: inout Step) {
    let soonest = round.soonest
    switch next {
    case .ask(let place, let reason, let isAdmitted):
      // A short wait for a healthy target is better than one that is known to fail.
      if !isAdmitted, let soonest, !isComingBack(place, step) { return askToWait(soonest, &step) }
      ask(place, reason: reason, &step)
    case .wait(let place, let until):
      if let soonest, let left = soonest.failure.retryAfter, step.now + left < until {
        return askToWait(soonest, &step)
      }
      wait(for: place, until: until, &step)
    case .nobody:
      if let soonest { return askToWait(soonest, &step) }
      let none = Failure(.config, "route \(route.name) has no target to ask")
      end(.failed, bareEnding(lastRefusal ?? lastFailure ?? none), &step)
    }
  }

  /// Whether its breaker lets requests through again, little by little: it is not known to fail.
  private func isComingBack(_ place: Int, _ step: Step) -> Bool {
    step.routing.breakers.admits(failover.candidate(place).target, at: step.now, draw: 0)
  }

  private mutating func wait(for place: Int, until: Instant, _ step: inout Step) {
    stage = .waiting
    let target = failover.candidate(place).target
    step.publish(
      .waiting(until: until, target: target, because: lastFailure ?? Failure(.overloaded)))
    set(.retry, at: until, &step)
  }

  /// Gets a place for a request to a candidate, unless the prompt is too long for it.
  mutating func ask(_ place: Int, reason: String, mayWait: Bool? = nil, _ step: inout Step) {
    let plan = plan(place, reason: reason, step)
    if let failure = overflow(plan) { return refuse(place, failure, &step) }
    plan.mayWait = mayWait ?? (!hasOthers(than: place, step) && round.soonest == nil)
    reserve(plan, &step)
  }

  private func hasOthers(than place: Int, _ step: Step) -> Bool {
    guard failover.choices.count > 1 else { return false }
    let closed = round.closed.union([place])
    return !failover.left(at: step.now, closed: closed, step.routing).isEmpty
  }

  /// The request as that candidate takes it.
  mutating func plan(_ place: Int, reason: String, _ step: Step) -> AttemptPlan {
    tickets += 1
    return plan(place, reason: reason, ticket: transferID(tickets), step)
  }

  func plan(_ place: Int, reason: String, ticket: TransferID, _ step: Step) -> AttemptPlan {
    let candidate = failover.candidate(place)
    let omitted = step.routing.rejectedFields[candidate.target] ?? []
    guard continuation.isEmpty, omitted.isEmpty else {
      return changedPlan(place, candidate, omitting: omitted, reason: reason, ticket: ticket)
    }
    // Most requests go out as they are, and are not copied for it.
    return AttemptPlan(
      ticket: ticket, place: place, candidate: candidate, settings.fit(request, candidate),
      omitted: omitted, reason: reason)
  }

  /// One that goes on after a cut, or whose target refuses some of its fields.
  private func changedPlan(
    _ place: Int, _ candidate: Candidate, omitting omitted: Set<String>, reason: String,
    ticket: TransferID
  ) -> AttemptPlan {
    var (candidate, request) = (candidate, request)
    request.messages += continuation
    let dropped = omitted.sorted().filter {
      OptionalField.drop($0, from: &request, at: &candidate.provider)
    }
    var fitted = settings.fit(request, candidate)
    fitted.notes = dropped.map { OptionalField.note($0, candidate.target) } + fitted.notes
    return AttemptPlan(
      ticket: ticket, place: place, candidate: candidate, fitted, omitted: omitted,
      reason: reason)
  }

  func encode(_ plan: AttemptPlan) -> EncodedRequest {
    settings.codec(plan.candidate.provider.dialect).encode(
      plan.fitted.request, to: plan.candidate.model, at: plan.candidate.provider)
  }

  func transferID(_ number: UInt64) -> TransferID {
    TransferID(value: id.value &<< 16 | number & 0xffff)
  }

  /// Engine.md, turn 2: nothing is sent that is known not to fit.
  func overflow(_ plan: AttemptPlan) -> Failure? {
    let model = plan.candidate.model
    guard let limit = model.maxInput ?? model.context, plan.promptTokens > limit else { return nil }
    return Failure(.contextOverflow, "about \(plan.promptTokens) tokens of at most \(limit)")
  }

  private mutating func refuse(_ place: Int, _ failure: Failure, _ step: inout Step) {
    lastFailure = failure
    lastRefusal = nil
    lastPlace = place
    records.append(
      AttemptRecord(
        target: failover.candidate(place).target, outcome: .failed, failure: failure,
        reason: "not sent"))
    failover.barSmaller(than: place)
    proceed(&step)
  }
}
