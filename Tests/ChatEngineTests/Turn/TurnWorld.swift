@testable import ChatEngine

/// A world that does to turns whatever a seed says, keeps count, and names what went wrong.
final class TurnWorld {
  /// How often things happened in all turns.
  struct Seen {
    var hits = 0
    var kept = 0
    var waits = 0
    var queues = 0
    var refusals = 0
    var hedges = 0
    var requests = 0
    var racesWonBySecond = 0
  }

  /// What the world knows of a reservation that is neither settled nor withdrawn.
  enum Place { case wanted, held }

  struct Transfer {
    let id: TransferID
    var hasStatus = false
  }

  var random: SeededRandom
  var routing = RoutingState()
  var now = Instant(nanoseconds: 1)
  var seen = Seen()
  private(set) var turn: Turn

  /// At most two.
  private var open: [Transfer] = []
  private var timers: [TurnTimer: Instant] = [:]
  private var places: [TransferID: Place] = [:]
  private var tickets: Set<TransferID> = []
  /// What the desk will say.
  private var words: [(ticket: TransferID, admission: Admission)] = []
  private var isAsking = false
  private var isLookingUp = false
  private var asked: [Target: Int] = [:]
  private var lastHedge: Target?
  private var lastCancelled: Target?
  private var records: [AttemptRecord] = []
  private var settled: [Double] = []
  private(set) var ends: [TurnEnd] = []
  private(set) var faults: [String] = []

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    turn = TurnWorld.makeTurn(0, using: &random)
    // Targets whose usual times are known, so that a slow one may get a rival.
    for provider in ["a", "b", "c"] {
      let record = AttemptRecord(
        target: Target(provider: provider, model: "m"), outcome: .answered,
        firstToken: .seconds(2), total: .seconds(4), usage: Usage(outputTokens: 100))
      for _ in 0..<20 { routing.health.note(record, at: now) }
    }
  }

  static func makeTurn(_ id: UInt64, using random: inout SeededRandom) -> Turn {
    let candidates = ["a/m", "b/m", "c/m"].compactMap { Target($0) }.map {
      Candidate(
        RouteTarget($0),
        provider: Provider(name: $0.provider, dialect: .gemini, baseURL: "https://\($0.provider)"),
        model: Model(id: $0.model, price: Price(input: 1, output: 10)))
    }
    let route = Route(
      name: "r", targets: candidates.map(\.routeTarget),
      policy: RoutePolicy.allCases.randomElement(using: &random) ?? .failover,
      onCut: Route.OnCut.allCases.randomElement(using: &random) ?? .restart,
      hedge: Bool.random(using: &random))
    var settings = TurnSettings(codec: { _ in StubCodec() })
    settings.hasPerson = true
    settings.cache = Bool.random(using: &random) ? .always : .never
    settings.cacheKey = { request, _, _ in CacheKey(text: request.url) }
    return Turn(
      id: TurnID(id), route: route, candidates: candidates, request: TurnStage.prompt("Hello"),
      settings: settings, startedAt: Timestamp(milliseconds: 0),
      random: SeededRandom(seed: random.next()))
  }

  /// Runs one turn to its end and a little beyond.
  func run(_ id: UInt64) {
    turn = TurnWorld.makeTurn(id, using: &random)
    (open, timers, places, tickets, words) = ([], [:], [:], [], [])
    (isAsking, isLookingUp, asked) = (false, false, [:])
    (lastHedge, lastCancelled) = (nil, nil)
    (records, settled, ends, faults) = ([], [], [], [])
    send(.begin)
    var events = 0
    while ends.isEmpty, events < 20_000 {
      send(nextEvent())
      events += 1
    }
    for event in [TurnEvent.begin, .cancel, .timer(.idle), .timer(.place), .choose(.retry)] {
      send(event)
    }
    check()
  }

  private func check() {
    guard ends.count == 1, let end = ends.first else {
      return faults.append("ended \(ends.count) times")
    }
    if !timers.isEmpty { faults.append("left timers") }
    if !open.isEmpty { faults.append("left transfers") }
    if !places.isEmpty { faults.append("left \(places.count) reservations") }
    // Three counted attempts and two that were never sent.
    if asked.values.contains(where: { $0 > 5 }) { faults.append("asked too often") }
    let sent = records.count { $0.status != nil }
    if sent > 6 { faults.append("made \(sent) attempts") }
    if end.ending.attempts != records { faults.append("lost an attempt") }
    let costs = records.compactMap(\.cost)
    let none = end.ending.cached == nil ? nil : 0.0
    if end.cost != (costs.isEmpty ? none : costs.reduce(0, +)) { faults.append("cost another sum") }
    if settled.reduce(0, +) != costs.reduce(0, +) { faults.append("settled another sum") }
    if end.outcome == .answered, end.ending.cached == nil, records.last?.outcome != .answered {
      faults.append("was answered by another attempt than the last")
    }
  }

  private func send(_ event: TurnEvent) {
    let isOver = !ends.isEmpty
    let effects = turn.handle(event, at: now, routing: &routing)
    if isOver, !effects.isEmpty { faults.append("went on after its end") }
    for effect in effects { note(effect) }
  }

  // MARK: What the turn does

  private func note(_ effect: TurnEffect) {
    switch effect {
    case .startTransfer(let id, _, _):
      open.append(Transfer(id: id))
      seen.requests += 1
      if open.count > places.values.count(where: { $0 == .held }) {
        faults.append("sent without a place")
      }
    case .cancelTransfer(let id): close(id)
    case .setTimer(let timer, let at): timers[timer] = at
    case .clearTimer(let timer): timers[timer] = nil
    case .remember: break
    case .lookUp: isLookingUp = true
    case .keep: seen.kept += 1
    case .reserve(let reservation): take(reservation)
    case .withdraw(let ticket):
      if places.removeValue(forKey: ticket) == nil { faults.append("withdrew twice") }
      words.removeAll { $0.ticket == ticket }
    case .settle(let ticket, let settlement):
      if places.removeValue(forKey: ticket) != .held { faults.append("settled twice") }
      settled.append(settlement.cost ?? .nan)
    case .publish(let update): note(update)
    }
  }

  private func note(_ update: TurnUpdate) {
    switch update {
    case .attemptStarted(_, let target, _): asked[target, default: 0] += 1
    case .attemptEnded(let record):
      records.append(record)
      lastCancelled = record.outcome == .cancelled ? record.target : nil
    case .asks: isAsking = true
    case .ended(let end):
      ends.append(end)
    case .looked(let hit): if hit != nil { seen.hits += 1 }
    case .passedOver: seen.refusals += 1
    case .waiting(_, _, let failure): if failure.code == Failure.ownLimitCode { seen.waits += 1 }
    case .queued: seen.queues += 1
    case .hedged(_, let target):
      seen.hedges += 1
      lastHedge = target
    case .part:
      if let lastCancelled, lastCancelled != lastHedge { seen.racesWonBySecond += 1 }
      lastCancelled = nil
    case .retrying, .failedOver, .partialKept, .continuing: break
    }
  }

  private func close(_ id: TransferID) { open.removeAll { $0.id == id } }

  /// The desk thinks of something to say.
  private func take(_ reservation: Reservation) {
    let ticket = reservation.ticket
    if !tickets.insert(ticket).inserted { faults.append("used a ticket twice") }
    places[ticket] = .wanted
    let hint: Duration? = Bool.random(using: &random) ? .seconds(7) : nil
    let limited = Failure(.rateLimited, code: Failure.ownLimitCode, retryAfter: hint)
    switch Int.random(in: 0..<20, using: &random) {
    case 0: words.append((ticket, .refused(Failure(.budget))))
    case 1, 2: words.append((ticket, .refused(limited)))
    case 3, 4: words.append((ticket, reservation.mayWait ? .queued : .refused(limited)))
    case 5, 6:
      let later = now + .seconds(5)
      words.append((ticket, reservation.mayWait ? .granted(at: later) : .refused(limited)))
    default: words.append((ticket, .granted(at: now)))
    }
  }

  // MARK: What happens to the turn

  private func nextEvent() -> TurnEvent {
    now += .milliseconds(Int.random(in: 1...3_000, using: &random))
    if Int.random(in: 0..<200, using: &random) == 0 { return .cancel }
    if isLookingUp { return look() }
    if !words.isEmpty, Int.random(in: 0..<4, using: &random) > 0 { return say() }
    if isAsking {
      isAsking = false
      return .choose(CutChoice.allCases.randomElement(using: &random) ?? .keep)
    }
    let first = timers.min { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    if let first, open.isEmpty || first.value <= now || Int.random(in: 0..<12, using: &random) == 0
    {
      now = max(now, first.value)
      timers[first.key] = nil
      return .timer(first.key)
    }
    guard let transfer = open.randomElement(using: &random) else {
      return words.isEmpty ? .cancel : say()
    }
    return event(of: transfer)
  }

  private func look() -> TurnEvent {
    isLookingUp = false
    guard Int.random(in: 0..<4, using: &random) == 0 else { return .found(nil) }
    return .found(
      CachedAnswer(
        target: Target(provider: "a", model: "m"), parts: [.text("Hi"), .finish(.stop, raw: nil)],
        time: Timestamp(milliseconds: 1)))
  }

  private func say() -> TurnEvent {
    let (ticket, admission) = words.removeFirst()
    switch admission {
    case .granted: places[ticket] = .held
    case .queued: words.append((ticket, .granted(at: now)))
    case .refused: places[ticket] = nil
    }
    return .admission(ticket, admission)
  }

  private func event(of transfer: Transfer) -> TurnEvent {
    let id = transfer.id
    if !transfer.hasStatus { return beforeStatus(id) }
    let lines = [
      "T word", "R hm", "C tool", ": ping", "U 10 20", "S r", "F stop", "F length", "E overloaded",
      "invalid_request", "rate_limited",
    ]
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      close(id)
      return .transfer(id, .ended(TransferTimings()))
    case 1 where Bool.random(using: &random):
      close(id)
      let error = TransportError(.reset, .answered, message: "")
      return .transfer(id, .failed(error, TransferTimings()))
    default:
      return .transfer(id, .body(Array((lines.randomElement(using: &random) ?? "").utf8)))
    }
  }

  private func beforeStatus(_ id: TransferID) -> TurnEvent {
    if Int.random(in: 0..<4, using: &random) == 0 {
      close(id)
      if Int.random(in: 0..<4, using: &random) == 0 {
        return .keyUnavailable(id, Failure(.auth))
      }
      let kind = TransportError.Kind.allCases.randomElement(using: &random) ?? .dns
      let phase: TransportError.Phase = Bool.random(using: &random) ? .unsent : .sent
      return .transfer(id, .failed(TransportError(kind, phase, message: ""), TransferTimings()))
    }
    for index in open.indices where open[index].id == id { open[index].hasStatus = true }
    let statuses = [
      200, 200, 200, 200, 200, 200, 200, 200, 204, 302, 400, 401, 404, 408, 429, 500, 503, 529,
    ]
    let hints = [[], [HTTPHeader("retry-after", "30")], [HTTPHeader("retry-after", "500")]]
    return .transfer(
      id,
      .responded(
        status: statuses.randomElement(using: &random) ?? 200,
        headers: hints.randomElement(using: &random) ?? [], httpVersion: "2"))
  }
}
