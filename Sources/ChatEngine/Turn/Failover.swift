/// Who is asked next: the tally of a turn's attempts, and the limits on them.
struct Failover: Sendable {
  /// What was tried at one candidate.
  struct Tally: Sendable, Equatable {
    /// Counted attempts.
    var attempts = 0
    var freeRetries = 0
    /// Before that it is only asked where nothing else is left.
    var readyAt: Instant?
    /// Not asked any more in this turn.
    var isBarred = false
  }

  enum Next: Sendable, Equatable {
    /// `isAdmitted` is false where every breaker is open and this is the last one left.
    case ask(place: Int, reason: String, isAdmitted: Bool)
    case wait(place: Int, until: Instant)
    case nobody
  }

  let choices: [Selection.Choice]
  let policy: RoutePolicy
  let attemptsPerTarget: Int
  let attemptsInAll: Int
  private(set) var tallies: [Tally]
  private(set) var attempts = 0
  /// Attempts at a target that was asked before in this turn.
  private(set) var retries = 0

  init(_ choices: [Selection.Choice], route: Route) {
    self.choices = choices
    policy = route.policy
    attemptsPerTarget = max(route.attemptsPerTarget, 1)
    attemptsInAll = max(route.attempts, 1)
    tallies = choices.map { _ in Tally() }
  }

  func candidate(_ place: Int) -> Candidate { choices[place].candidate }

  /// The next candidate: one that is ready before one that has to be waited for, the one that was
  /// asked least, and of these the first in order.
  ///
  /// `closed` places are left out; `draws` holds a U(0,1) for each candidate.
  func next(
    at now: Instant, closed: Set<Int>, routing: RoutingState, draws: [Double]
  ) -> Next {
    let left = left(at: now, closed: closed, routing)
    let admitted = left.filter { place in
      routing.breakers.admits(candidate(place).target, at: now, draw: draws[place])
    }
    // The last targets left are never refused: a breaker only chooses between them.
    let pool = admitted.isEmpty ? left : admitted
    if let place = leastAsked(pool, at: now) {
      let reason = reason(place, isAdmitted: !admitted.isEmpty)
      return .ask(place: place, reason: reason, isAdmitted: !admitted.isEmpty)
    }
    let soonest = pool.compactMap { place in tallies[place].readyAt.map { (place, $0) } }
      .min { $0.1 < $1.1 }
    return soonest.map { .wait(place: $0.0, until: $0.1) } ?? .nobody
  }

  /// Who may be asked beside a slow one: ready, healthy and of another provider.
  func rival(
    of place: Int, at now: Instant, routing: RoutingState, draws: [Double]
  ) -> Int? {
    let name = candidate(place).provider.name
    let pool = left(at: now, closed: [place], routing).filter { other in
      candidate(other).provider.name != name
        && routing.breakers.admits(candidate(other).target, at: now, draw: draws[other])
    }
    return leastAsked(pool, at: now)
  }

  /// Places that may still be asked in this turn, now or later.
  func left(at now: Instant, closed: Set<Int>, _ routing: RoutingState) -> [Int] {
    guard attempts < attemptsInAll else { return [] }
    let mayRetry = routing.retryBudget.allowsRetry(after: retries, at: now)
    return tallies.indices.filter { isLeft($0, closed: closed, mayRetry: mayRetry) }
  }

  private func isLeft(_ place: Int, closed: Set<Int>, mayRetry: Bool) -> Bool {
    let tally = tallies[place]
    return !tally.isBarred && !closed.contains(place) && tally.attempts < attemptsPerTarget
      && (tally.attempts == 0 || mayRetry)
  }

  private func leastAsked(_ pool: [Int], at now: Instant) -> Int? {
    pool.lazy.filter { tallies[$0].readyAt.map { $0 <= now } ?? true }
      .min { tallies[$0].attempts < tallies[$1].attempts }
  }

  /// An attempt goes out there.
  mutating func begin(
    _ place: Int, isHedge: Bool, at now: Instant, routing: inout RoutingState
  ) {
    // All that could have had this request come one step nearer to their full share.
    for other in left(at: now, closed: [], routing) {
      routing.breakers.offer(candidate(other).target)
    }
    let isRetry = tallies[place].attempts > 0
    if isRetry { retries += 1 }
    tallies[place].attempts += 1
    attempts += 1
    routing.retryBudget.noteRequest(retries: isRetry ? retries : nil, at: now)
    routing.breakers.begin(candidate(place).target, at: now)
    if isHedge { routing.hedgeBudget.noteHedge() } else { routing.hedgeBudget.noteRequest() }
  }

  /// The attempt there was never sent: it may be made again at once, uncounted, so many times.
  mutating func takeFreeRetry(_ place: Int, atMost limit: Int) -> Bool {
    guard tallies[place].freeRetries < limit else { return false }
    tallies[place].freeRetries += 1
    takeBack(place)
    return true
  }

  /// The attempt there does not count.
  mutating func takeBack(_ place: Int) {
    tallies[place].attempts -= 1
    attempts -= 1
    if tallies[place].attempts > 0 { retries -= 1 }
  }

  mutating func bar(_ place: Int) { tallies[place].isBarred = true }

  mutating func barProvider(of place: Int) {
    let name = candidate(place).provider.name
    for other in tallies.indices where candidate(other).provider.name == name { bar(other) }
  }

  /// Leaves only candidates that may take a longer prompt than that one.
  mutating func barSmaller(than place: Int) {
    bar(place)
    guard let context = candidate(place).model.context else { return }
    for other in tallies.indices {
      if let size = candidate(other).model.context, size <= context { bar(other) }
    }
  }

  mutating func delay(_ place: Int, until instant: Instant) { tallies[place].readyAt = instant }

  private func reason(_ place: Int, isAdmitted: Bool) -> String {
    if tallies[place].attempts > 0 { return "asked again" }
    if !isAdmitted { return "the last one left, though it failed before" }
    if policy == .failover, attempts == 0, place > 0 {
      return "first in the route that can be asked"
    }
    return choices[place].reason
  }
}
