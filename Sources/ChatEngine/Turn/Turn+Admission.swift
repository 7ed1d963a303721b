extension Turn {
  /// Asks for a place for a request.
  mutating func reserve(_ plan: AttemptPlan, _ step: inout Step) {
    if plan.isHedge {
      hedgePlan = plan
    } else {
      self.plan = plan
      stage = .admitting
    }
    step.effects.append(.reserve(plan.reservation(priority: settings.priority)))
  }

  /// Nobody else can be asked now: the one with the shortest wait is asked for a later place.
  mutating func askToWait(_ refusal: AdmissionRound.Refusal, _ step: inout Step) {
    let reason = failover.choices[refusal.place].reason
    let isRetry = failover.tallies[refusal.place].attempts > 0
    ask(refusal.place, reason: isRetry ? "asked again" : reason, mayWait: true, &step)
  }

  /// Takes the word on a reservation; one that is no longer wanted has been withdrawn.
  mutating func admit(_ ticket: TransferID, _ admission: Admission, _ step: inout Step) {
    if let hedgePlan, hedgePlan.ticket == ticket {
      return admitHedge(hedgePlan, admission, &step)
    }
    guard let plan, plan.ticket == ticket, !plan.isGranted else { return }
    switch admission {
    case .granted(let place):
      guard place > step.now else { return go(plan, &step) }
      self.plan?.isGranted = true
      let failure = Failure(.rateLimited, code: Failure.ownLimitCode)
      step.publish(.waiting(until: place, target: plan.target, because: failure))
      set(.place, at: place, &step)
    case .queued: step.publish(.queued(plan.target))
    case .refused(let failure): passOver(plan, failure, &step)
    }
  }

  /// The place has come.
  mutating func takePlace(_ step: inout Step) {
    if let plan, plan.isGranted { go(plan, &step) }
  }

  private mutating func go(_ plan: AttemptPlan, _ step: inout Step) {
    self.plan = nil
    if isOvertaken(plan, step) {
      step.effects.append(.withdraw(plan.ticket))
      return proceed(&step)
    }
    send(plan, as: plan.ticket, &step)
  }

  /// Whether the target's breaker has opened while the request waited for its place, or another turn
  /// is probing it by now, and somebody else can be asked instead.
  private func isOvertaken(_ plan: AttemptPlan, _ step: Step) -> Bool {
    // A draw of 0 passes every ramp: that was decided when the place was asked for.
    func admits(_ place: Int) -> Bool {
      step.routing.breakers.admits(failover.candidate(place).target, at: step.now, draw: 0)
    }
    guard !admits(plan.place) else { return false }
    let others = failover.left(at: step.now, closed: round.closed.union([plan.place]), step.routing)
    return others.contains(where: admits)
  }

  private mutating func passOver(
    _ plan: AttemptPlan, _ failure: Failure, _ step: inout Step
  ) {
    self.plan = nil
    step.publish(.passedOver(plan.target, because: failure))
    lastRefusal = failure
    round.refuse(plan, failure)
    // No budget grows while a turn lasts.
    if failure.kind == .budget { failover.bar(plan.place) }
    proceed(&step)
  }

  /// Gives up what was reserved and not sent.
  mutating func withdrawPlans(_ step: inout Step) {
    if let plan { step.effects.append(.withdraw(plan.ticket)) }
    plan = nil
    withdrawHedge(&step)
  }
}
