import Testing

@testable import ChatEngine

/// A small seeded generator (SplitMix64).
private struct Seeded: RandomNumberGenerator, Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// A world that does to turns whatever a seed says, and keeps count.
private struct World {
  var random: Seeded
  var routing = RoutingState()
  var now = Instant(nanoseconds: 1)
  var turn: Turn
  var open: TransferID?
  var hasStatus = false
  var timers: [TurnTimer: Instant] = [:]
  var isAsking = false
  var asked: [Target: Int] = [:]
  var unsent: [Target: Int] = [:]
  var records: [AttemptRecord] = []
  var ends: [TurnEnd] = []
  var effectsAfterEnd = 0
  var events = 0

  init(seed: UInt64) {
    random = Seeded(state: seed)
    turn = World.makeTurn(0, using: &random)
  }

  static func makeTurn(_ id: UInt64, using random: inout Seeded) -> Turn {
    let candidates = ["a/m", "b/m", "c/m"].compactMap { Target($0) }.map {
      Candidate(
        RouteTarget($0),
        provider: Provider(name: $0.provider, dialect: .gemini, baseURL: "https://\($0.provider)"),
        model: Model(id: $0.model, price: Price(input: 1, output: 10)))
    }
    let route = Route(
      name: "r", targets: candidates.map(\.routeTarget),
      onCut: Route.OnCut.allCases.randomElement(using: &random) ?? .restart)
    return Turn(
      id: TurnID(id), route: route, candidates: candidates, request: TurnStage.prompt("Hello"),
      settings: TurnSettings(codec: { _ in StubCodec() }), startedAt: Timestamp(milliseconds: 0),
      random: Seeded(state: random.next()))
  }

  mutating func run(_ id: UInt64) {
    turn = World.makeTurn(id, using: &random)
    (open, hasStatus, isAsking) = (nil, false, false)
    (timers, asked, unsent, records, ends) = ([:], [:], [:], [], [])
    (effectsAfterEnd, events) = (0, 0)
    send(.begin)
    while ends.isEmpty, events < 10_000 { send(nextEvent()) }
    for event in [TurnEvent.begin, .cancel, .timer(.idle), .choose(.retry)] { send(event) }
  }

  mutating func send(_ event: TurnEvent) {
    events += 1
    let isOver = !ends.isEmpty
    let effects = turn.handle(event, at: now, routing: &routing)
    if isOver { effectsAfterEnd += effects.count }
    for effect in effects { note(effect) }
  }

  mutating func note(_ effect: TurnEffect) {
    switch effect {
    case .startTransfer(let id, _, _): (open, hasStatus) = (id, false)
    case .cancelTransfer(let id): if open == id { open = nil }
    case .setTimer(let timer, let at): timers[timer] = at
    case .clearTimer(let timer): timers[timer] = nil
    case .remember, .lookUp, .keep, .reserve, .withdraw, .settle: break
    case .publish(.attemptStarted(_, let target, _)): asked[target, default: 0] += 1
    case .publish(.attemptEnded(let record)): records.append(record)
    case .publish(.asks): isAsking = true
    case .publish(.ended(let end)): ends.append(end)
    case .publish: break
    }
  }

  mutating func nextEvent() -> TurnEvent {
    now += .milliseconds(Int.random(in: 1...3_000, using: &random))
    if Int.random(in: 0..<200, using: &random) == 0 { return .cancel }
    if isAsking {
      isAsking = false
      return .choose(CutChoice.allCases.randomElement(using: &random) ?? .keep)
    }
    let first = timers.min { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    if let first, open == nil || Int.random(in: 0..<12, using: &random) == 0 {
      now = max(now, first.value)
      timers[first.key] = nil
      return .timer(first.key)
    }
    guard let open else { return .cancel }
    return transferEvent(open)
  }

  mutating func transferEvent(_ id: TransferID) -> TurnEvent {
    if !hasStatus { return beforeStatus(id) }
    let lines = [
      "T word", "R hm", "C tool", ": ping", "U 10 20", "S r", "F stop", "F length", "E overloaded",
      "invalid_request", "rate_limited",
    ]
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      open = nil
      return .transfer(id, .ended(TransferTimings()))
    case 1 where Bool.random(using: &random):
      open = nil
      let error = TransportError(.reset, .answered, message: "")
      return .transfer(id, .failed(error, TransferTimings()))
    default:
      return .transfer(id, .body(Array((lines.randomElement(using: &random) ?? "").utf8)))
    }
  }

  mutating func beforeStatus(_ id: TransferID) -> TurnEvent {
    if Int.random(in: 0..<4, using: &random) == 0 {
      open = nil
      if Int.random(in: 0..<4, using: &random) == 0 {
        return .keyUnavailable(id, Failure(.auth))
      }
      let kind = TransportError.Kind.allCases.randomElement(using: &random) ?? .dns
      let phase: TransportError.Phase = Bool.random(using: &random) ? .unsent : .sent
      return .transfer(id, .failed(TransportError(kind, phase, message: ""), TransferTimings()))
    }
    hasStatus = true
    let statuses = [200, 200, 200, 204, 302, 400, 401, 404, 408, 429, 500, 503, 529]
    let hints = [[], [HTTPHeader("retry-after", "30")], [HTTPHeader("retry-after", "500")]]
    return .transfer(
      id,
      .responded(
        status: statuses.randomElement(using: &random) ?? 200,
        headers: hints.randomElement(using: &random) ?? [], httpVersion: "2"))
  }
}

@Suite struct `Twenty thousand turns with random faults` {
  @Test func `each end once, within their limits, and cost the sum of their attempts`() {
    var world = World(seed: 20_261_123)
    var outcomes: [TurnEnd.Outcome: Int] = [:]
    var wrong: [String] = []
    for id in 0..<20_000 {
      world.run(UInt64(id))
      guard world.ends.count == 1, let end = world.ends.first else {
        wrong.append("turn \(id) ended \(world.ends.count) times")
        continue
      }
      outcomes[end.outcome, default: 0] += 1
      if world.effectsAfterEnd > 0 { wrong.append("turn \(id) went on after its end") }
      if !world.timers.isEmpty { wrong.append("turn \(id) left timers") }
      // Three counted attempts and two that were never sent.
      if world.asked.values.contains(where: { $0 > 5 }) {
        wrong.append("turn \(id) asked too often")
      }
      let sent = world.records.count { $0.status != nil }
      if sent > 6 { wrong.append("turn \(id) made \(sent) attempts") }
      if end.ending.attempts != world.records { wrong.append("turn \(id) lost an attempt") }
      let costs = world.records.compactMap(\.cost)
      if end.cost != (costs.isEmpty ? nil : costs.reduce(0, +)) {
        wrong.append("turn \(id) cost something else")
      }
    }
    #expect(wrong.prefix(5) == [])
    // The faults are such that every outcome happens often.
    #expect(outcomes.count == 3)
    #expect(outcomes.values.allSatisfy { $0 > 500 })
  }
}
