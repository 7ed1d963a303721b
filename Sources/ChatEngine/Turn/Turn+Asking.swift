extension Turn {
  /// Asks whoever is next, waits for it, or ends.
  mutating func proceed(_ step: inout Step) { follow(next(other: nil, &step), &step) }

  /// Who is next; `other` leaves out the target that just failed.
  mutating func next(other: Int?, _ step: inout Step) -> Failover.Next {
    var draws: [Double] = []
    for _ in failover.candidates { draws.append(draw()) }
    return failover.next(at: step.now, other: other, routing: &step.routing, draws: draws)
  }

  mutating func follow(_ next: Failover.Next, _ step: inout Step) {
    switch next {
    case .ask(let place, let reason): ask(place, reason: reason, &step)
    case .wait(let place, let until): wait(for: place, until: until, &step)
    case .nobody:
      let failure = lastFailure ?? Failure(.config, "route \(route.name) has no target to ask")
      end(.failed, bareEnding(failure), &step)
    }
  }

  private mutating func wait(for place: Int, until: Instant, _ step: inout Step) {
    stage = .waiting
    let target = failover.candidates[place].target
    step.publish(
      .waiting(until: until, target: target, because: lastFailure ?? Failure(.overloaded)))
    set(.retry, at: until, &step)
  }

  /// Sends a request to a candidate, unless the prompt is too long for it.
  mutating func ask(_ place: Int, reason: String, isFree: Bool = false, _ step: inout Step) {
    var candidate = failover.candidates[place]
    var request = request
    request.messages += continuation
    let dropped = (step.routing.rejectedFields[candidate.target] ?? []).sorted().filter {
      OptionalField.drop($0, from: &request, at: &candidate.provider)
    }
    let fitted = settings.fit(request, candidate)
    let tokens = TokenEstimate.tokens(in: fitted.request)
    if let failure = overflow(tokens, at: candidate.model) {
      return refuse(place, failure, &step)
    }
    failover.begin(place, at: step.now, routing: &step.routing)
    let codec = settings.codec(candidate.provider.dialect)
    let encoded = codec.encode(fitted.request, to: candidate.model, at: candidate.provider)
    requests += 1
    let attempt = Attempt(
      number: Int(clamping: requests), place: place,
      transfer: TransferID(value: id.value &<< 16 | requests & 0xffff), candidate: candidate,
      sentAt: step.now, wait: lastEnd.map { step.now - $0 } ?? .zero, reason: reason,
      promptTokens: tokens,
      notes: dropped.map { "\($0) was left out: \(candidate.target) does not take it." }
        + fitted.notes + encoded.notes,
      decoder: codec.makeDecoder(for: candidate.provider, streaming: request.streams),
      lastProgress: step.now)
    announce(attempt, isFree: isFree, &step)
    send(attempt, encoded.http, &step)
  }

  /// Says why it is this target's turn, where another attempt went before.
  private mutating func announce(_ attempt: Attempt, isFree: Bool, _ step: inout Step) {
    if let lastPlace, let lastFailure, !isFree {
      let last = failover.candidates[lastPlace].target
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
    step.publish(
      .attemptStarted(
        number: attempt.number, target: attempt.candidate.target, reason: attempt.reason))
  }

  private mutating func send(_ attempt: Attempt, _ encoded: HTTPRequest, _ step: inout Step) {
    let provider = attempt.candidate.provider
    var http = encoded
    http.timeouts = provider.timeouts
    http.timeouts.firstPart = firstPartLimit(attempt.candidate)
    http.security = provider.security
    if http.pool.isEmpty { http.pool = provider.name }
    self.attempt = attempt
    stage = .running
    lastPlace = attempt.place
    step.effects.append(.startTransfer(attempt.transfer, http, provider: provider.name))
    set(.firstPart, at: step.now + http.timeouts.firstPart, &step)
    set(.total, at: step.now + http.timeouts.total, &step)
  }

  /// A model that reasons may be silent for longer, unless the configuration says how long.
  private func firstPartLimit(_ candidate: Candidate) -> Duration {
    let limit = candidate.provider.timeouts.firstPart
    let reasons =
      candidate.model.reasoning == true
      && request.parameters.reasoningEffort != ReasoningEffort.none
    return reasons && limit == Timeouts().firstPart ? settings.reasoningFirstPart : limit
  }

  /// Engine.md, turn 2: nothing is sent that is known not to fit.
  private func overflow(_ tokens: Int, at model: Model) -> Failure? {
    guard let limit = model.maxInput ?? model.context, tokens > limit else { return nil }
    return Failure(.contextOverflow, "about \(tokens) tokens of at most \(limit)")
  }

  private mutating func refuse(_ place: Int, _ failure: Failure, _ step: inout Step) {
    lastFailure = failure
    lastPlace = place
    records.append(
      AttemptRecord(
        target: failover.candidates[place].target, outcome: .failed, failure: failure,
        reason: "not sent"))
    failover.barSmaller(than: place)
    proceed(&step)
  }
}
