/// Everything done to answer one prompt: attempts, waits, failovers, until one answer or the end.
///
/// A value without a clock, a socket or a thread: it is fed events and answers with effects. The one
/// retry loop of the program is here.
///
/// There is one of each, which is never copied: reading a part of so large a value would otherwise copy
/// all of it, with every token.
package struct Turn: ~Copyable {
  enum Stage: Sendable, Equatable {
    /// Next: lookingUp, admitting, ended.
    case ready
    /// The cache is asked. Next: admitting, ended.
    case lookingUp
    /// A place for a request is wanted (`plan`). Next: running, waiting, ended.
    case admitting
    /// A request is under way (`attempt`). Next: running, admitting, waiting, asking, ended.
    case running
    /// The next request goes out later. Next: admitting, ended.
    case waiting
    /// A person decides about a cut answer. Next: admitting, waiting, ended.
    case asking([CutChoice])
    case ended
  }

  package let id: TurnID
  let route: Route
  let settings: TurnSettings
  let startedAt: Timestamp
  /// Every attempt is made from it, so that results of tools go out under the same call ids (P4).
  let request: ChatRequest
  let candidates: [Candidate]
  /// Without anybody to ask until the turn begins: the order depends on what is known by then.
  var failover: Failover
  var random: any RandomNumberGenerator & Sendable

  var stage = Stage.ready
  var attempt: Attempt?
  /// Asked beside the first one while that is slow; neither has shown anything.
  var rival: Attempt?
  /// The request that waits for its place.
  var plan: AttemptPlan?
  /// A hedge that waits for the word on its place.
  var hedgePlan: AttemptPlan?
  /// Who was refused a place since the last request went out.
  var round = AdmissionRound()
  var armed = TurnTimers()
  var began = Instant.zero
  /// When the last attempt ended: the wait before the next one counts from there.
  var lastEnd: Instant?
  var lastPlace: Int?
  @Rare var lastFailure: Failure?
  /// Why the last reservation was refused, until a request goes out.
  @Rare var lastRefusal: Failure?
  /// Reservations and transfers that were named.
  var tickets: UInt64 = 0
  var requests = 0
  var records: [AttemptRecord] = []
  /// What was shown of the answer that may have to be continued; empty where the route never does.
  var partialText = ""
  /// What the continued answer's earlier attempts left out.
  var earlierNotes: [String] = []
  /// The cut answer and the words that ask to go on; empty unless an answer is continued.
  var continuation: [Message] = []
  /// From the decision to continue until the request for it goes out.
  var isContinuing = false
  var hasContinued = false
  var hasAskedAgainForEmpty = false
  /// The partial answer that waits for a person's choice, or for going on.
  @Rare var cutEnding: Ending?

  /// A turn that has not begun; `candidates` are the route's targets, `startedAt` the time of day of
  /// `begin`, which dates in headers are held against.
  package init(
    id: TurnID, route: Route, candidates: [Candidate], request: ChatRequest,
    settings: TurnSettings, startedAt: Timestamp, random: any RandomNumberGenerator & Sendable
  ) {
    self.id = id
    self.route = route
    self.settings = settings
    self.startedAt = startedAt
    self.request = request
    self.candidates = candidates
    self.random = random
    failover = Failover([], route: route)
  }

  /// Whom the request that is under way asks; of two that race, the first one.
  package var askedTarget: Target? { attempt?.candidate.target }

  package var hasEnded: Bool { stage == .ended }

  /// Takes an event and leaves in the step what it wants done; what does not belong to the present stage
  /// is ignored.
  package mutating func handle(_ event: TurnEvent, _ step: inout Step) {
    switch event {
    case .begin: begin(&step)
    case .transfer(let transfer, let event):
      guard takeInHand(transfer) else { return }
      receive(event, &step)
      putBack()
    case .timer(let timer):
      guard armed.remove(timer) else { return }
      fire(timer, &step)
    case .admission(let ticket, let admission): admit(ticket, admission, &step)
    case .found(let answer): take(answer, &step)
    case .keyUnavailable(let transfer, let failure):
      guard takeInHand(transfer) else { return }
      lackKey(failure, &step)
      putBack()
    case .cancel: cancel(&step)
    case .choose(let choice): choose(choice, &step)
    }
  }

  /// What an event is handled with, kept by the one who runs the turns: when, what is known of the
  /// targets, and what is wanted done, in that order.
  package struct Step {
    package var now = Instant.zero
    package var effects: [TurnEffect] = []
    package var routing = RoutingState()

    package init() {}

    mutating func publish(_ update: TurnUpdate) { effects.append(.publish(update)) }
  }

  /// Takes an event by itself and gives what it wants done.
  package mutating func handle(
    _ event: TurnEvent, at now: Instant, routing: inout RoutingState
  ) -> [TurnEffect] {
    var step = Step()
    step.now = now
    // Lent, not shared: two owners would mean a copy of all that is known of each target.
    swap(&step.routing, &routing)
    handle(event, &step)
    swap(&step.routing, &routing)
    return step.effects
  }

  /// The time of day, moved on by the monotonic clock: setting the clock in between does not matter.
  func wallClock(_ step: Step) -> Timestamp {
    let passed = (step.now - began).milliseconds
    return Timestamp(milliseconds: startedAt.milliseconds &+ passed)
  }

  /// U(0,1) from the upper 53 bits, so that a test can say what it gets.
  mutating func draw() -> Double { Double(random.next() >> 11) * 0x1p-53 }

  mutating func set(_ timer: TurnTimer, at instant: Instant, _ step: inout Step) {
    armed.insert(timer)
    step.effects.append(.setTimer(timer, at: instant))
  }

  mutating func clear(_ timer: TurnTimer, _ step: inout Step) {
    if armed.remove(timer) { step.effects.append(.clearTimer(timer)) }
  }

  mutating func clearTimers(_ step: inout Step) {
    guard !armed.isEmpty else { return }
    for timer in TurnTimer.allCases { clear(timer, &step) }
  }

  private mutating func begin(_ step: inout Step) {
    guard stage == .ready else { return }
    began = step.now
    // Only costs ask how long the prompt is.
    let tokens = route.policy == .cheapest ? TokenEstimate.tokens(in: request) : 0
    let selection = Selection(
      policy: route.policy, health: step.routing.health, now: step.now,
      expected: TokenEstimate.usage(prompt: tokens, of: request))
    failover = Failover(selection.order(candidates) { draw() }, route: route)
    if !lookUp(&step) { proceed(&step) }
  }

  private mutating func lackKey(_ failure: Failure, _ step: inout Step) {
    var failure = failure
    attempt?.isTransferOpen = false
    if failure.kind == .auth { failure.code = failure.code ?? Failure.noKeyCode }
    // No request went out: providers without a key must not use up the attempts of those with one.
    if let attempt { failover.takeBack(attempt.place) }
    fail(failure, in: .notSent, remedy: .leaveProvider, isTargetsFault: false, &step)
  }

  private mutating func cancel(_ step: inout Step) {
    switch stage {
    case .ended: return
    case .running:
      let failure = Failure(.cancelled)
      if rival != nil {
        swap(&attempt, &rival)
        _ = closeAttempt(.cancelled, failure: failure, timings: nil, &step)
        swap(&attempt, &rival)
      }
      let ending = closeAttempt(.cancelled, failure: failure, timings: nil, &step)
      end(.cancelled, ending, &step)
    case .asking: end(.cancelled, cutEnding ?? bareEnding(Failure(.cancelled)), &step)
    case .ready, .lookingUp, .admitting, .waiting:
      end(.cancelled, bareEnding(Failure(.cancelled)), &step)
    }
  }

  /// Nothing follows.
  mutating func end(_ outcome: TurnEnd.Outcome, _ ending: Ending, _ step: inout Step) {
    withdrawPlans(&step)
    clearTimers(&step)
    stage = .ended
    let nothing = ending.cached == nil ? nil : 0.0
    let cost = records.reduce(nil as Double?) { sum, record in
      record.cost.map { (sum ?? 0) + $0 } ?? sum
    }
    step.publish(.ended(TurnEnd(outcome: outcome, ending: ending, cost: cost ?? nothing)))
  }

  /// The ending of a turn whose last attempt wrote nothing; an answer that was to go on after a cut
  /// keeps what is known of it.
  func bareEnding(_ failure: Failure) -> Ending {
    guard isContinuing, var ending = cutEnding else {
      return Ending(
        attempts: records, notes: earlierNotes, failure: failure, requestID: failure.requestID)
    }
    ending.attempts = records
    ending.failure = failure
    return ending
  }
}
