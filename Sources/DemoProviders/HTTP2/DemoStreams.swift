/// The answers that are being given on one HTTP/2 connection.
struct DemoStreams {
  var session = HTTP2Session()
  private(set) var answers: [UInt32: DemoConnection.Answer] = [:]

  mutating func begin(_ answer: DemoConnection.Answer, on stream: UInt32) {
    answers[stream] = answer
  }

  /// When there is something to do without the client.
  var due: UInt64? {
    guard !session.isOver else { return nil }
    return answers.compactMap { stream, answer in
      guard canGoOn(stream, answer), let next = answer.plan.nextDue else { return nil }
      let (due, overflow) = answer.startedAt.addingReportingOverflow(next)
      return overflow ? nil : due
    }.min()
  }

  /// Whether the client has taken what has to be out before the next act.
  private func canGoOn(_ stream: UInt32, _ answer: DemoConnection.Answer) -> Bool {
    let waiting = session.waitingBytes(on: stream)
    return waiting == 0 || (waiting < DemoConnection.maxPending && !answer.plan.isAtEnd)
  }

  /// The next act of any stream.
  mutating func takeAct(at now: UInt64) -> (stream: UInt32, act: DemoPlan.Act)? {
    guard !session.isOver else { return nil }
    for stream in answers.keys.sorted() {
      guard let answer = answers[stream], canGoOn(stream, answer),
        let act = answers[stream]?.plan.take(at: now &- answer.startedAt)
      else { continue }
      return (stream, act)
    }
    return nil
  }

  func writesSingly(_ stream: UInt32) -> Bool { answers[stream]?.plan.writesSingly == true }

  /// Carries out an act; gives back how the answer ended, if it did.
  mutating func perform(_ act: DemoPlan.Act, on stream: UInt32) -> DemoRequest.Outcome? {
    switch act {
    case .head(let headers): session.send(headers, on: stream)
    case .send(let bytes):
      answers[stream]?.accepted += bytes.count
      session.send(bytes, on: stream)
    case .trailers(let headers):
      session.end(stream, trailers: headers)
      return .answered
    case .finish:
      session.end(stream)
      return .answered
    case .goAway(let answers):
      session.goAway(after: answers ? stream : max(stream, 2) - 2)
      return answers ? nil : .broken
    case .refuse, .reset:
      session.reset(stream, act == .refuse ? .refusedStream : .internalError)
      return .broken
    case .raw(let bytes):
      session.close(after: bytes)
      return .broken
    case .close:
      session.close(after: [])
      return .broken
    }
    return nil
  }

  /// Forgets an answer.
  mutating func remove(_ stream: UInt32) -> DemoConnection.Answer? {
    answers.removeValue(forKey: stream)
  }
}

extension DemoConnection {
  /// Whether the client speaks HTTP/2; nil while too little has come to tell.
  mutating func speaksHTTP2() -> Bool? {
    if streams != nil { return true }
    let speaks = reader.take(HTTP2Session.preface)
    if speaks == true {
      var opened = DemoStreams()
      opened.session.receive(reader.takeRest())
      streams = opened
    }
    return speaks
  }

  /// Does what is due on all streams and says whether the connection goes on.
  mutating func performStreams(at now: UInt64, log: DemoLog) -> Fate {
    for stream in streams?.session.takeAbandoned() ?? [] { abandon(stream, at: now, log) }
    while pending < Self.maxPending, let (stream, act) = streams?.takeAct(at: now) {
      let outcome = streams?.perform(act, on: stream)
      queueStreams()
      if streams?.writesSingly(stream) == true, !flush() { return .close }
      if let outcome { settle(stream, outcome, log) }
    }
    queueStreams()
    guard flush() else { return .close }
    return streams?.session.isOver == true && pending == 0 ? .close : .open
  }

  /// Notes that the client has left all streams, or was left on them.
  mutating func abandonStreams(at now: UInt64, _ log: DemoLog) {
    let wasClosed = streams?.session.isOver == true
    for stream in streams.map({ Array($0.answers.keys) }) ?? [] {
      if wasClosed { settle(stream, .broken, log) } else { abandon(stream, at: now, log) }
    }
  }

  private mutating func abandon(_ stream: UInt32, at now: UInt64, _ log: DemoLog) {
    guard let answer = streams?.answers[stream] else { return }
    let elapsed = Int64(clamping: now &- answer.startedAt)
    settle(stream, .clientClosed(after: .nanoseconds(elapsed)), log)
  }

  private mutating func queueStreams() {
    if let output = streams?.session.takeOutput(), !output.isEmpty { queue(output) }
  }

  private mutating func settle(
    _ stream: UInt32, _ outcome: DemoRequest.Outcome, _ log: DemoLog
  ) {
    guard let answer = streams?.remove(stream) else { return }
    log.update(answer.number) { request in
      request.outcome = outcome
      request.bytesAccepted = answer.accepted
    }
  }
}
