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
    case ask(place: Int, reason: String)
    case wait(place: Int, until: Instant)
    case nobody
  }

  let candidates: [Candidate]
  let attemptsPerTarget: Int
  let attemptsInAll: Int
  private(set) var tallies: [Tally]
  private(set) var attempts = 0
  /// Attempts at a target that was asked before in this turn.
  private(set) var retries = 0

  init(candidates: [Candidate], route: Route) {
    self.candidates = candidates
    attemptsPerTarget = max(route.attemptsPerTarget, 1)
    attemptsInAll = max(route.attempts, 1)
    tallies = candidates.map { _ in Tally() }
  }

  /// The next candidate: one that is ready before one that has to be waited for, the one that was
  /// asked least, and of these the first in order.
  ///
  /// `other` leaves one out; `draws` holds a U(0,1) for each candidate.
  mutating func next(
    at now: Instant, other: Int? = nil, routing: inout RoutingState, draws: [Double]
  ) -> Next {
    let mayRetry = routing.retryBudget.allowsRetry(after: retries, at: now)
    let left = tallies.indices.filter { place in
      let tally = tallies[place]
      return !tally.isBarred && place != other && tally.attempts < attemptsPerTarget
        && attempts < attemptsInAll && (tally.attempts == 0 || mayRetry)
    }
    var admitted: [Int] = []
    for (place, draw) in zip(tallies.indices, draws) where left.contains(place) {
      let target = candidates[place].target
      if routing.breakers.admits(target, at: now, draw: draw) { admitted.append(place) }
      routing.breakers.offer(target)
    }
    // The last targets left are never refused: a breaker only chooses between them.
    let pool = admitted.isEmpty ? left : admitted
    let ready = pool.filter { tallies[$0].readyAt.map { $0 <= now } ?? true }
    if let place = ready.min(by: { tallies[$0].attempts < tallies[$1].attempts }) {
      return .ask(place: place, reason: reason(place, isAdmitted: !admitted.isEmpty))
    }
    let soonest = pool.compactMap { place in tallies[place].readyAt.map { (place, $0) } }
      .min { $0.1 < $1.1 }
    return soonest.map { .wait(place: $0.0, until: $0.1) } ?? .nobody
  }

  /// An attempt goes out there.
  mutating func begin(_ place: Int, at now: Instant, routing: inout RoutingState) {
    let isRetry = tallies[place].attempts > 0
    if isRetry { retries += 1 }
    tallies[place].attempts += 1
    attempts += 1
    routing.retryBudget.noteRequest(retries: isRetry ? retries : nil, at: now)
    routing.breakers.begin(candidates[place].target, at: now)
  }

  /// The attempt there was never sent: it may be made again at once, uncounted, so many times.
  mutating func takeFreeRetry(_ place: Int, atMost limit: Int) -> Bool {
    guard tallies[place].freeRetries < limit else { return false }
    tallies[place].freeRetries += 1
    tallies[place].attempts -= 1
    attempts -= 1
    if tallies[place].attempts > 0 { retries -= 1 }
    return true
  }

  mutating func bar(_ place: Int) { tallies[place].isBarred = true }

  mutating func barProvider(of place: Int) {
    let name = candidates[place].provider.name
    for other in tallies.indices where candidates[other].provider.name == name { bar(other) }
  }

  /// Leaves only candidates that may take a longer prompt than that one.
  mutating func barSmaller(than place: Int) {
    bar(place)
    guard let context = candidates[place].model.context else { return }
    for other in tallies.indices {
      if let size = candidates[other].model.context, size <= context { bar(other) }
    }
  }

  mutating func delay(_ place: Int, until instant: Instant) { tallies[place].readyAt = instant }

  private func reason(_ place: Int, isAdmitted: Bool) -> String {
    if tallies[place].attempts > 0 { return "asked again" }
    if !isAdmitted { return "the last one left, though it failed before" }
    if attempts > 0 || place == 0 { return place == 0 ? "first in the route" : "next in the route" }
    return "first in the route that can be asked"
  }
}
