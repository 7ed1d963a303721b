/// A route asked by many at once on a virtual clock, with targets that fail as they are told to.
///
/// Every decision is the program's own: the turns are those that answer a person, with the state that
/// they share. Only the network is made up, and an hour of it takes a moment.
package struct Simulation {
  package struct Settings: Sendable {
    package var turns = 1000
    /// How many of them begin in a second, on average.
    package var turnsPerSecond = 1.0
    /// The same seed, the same run.
    package var seed: UInt64 = 1
    package var faults: [SimulatedFault] = []
    /// The share of requests that suffer from any fault at any time.
    package var noise = 0.0
    /// The share of prompts that are results of tools.
    package var toolShare = 0.0
    /// Tokens of a prompt, the median.
    package var promptTokens = 400.0
    /// Tokens of an answer, the median.
    package var answerTokens = 250.0

    package init() {}

    /// The time in which the turns begin.
    var length: Duration { .seconds(Double(max(turns, 1)) / max(turnsPerSecond, 1e-6)) }
  }

  /// How prompts become requests and bodies parts.
  package struct Wiring: Sendable {
    package var turn: TurnSettings
    package var wire: SimulatedWire

    package init(turn: TurnSettings, wire: SimulatedWire) {
      self.turn = turn
      self.wire = wire
    }

    package static let real = Wiring(turn: .standard, wire: .dialects)
  }

  /// Says who may go out when, by the simulation's clock.
  package typealias DeskMaker = (_ now: @escaping () -> Instant) -> any AdmissionDesk

  private enum Event {
    case arrival
    case turn(TurnID, TurnEvent)
    /// The next thing happens to a transfer.
    case step(TurnID, TransferID)
  }

  /// Is shown every effect of every turn, before it is carried out.
  package var observe: (TurnID, TurnEffect, Instant) -> Void = { _, _, _ in }

  private let route: SimulatedRoute
  private let settings: Settings
  private let wiring: Wiring
  private let desk: any AdmissionDesk
  private let clock = SimulatedClock()
  private let sentence: ErrorSentence
  private let start: Instant
  private var routing = RoutingState()
  private var events = Timers<Event>()
  private var turns: [TurnID: SimulatedTurn] = [:]
  private var begun: UInt64 = 0
  private var random: SimulationRandom
  private var tally: SimulationTally

  /// A run that has not begun; without a desk of its own the providers' limits hold.
  package init(
    _ route: SimulatedRoute, settings: Settings, wiring: Wiring = .real,
    desk: DeskMaker = { SimulatedDesk(now: $0) }
  ) {
    self.route = route
    self.settings = settings
    self.wiring = wiring
    self.desk = desk { [clock] in clock.now }
    start = clock.now
    sentence = ErrorSentence(providers: route.candidates.map(\.provider), at: .commandLine)
    random = SimulationRandom(seed: settings.seed)
    tally = SimulationTally(
      targets: route.candidates.map(\.target), start: start, length: settings.length)
  }

  /// Runs until the last turn has ended.
  package mutating func run() -> SimulationReport {
    if settings.turns > 0 { schedule(.arrival, after: .zero) }
    while let due = events.next {
      clock.now = max(due, clock.now)
      while let event = events.takeDue(at: clock.now) { handle(event) }
    }
    return tally.finished
  }

  // MARK: Events

  private mutating func handle(_ event: Event) {
    switch event {
    case .arrival: arrive()
    case .turn(let id, let event): send(event, to: id)
    case .step(let id, let transfer): advance(transfer, of: id)
    }
    for (id, event) in clock.takeLetters() { schedule(.turn(id, event), after: .zero) }
  }

  private mutating func schedule(_ event: Event, after delay: Duration) {
    _ = events.schedule(at: clock.now + delay, event)
  }

  /// A prompt is sent, and the next one will be.
  private mutating func arrive() {
    begun += 1
    let id = TurnID(begun)
    var own = SimulationRandom(seed: settings.seed &+ begun &* 0x9E37_79B9_7F4A_7C15)
    let prompt = Int(min(max(own.spread(settings.promptTokens), 1), 100_000))
    let length = Int(min(max(own.spread(settings.answerTokens), 1), 100_000))
    let withTools = settings.toolShare > 0 && own.draw() < settings.toolShare
    let request = SimulatedPrompt.request(tokens: prompt, number: begun, withTools: withTools)
    let turn = Turn(
      id: id, route: route.route, candidates: route.candidates, request: request,
      settings: settingsOfTurns, startedAt: SimulatedPrompt.time,
      random: SimulationRandom(seed: own.next()))
    turns[id] = SimulatedTurn(
      turn, number: begun, began: clock.now,
      answer: SimulatedAnswer(promptTokens: prompt, tokens: length), random: own, runStart: start)
    send(.begin, to: id)
    guard begun < UInt64(clamping: settings.turns) else { return }
    let gap = random.gap(mean: 1 / max(settings.turnsPerSecond, 1e-6))
    schedule(.arrival, after: .seconds(gap))
  }

  /// A person is simulated, too.
  private var settingsOfTurns: TurnSettings {
    var settings = wiring.turn
    settings.hasPerson = true
    return settings
  }

  private mutating func advance(_ transfer: TransferID, of id: TurnID) {
    guard let step = turns[id]?.transfers[transfer]?.popFirst() else { return }
    send(.transfer(transfer, step.event), to: id)
    guard let next = turns[id]?.transfers[transfer]?.first else { return }
    schedule(.step(id, transfer), after: next.after)
  }

  private mutating func send(_ event: TurnEvent, to id: TurnID) {
    guard let turn = turns[id] else { return }
    if case .timer(let timer) = event { turn.timers[timer] = nil }
    let effects = turn.turn.handle(event, at: clock.now, routing: &routing)
    for effect in effects {
      observe(id, effect, clock.now)
      perform(effect, for: turn)
    }
    if turn.turn.hasEnded { turns[id] = nil }
  }

  // MARK: Effects

  private mutating func perform(_ effect: TurnEffect, for turn: SimulatedTurn) {
    let id = turn.turn.id
    switch effect {
    case .startTransfer(let transfer, _, _): begin(transfer, for: turn)
    case .cancelTransfer(let transfer): turn.transfers[transfer] = nil
    case .setTimer(let timer, let due):
      if let old = turn.timers[timer] { events.cancel(old) }
      turn.timers[timer] = events.schedule(at: max(due, clock.now), .turn(id, .timer(timer)))
    case .clearTimer(let timer):
      if let old = turn.timers.removeValue(forKey: timer) { events.cancel(old) }
    case .publish(let update): publish(update, of: turn)
    case .lookUp: clock.post(.found(nil), to: id)
    case .reserve(let reservation):
      let ticket = reservation.ticket
      desk.reserve(reservation) { [clock] in clock.post(.admission(ticket, $0), to: id) }
    case .withdraw(let ticket): desk.withdraw(ticket)
    case .settle(let ticket, let settlement): desk.settle(ticket, settlement)
    case .keep, .remember: break
    }
  }

  /// A request goes to the target that was last said to be asked.
  private mutating func begin(_ transfer: TransferID, for turn: SimulatedTurn) {
    guard let candidate = route.candidates.first(where: { $0.target == turn.asked }) else { return }
    let (target, dialect) = (candidate.target, candidate.provider.dialect)
    let behaviour = route.targets[target] ?? SimulatedTarget()
    let fault = fault(of: target, using: &turn.random)
    let steps = behaviour.steps(
      answer: turn.answer, fault, dialect, wiring.wire, using: &turn.random)
    turn.transfers[transfer] = steps[...]
    guard let first = steps.first else { return }
    schedule(.step(turn.turn.id, transfer), after: first.after)
  }

  /// What a request suffers from that is sent now.
  private func fault(
    of target: Target, using random: inout SimulationRandom
  ) -> SimulatedFault.Kind? {
    let share = (clock.now - start).inSeconds / settings.length.inSeconds
    if let fault = settings.faults.first(where: {
      $0.target == target && $0.span.contains(share)
    }) {
      return fault.kind
    }
    guard settings.noise > 0, random.draw() < settings.noise else { return nil }
    return SimulatedFault.Kind.allCases.randomElement(using: &random)
  }

  private mutating func publish(_ update: TurnUpdate, of turn: SimulatedTurn) {
    tally.take(update, at: clock.now)
    switch update {
    case .attemptStarted(_, let target, _): turn.asked = target
    case .part(let part):
      guard turn.firstShown == nil, part.isShown else { return }
      turn.firstShown = clock.now
      if tally.wantsStories { turn.story.show(at: clock.now) }
    case .attemptEnded(let record): tally.look(at: routing.breakers, of: record.target)
    case .asks: schedule(.turn(turn.turn.id, .choose(.retry)), after: .seconds(2))
    case .passedOver, .queued, .looked, .hedged, .waiting, .retrying, .failedOver, .partialKept,
      .continuing, .ended:
      break
    }
    if tally.wantsStories { turn.story.take(update, at: clock.now, sentence) }
    if case .ended(let end) = update { tally.end(turn, end, at: clock.now) }
  }
}

extension StreamPart {
  /// Whether a person sees something of it.
  fileprivate var isShown: Bool {
    switch self {
    case .text(let text), .reasoning(let text): !text.isEmpty
    case .toolCallBegan: true
    case .started, .textSignature, .reasoningSeal, .toolCallArguments, .toolCallEnded, .usage,
      .limits, .finish, .failed, .note:
      false
    }
  }
}
