/// How one target of a simulated route answers.
package struct SimulatedTarget: Sendable, Equatable {
  /// Something that happens to a transfer, so long after what happened before.
  struct Step: Sendable {
    var after: Duration
    var event: TransferEvent
  }

  /// Seconds to the first token, the median.
  package var firstToken: Double
  package var tokensPerSecond: Double

  package init(firstToken: Double = 0.4, tokensPerSecond: Double = 80) {
    self.firstToken = firstToken
    self.tokensPerSecond = tokensPerSecond
  }

  private static let slowness = 20.0
  private static let slowPace = 0.1
  /// Seconds that a server with too much to do asks for.
  private static let hint = 20
  /// Seconds until a connection is refused, or an error comes.
  private static let quick = 0.05

  /// What happens to one request.
  func steps(
    answer: SimulatedAnswer, _ fault: SimulatedFault.Kind?, _ dialect: Dialect,
    _ wire: SimulatedWire, using random: inout SimulationRandom
  ) -> [Step] {
    switch fault {
    case nil: return whole(answer, dialect, wire, using: &random)
    case .slow:
      let slow = SimulatedTarget(
        firstToken: firstToken * Self.slowness, tokensPerSecond: tokensPerSecond * Self.slowPace)
      return slow.whole(answer, dialect, wire, using: &random)
    case .down:
      let error = TransportError(.connect, .unsent, message: "connection refused")
      let after = Duration.seconds(random.spread(Self.quick))
      return [Step(after: after, event: .failed(error, TransferTimings()))]
    case .limit:
      let hint = [HTTPHeader("retry-after", "\(Self.hint)")]
      return refusal(429, hint, dialect, wire, using: &random)
    case .error: return refusal(500, [], dialect, wire, using: &random)
    case .cut:
      let steps = whole(answer, dialect, wire, using: &random)
      let end = Step(after: .zero, event: .ended(TransferTimings()))
      return Array(steps.prefix(steps.count / 2)) + [end]
    case .silent:
      let steps = whole(answer, dialect, wire, using: &random)
      return Array(steps.prefix(steps.count / 2))
    case .malformed:
      let steps = whole(answer, dialect, wire, using: &random)
      return Array(steps.prefix(1)) + [Step(after: .zero, event: .body(wire.garbage(dialect)))]
        + [Step(after: .zero, event: .ended(TransferTimings()))]
    }
  }

  private func whole(
    _ answer: SimulatedAnswer, _ dialect: Dialect, _ wire: SimulatedWire,
    using random: inout SimulationRandom
  ) -> [Step] {
    let bodies = wire.answer(dialect, answer)
    let pace = random.spread(tokensPerSecond, by: 0.2)
    let gap = Duration.seconds(Double(answer.tokens) / pace / Double(max(bodies.count - 1, 1)))
    let first = Duration.seconds(random.spread(firstToken))
    let head = wire.head(dialect, 200, [])
    var steps = [
      Step(
        after: first,
        event: .responded(status: head.status, headers: head.headers, httpVersion: "2"))
    ]
    for (place, body) in bodies.enumerated() {
      steps.append(Step(after: place == 0 ? .zero : gap, event: .body(body)))
    }
    let trailers = wire.trailers(dialect)
    if !trailers.isEmpty { steps.append(Step(after: .zero, event: .trailers(trailers))) }
    steps.append(Step(after: .zero, event: .ended(TransferTimings())))
    return steps
  }

  private func refusal(
    _ status: Int, _ headers: [HTTPHeader], _ dialect: Dialect, _ wire: SimulatedWire,
    using random: inout SimulationRandom
  ) -> [Step] {
    let after = Duration.seconds(random.spread(Self.quick))
    let head = wire.head(dialect, status, headers)
    return [
      Step(
        after: after,
        event: .responded(status: head.status, headers: head.headers, httpVersion: "2")),
      Step(after: .zero, event: .body(wire.refusal(dialect, status))),
      Step(after: .zero, event: .ended(TransferTimings())),
    ]
  }
}
