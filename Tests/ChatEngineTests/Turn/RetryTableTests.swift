import Testing

@testable import ChatEngine

private let first = Target(provider: "a", model: "m")

/// Lines of engine.md, "Attempts" and "Choosing a target", that no other suite names.
@Suite struct `Retries, breakers and health` {
  // MARK: Retryable

  @Test(arguments: [
    (TransportError.Kind.reset, TransportError.Phase.sent), (.handshake, .unsent),
    (.timeout, .sent), (.malformed, .answered),
  ])
  func `retry connections that were reset or broken before anything was shown`(
    kind: TransportError.Kind, phase: TransportError.Phase
  ) {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    var lines = stage.breaks(1, kind, phase)
    // A handshake that failed is made again once, uncounted.
    if phase == .unsent { lines = stage.breaks(2, kind, phase) }
    #expect(lines.contains { $0.hasPrefix("a/m to b/m") })
  }

  @Test(arguments: [
    ("cut", "S r1", TurnEvent.transfer(TransferID(value: 1), .ended(TransferTimings()))),
    ("timeout", "S r1", .timer(.firstPart)), ("malformed", "S r1\nE malformed", nil),
    ("cut", "T Once", .transfer(TransferID(value: 1), .ended(TransferTimings()))),
    ("idle", "T Once", .timer(.idle)), ("malformed", "T Once\nE malformed", nil),
  ])
  func `bring a cut, a silent and a malformed stream to the next target`(
    kind: String, body: String, event: TurnEvent?
  ) {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    var lines = stage.body(1, body)
    stage.now += .seconds(95)
    if let event { lines += stage.handle(event) }
    #expect(lines.contains("a/m to b/m: \(kind)"))
    #expect(lines.contains("send 2 to b: user: Hello"))
    #expect(lines.contains { $0.hasPrefix("keep partial") } == body.hasPrefix("T"))
  }

  @Test func `move on from a target that says not to be retried`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.refuses(1, 503, "overloaded", [HTTPHeader("x-should-retry", "false")])
    #expect(stage.refuses(2, 503, "overloaded").last == "set retry 0.25")
    #expect(stage.failover.tallies.map(\.isBarred) == [true, false])
  }

  // MARK: Retry budget

  @Test(arguments: [(0, 4), (10, 5), (20, 6), (40, 8)])
  func `are three in a turn, and more from a tenth of the last minute's requests`(
    others: Int, requests: Int
  ) {
    let stage = TurnStage("a/m", attempts: 50, attemptsPerTarget: 50)
    for _ in 0..<others { stage.routing.retryBudget.noteRequest(retries: nil, at: stage.now) }
    _ = stage.begin()
    var sent: UInt64 = 1
    // The turn's own requests count too: 1 + 3 + a tenth of all.
    while stage.refuses(sent, 500, "server_error").last?.hasPrefix("set retry") == true {
      _ = stage.fires(.retry, after: .seconds(4))
      sent += 1
    }
    #expect(sent == requests)
    #expect(stage.hasEnded)
  }

  // MARK: Breakers

  @Test func `send a single probe to a half-open target`() {
    let stage = TurnStage("a/m", "b/m")
    stage.routing.breakers.fail(first, with: Failure(.auth), at: stage.now, draw: 0)
    stage.now += .seconds(3_600)
    #expect(stage.begin().first == "try 1 a/m: first in the route")

    let other = TurnStage("a/m", "b/m")
    (other.now, other.routing) = (stage.now, stage.routing)
    #expect(other.begin().first == "try 1 b/m: first in the route that can be asked")
  }

  @Test func `let a target back over ten requests`() {
    var routing = RoutingState()
    routing.breakers.fail(first, with: Failure(.auth), at: .zero, draw: 0)
    var asked: [String] = []
    // Every draw is 0.55: the probe, then those for which the share is 0.6 and more.
    for _ in 0..<12 {
      let stage = TurnStage("a/m", "b/m", random: UInt64(0.55 * 0x1p64))
      stage.now += .seconds(3_600)
      stage.routing = routing
      _ = stage.begin()
      asked.append(stage.turn.askedTarget?.provider ?? "")
      _ = stage.answers(1)
      routing = stage.routing
    }
    #expect(asked.joined() == "abbbbbaaaaaa")
    #expect(routing.breakers.state(of: first) == .closed)
  }

  @Test func `open no breaker and take no health for what the request brought about`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.refuses(1, 400, "invalid_request")
    #expect(stage.routing.breakers == Breakers())
    #expect(stage.routing.health.score(of: first, at: stage.now) == 1)
  }

  @Test func `ask a target again once its key has changed`() {
    let stage = TurnStage("a/m", "b/m")
    stage.routing.use(AccountTag(text: "old"), of: "a")
    stage.routing.breakers.fail(first, with: Failure(.auth), at: stage.now, draw: 0)
    stage.routing.use(AccountTag(text: "new"), of: "a")
    #expect(stage.begin().first == "try 1 a/m: first in the route")
  }

  // MARK: Health

  @Test func `note every attempt in the table of health`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.refuses(1, 503, "overloaded")
    _ = stage.answers(2)
    let second = Target(provider: "b", model: "m")
    #expect(stage.routing.health.errorRate(of: first, at: stage.now) == 1)
    #expect(stage.routing.health.errorRate(of: second, at: stage.now) == 0)
  }

  @Test func `note connections that failed`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.breaks(1, .connect, .unsent)
    #expect(stage.routing.health.errorRate(of: first, at: stage.now) == 1)
  }

  @Test(arguments: [
    TurnEvent.cancel, .keyUnavailable(TransferID(value: 1), Failure(.auth)),
  ])
  func `note nothing of what was stopped or had no key`(event: TurnEvent) {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.handle(event)
    #expect(stage.routing.health.errorRate(of: first, at: stage.now) == nil)
  }
}
