extension Turn {
  mutating func receive(_ event: TransferEvent, _ step: inout Step) {
    switch event {
    case .responded(let status, let headers, _): respond(status, headers, &step)
    case .body(let bytes): feed(bytes, &step)
    case .trailers(let headers): take(trailers: headers, &step)
    case .ended(let timings):
      attempt?.isTransferOpen = false
      finishBody(timings, &step)
    case .failed(let error, let timings):
      attempt?.isTransferOpen = false
      abort(error, timings, &step)
    }
  }

  mutating func fire(_ timer: TurnTimer, _ step: inout Step) {
    switch timer {
    case .retry:
      guard stage == .waiting else { return }
      round.reopen()
      proceed(&step)
    case .place: takePlace(&step)
    case .hedge:
      hedge(&step)
      release(&step)
    case .firstPart:
      guard takeInHand(whereDue: \.firstPartDue, &step) else { return }
      expire(Failure(.timeout, status: attempt?.status), &step)
    case .total:
      guard takeInHand(whereDue: \.totalDue, &step) else { return }
      expire(Failure(.timeout, status: attempt?.status, code: "total"), &step)
    case .idle: idle(&step)
    case .settle: succeed(timings: nil, &step)
    }
    putBack()
  }

  /// The time of the attempt in hand is over; a status that said why counts for more than that.
  private mutating func expire(_ failure: Failure, _ step: inout Step) {
    guard let attempt else { return }
    let isRefused = attempt.status != nil && !attempt.isSuccess
    fail(isRefused ? readFailure(attempt, step) : failure, in: attempt.phase, &step)
  }

  /// Of two attempts that share a clock, the one whose time is over; where it is neither's, the
  /// clock is set anew.
  private mutating func takeInHand(
    whereDue due: KeyPath<Attempt, Instant>, _ step: inout Step
  ) -> Bool {
    guard let attempt else { return false }
    if attempt[keyPath: due] <= step.now { return true }
    guard let rival, rival[keyPath: due] <= step.now else {
      watch(&step)
      return false
    }
    swap(&self.attempt, &self.rival)
    return true
  }

  private mutating func idle(_ step: inout Step) {
    guard let attempt else { return }
    let timeouts = attempt.candidate.provider.timeouts
    let limit = attempt.lastProgress + timeouts.idle
    if step.now < limit { return set(.idle, at: limit, &step) }
    // Fired this late, the clock went on while nothing ran: the computer slept.
    let slept = step.now - limit > timeouts.idle
    let code = slept ? Failure.asleepCode : nil
    fail(Failure(.idle, status: attempt.status, code: code), in: attempt.phase, &step)
  }

  private mutating func respond(
    _ status: Int, _ headers: [HTTPHeader], _ step: inout Step
  ) {
    guard status >= 200, attempt?.status == nil, let dialect = attempt?.candidate.provider.dialect
    else { return }
    attempt?.status = status
    attempt?.headers = headers
    if 300..<400 ~= status {
      let location = attempt?.header("location")
      return fail(Failure(redirect: status, to: location), in: .responding, &step)
    }
    if 200..<300 ~= status { attempt?.decoder.begin(headers: headers) }
    if let limits = settings.codec(dialect).limits(in: headers, now: wallClock(step)) {
      if holdsBack { hold(.limits(limits), &step) } else { step.publish(.part(.limits(limits))) }
    }
  }

  private mutating func feed(_ bytes: [UInt8], _ step: inout Step) {
    guard let isSuccess = attempt?.isSuccess else { return }
    guard isSuccess else {
      let room = Attempt.longestErrorBody - (attempt?.errorBody.count ?? 0)
      attempt?.errorBody.append(contentsOf: bytes.prefix(max(room, 0)))
      return
    }
    if attempt?.firstByte == nil {
      attempt?.firstByte = bytes.first { $0 > UInt8(ascii: " ") }
    }
    var parts: [StreamPart] = []
    attempt?.decoder.feed(bytes, into: &parts)
    take(parts, &step)
    goOn(&step)
  }

  private mutating func take(trailers: [HTTPHeader], _ step: inout Step) {
    guard attempt?.isSuccess == true else { return }
    var parts: [StreamPart] = []
    attempt?.decoder.take(trailers: trailers, into: &parts)
    take(parts, &step)
    goOn(&step)
  }

  /// After parts were taken: the attempt has failed, or has seen the end mark, or goes on.
  private mutating func goOn(_ step: inout Step) {
    if let failure = attempt?.failure, attempt?.finish == nil {
      fail(failure, in: attempt?.phase ?? .responding, &step)
    } else if attempt?.finish != nil {
      settle(&step)
    }
  }

