@testable import ChatEngine

/// Always the same number; the default makes every draw ½.
struct ConstantRandom: RandomNumberGenerator, Sendable {
  var value: UInt64 = 1 << 63

  func next() -> UInt64 { value }
}

/// A turn on a stage: a clock that the test moves, and effects as lines that it reads.
final class TurnStage {
  var turn: Turn
  var hasEnded: Bool { turn.hasEnded }
  var failover: Failover { turn.failover }
  var routing = RoutingState()
  var now = Instant(nanoseconds: 1_000_000_000_000)
  let start = Instant(nanoseconds: 1_000_000_000_000)
  /// What is said to a reservation; nil for nothing yet.
  ///
  /// Everything is granted unless a test says no.
  var desk: @Sendable (Reservation, Instant) -> Admission? = { .granted(at: $1) }
  /// Whether the lines tell what is said to the desk.
  var showsDesk = false

  /// Providers `a`, `b`… are written as targets `a/m`, in the order of the route.
  init(
    _ targets: String..., policy: RoutePolicy = .failover, onCut: Route.OnCut = .restart,
    hedge: Bool = false, attempts: Int = 6, attemptsPerTarget: Int = 3,
    request: ChatRequest = prompt("Hello"), random: UInt64 = 1 << 63,
    settings: TurnSettings = TurnSettings(codec: { _ in StubCodec() }), hasPerson: Bool = true,
    edit: (inout Candidate) -> Void = { _ in }
  ) {
    let candidates = targets.compactMap { Target($0) }.map { target in
      var candidate = Candidate(
        RouteTarget(target),
        provider: Provider(
          name: target.provider, dialect: .openAIChat, baseURL: "https://\(target.provider).test"),
        model: Model(id: target.model, price: Price(input: 1, output: 10)))
      edit(&candidate)
      return candidate
    }
    let route = Route(
      name: "main", targets: candidates.map(\.routeTarget), policy: policy, onCut: onCut,
      hedge: hedge, attemptsPerTarget: attemptsPerTarget, attempts: attempts)
    var settings = settings
    settings.hasPerson = hasPerson
    turn = Turn(
      id: TurnID(0), route: route, candidates: candidates, request: request,
      settings: settings, startedAt: Timestamp(milliseconds: 1_000),
      random: ConstantRandom(value: random))
  }

  static func prompt(_ text: String) -> ChatRequest {
    ChatRequest(messages: [
      Message(
        id: MessageID("1"), parent: nil, role: .user, parts: [.text(text)],
        time: Timestamp(milliseconds: 0))
    ])
  }

  func handle(_ event: TurnEvent) -> [String] {
    effects(of: event).filter { showsDesk || !$0.isForDesk }.map { line($0) }
  }

  /// What an event brings about, the desk's words included.
  func effects(of event: TurnEvent) -> [TurnEffect] {
    var effects: [TurnEffect] = []
    var events = [event]
    while !events.isEmpty {
      for effect in turn.handle(events.removeFirst(), at: now, routing: &routing) {
        effects.append(effect)
        guard case .reserve(let reservation) = effect, let word = desk(reservation, now)
        else { continue }
        events.append(.admission(reservation.ticket, word))
      }
    }
    return effects
  }

  func begin() -> [String] { handle(.begin) }

  func status(_ number: UInt64, _ status: Int, _ headers: [HTTPHeader] = []) -> [String] {
    handle(
      .transfer(
        TransferID(value: number),
        .responded(status: status, headers: headers, httpVersion: "1.1")))
  }

  func body(_ number: UInt64, _ text: String) -> [String] {
    handle(.transfer(TransferID(value: number), .body(Array(text.utf8))))
  }

  func ends(_ number: UInt64) -> [String] {
    handle(.transfer(TransferID(value: number), .ended(TransferTimings())))
  }

  func breaks(
    _ number: UInt64, _ kind: TransportError.Kind, _ phase: TransportError.Phase
  ) -> [String] {
    let error = TransportError(kind, phase, message: "")
    return handle(.transfer(TransferID(value: number), .failed(error, TransferTimings())))
  }

  /// A whole answer that is no 2xx.
  func refuses(
    _ number: UInt64, _ status: Int, _ body: String, _ headers: [HTTPHeader] = []
  ) -> [String] {
    var lines = self.status(number, status, headers)
    lines += self.body(number, body)
    return lines + ends(number)
  }

  /// A whole good answer.
  func answers(_ number: UInt64, _ body: String = "T Hi\nU 10 20\nF stop") -> [String] {
    var lines = status(number, 200)
    lines += self.body(number, body)
    return lines + ends(number)
  }

  func fires(_ timer: TurnTimer, after duration: Duration) -> [String] {
    now += duration
    return handle(.timer(timer))
  }

  /// The last `ended` among the effects of an event.
  func end(_ event: TurnEvent) -> TurnEnd? {
    for effect in effects(of: event) {
      if case .publish(.ended(let end)) = effect { return end }
    }
    return nil
  }
}

extension TurnEffect {
  fileprivate var isForDesk: Bool {
    switch self {
    case .reserve, .withdraw, .settle: true
    case .lookUp, .keep, .startTransfer, .cancelTransfer, .setTimer, .clearTimer, .publish,
      .remember:
      false
    }
  }
}
