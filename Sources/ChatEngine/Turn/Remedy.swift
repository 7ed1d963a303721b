/// What a failure leaves to be done within a turn.
enum Remedy: Sendable, Equatable {
  /// Again at once on a fresh connection, so many times at a target and not counted; then `retry`.
  case again(atMost: Int)
  /// Another target, or this one later.
  case retry
  /// Another target; this one gives the same answer again.
  case moveOn
  /// Another target, but none of this provider: its key or account is the trouble.
  case leaveProvider
  /// A target with a larger context.
  case findRoom
  /// The same target, with that optional field left out.
  case drop(String)
  /// Nothing: every target would say the same, or what came is the answer.
  case stop
}

extension Remedy {
  /// The remedy for a failure that happened in that phase.
  init(for failure: Failure, in phase: Phase) {
    // What was shown is no answer to a request that was refused: nothing goes on from there.
    if failure.code == Failure.repeatingCode {
      // Who asked may have wanted it: nobody is paid for it twice (faults.md, row 53).
      self = .stop
    } else if let field = failure.rejectedField, phase < .shown {
      self = .drop(field)
    } else if failure.shouldRetry == true {
      self = .retry
    } else if phase == .notSent, let limit = Remedy.freeRetries[failure.code ?? ""] {
      self = .again(atMost: limit)
    } else {
      let remedy = Remedy.table(failure, in: phase)
      self = remedy == .retry && failure.shouldRetry == false ? .moveOn : remedy
    }
  }

  /// How often a request that was not sent is tried again at once, by transport error.
  ///
  /// Engine.md allows 2; faults.md rows 4, 5 and 10 spend only 1 where a second one seldom helps, and
  /// row 1 none.
  private static let freeRetries: [String: Int] = [
    TransportError.Kind.dnsTimeout.rawValue: 2, TransportError.Kind.refusedStream.rawValue: 2,
    TransportError.Kind.stale.rawValue: 2, TransportError.Kind.reset.rawValue: 2,
    TransportError.Kind.connect.rawValue: 1, TransportError.Kind.connectTimeout.rawValue: 1,
    TransportError.Kind.handshake.rawValue: 1,
  ]

  /// Failures that come again however often one asks.
  private static let lasting: Set<String> = [
    TransportError.Kind.dns.rawValue, TransportError.Kind.certificate.rawValue,
    TransportError.Kind.proxyLogin.rawValue, Failure.webPageCode,
  ]

  private static func table(_ failure: Failure, in phase: Phase) -> Remedy {
    switch failure.kind {
    case .rateLimited, .overloaded, .serverError, .timeout, .idle, .cut: .retry
    case .dns, .connect, .tls, .malformed: lasting.contains(failure.code ?? "") ? .moveOn : .retry
    case .auth, .quota: .leaveProvider
    case .forbidden, .notFound, .config: .moveOn
    case .contextOverflow: .findRoom
    case .invalidRequest: [408, 409, 425].contains(failure.status) ? .retry : .stop
    // A bomb or a flood of headers says nothing about another server; an endless answer ends here.
    case .tooLarge: failure.status == 413 || phase == .shown ? .stop : .moveOn
    case .filtered, .refused, .budget, .schema, .cancelled, .tool: .stop
    }
  }
}