  private mutating func take(_ parts: [StreamPart], _ step: inout Step) {
    guard let attempt else { return }
    let wasShown = attempt.firstShown != nil
    // Asked for once: nothing is decided before the last part.
    let holdsBack = holdsBack
    step.effects.reserveCapacity(step.effects.count + parts.count)
    let parts =
      attempt.toolNames.isEmpty ? parts : parts.map { $0.named(by: attempt.toolNames) }
    for part in parts {
      // What follows the end mark, or the stream's own word that it failed, is counted for its usage
      // only (faults.md, rows 40 and 41): an end mark behind an error makes no answer of it.
      if attempt.isDecided, !part.isUsage { continue }
      attempt.take(part, at: step.now)
      if case .failed = part { continue }
      if route.onCut != .restart, case .text(let text) = part { partialText += text }
      if attempt.key != nil { attempt.keep(part) }
      if holdsBack { hold(part, &step) } else { step.publish(.part(part)) }
    }
    guard !wasShown, attempt.firstShown != nil else { return }
    win(&step)
    withdrawHedge(&step)
    clear(.firstPart, &step)
    set(.idle, at: attempt.lastProgress + attempt.candidate.provider.timeouts.idle, &step)
  }

  /// Holds a part back until it is known whose answer this is.
  private mutating func hold(_ part: StreamPart, _ step: inout Step) {
    // What is left of limits is no part of the answer, and by its end nobody would know whose it is;
    // only of the second of two it has to wait, because `askedTarget` is the first.
    if case .limits = part, !(rival != nil && attempt?.isHedge == true) {
      return step.publish(.part(part))
    }
    attempt?.held.append(part)
  }

  /// The end mark was seen: what may still come is waited for a moment only.
  private mutating func settle(_ step: inout Step) {
    guard !armed.contains(.settle) else { return }
    // Of two, an empty answer loses at once.
    if rival != nil, attempt?.isEmpty == true { return succeed(timings: nil, &step) }
    win(&step)
    withdrawHedge(&step)
    // The answer is whole: no clock may turn it into a failure any more.
    for timer in [TurnTimer.firstPart, .idle, .total] { clear(timer, &step) }
    set(.settle, at: step.now + settings.settle, &step)
  }

  private mutating func finishBody(_ timings: TransferTimings, _ step: inout Step) {
    guard let attempt else { return }
    guard attempt.isSuccess else {
      return fail(readFailure(attempt, step), in: attempt.phase, timings: timings, &step)
    }
    var parts: [StreamPart] = []
    self.attempt?.decoder.finish(into: &parts)
    take(parts, &step)
    guard let finished = self.attempt else { return }
    if finished.finish != nil { return succeed(timings: timings, &step) }
    var failure = finished.failure ?? Failure(.cut, status: finished.status)
    if finished.firstByte == nil { failure.code = failure.code ?? Failure.emptyCode }
    if finished.isWebPage { failure = Failure(.malformed, code: Failure.webPageCode) }
    failure.status = failure.status ?? finished.status
    fail(failure, in: finished.phase, timings: timings, &step)
  }

  private mutating func abort(
    _ error: TransportError, _ timings: TransferTimings, _ step: inout Step
  ) {
    guard let attempt else { return }
    if attempt.finish != nil { return succeed(timings: timings, &step) }
    if attempt.status != nil, !attempt.isSuccess {
      return fail(readFailure(attempt, step), in: .responding, timings: timings, &step)
    }
    let isUnsent = attempt.status == nil && error.phase == .unsent
    fail(Failure(error), in: isUnsent ? .notSent : attempt.phase, timings: timings, &step)
  }

  /// What an answer whose status is not 2xx says.
  private func readFailure(_ attempt: Attempt, _ step: Step) -> Failure {
    guard let status = attempt.status else {
      return Failure(.cut, code: TransportError.Kind.reset.rawValue)
    }
    var failure = settings.codec(attempt.candidate.provider.dialect).failure(
      status: status, headers: attempt.headers, body: attempt.errorBody, now: wallClock(step))
    failure.requestID = failure.requestID ?? attempt.requestID
    return failure
  }
}

extension StreamPart {
  fileprivate var isUsage: Bool { if case .usage = self { true } else { false } }

  /// A call under the tool's own name, which the wire did not take.
  fileprivate func named(by toolNames: [String: String]) -> StreamPart {
    guard case .toolCallBegan(let index, let id, let name) = self, let own = toolNames[name] else {
      return self
    }
    return .toolCallBegan(index: index, id: id, name: own)
  }
}
