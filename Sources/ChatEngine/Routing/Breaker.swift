/// Keeps requests from a target that fails, and lets them back little by little.
package struct Breaker: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    /// Requests pass. Next: open.
    case closed
    /// Requests are kept away until then. Next: halfOpen.
    case open(until: Instant)
    /// One probe is under way. Next: ramp, open.
    case halfOpen
    /// A growing share of requests passes, after `offered` of 10. Next: closed, open.
    case ramp(offered: Int)
  }

  /// Failures in a row that open it.
  static let longestRow = 5
  /// Outcomes within `window` before their share says anything.
  static let fewestOutcomes = 5
  static let window: Duration = .seconds(60)
  static let rampLength = 10
  /// For failures that time does not heal: a refused key, no credit, no such model.
  static let barredFor: Duration = .seconds(3600)
  /// However long a server asks: limits are lifted before their time, too.
  static let longestBar: Duration = .seconds(86_400)
  /// More outcomes than these are forgotten, oldest first.
  private static let mostOutcomes = 256

  private struct Outcome: Sendable, Equatable {
    var at: Instant
    var failed: Bool
  }

  package internal(set) var state = State.closed
  private var outcomes: [Outcome] = []
  private var failuresInRow = 0
  /// Openings since it was last closed: k of the formula.
  var openings = 0
  /// Whether it was opened last by what is the account's, not the target's: a refused key, or a
  /// limit that lasts.
  var isBarred = false

  package init() {}

  /// Takes what happened earlier, oldest first; nothing opens by that alone.
  ///
  /// In which order the outcomes of one call came is not known: answers are taken to be the last.
  mutating func remember(answered: Int, failed: Int, at time: Instant) {
    let (answered, failed) = (min(answered, Self.mostOutcomes), min(failed, Self.mostOutcomes))
    for _ in 0..<max(0, failed) { record(failed: true, at: time) }
    for _ in 0..<max(0, answered) { record(failed: false, at: time) }
    failuresInRow = answered > 0 ? 0 : failuresInRow + max(0, failed)
  }

  /// Whether a request would be let through now; `draw` is U(0,1) and decides on the ramp.
  package func admits(at now: Instant, draw: Double) -> Bool {
    switch state {
    case .closed: true
    case .open(let until): now >= until
    case .halfOpen: false
    case .ramp(let offered): draw < Double(offered + 1) / Double(Self.rampLength)
    }
  }

  /// A request could have gone here: moves the ramp on, whether it was let through or not.
  package mutating func offer() {
    guard case .ramp(let offered) = state else { return }
    if offered + 1 < Self.rampLength { state = .ramp(offered: offered + 1) } else { close() }
  }

  /// A request is sent, be it because it was admitted or because no other target was left.
  package mutating func begin(at now: Instant) {
    if case .open(let until) = state, now >= until { state = .halfOpen }
  }

  /// Whether the last that is known of it is an answer, of this minute.
  func answeredLast(at now: Instant) -> Bool {
    guard failuresInRow == 0, let last = outcomes.last else { return false }
    return !last.failed && now - last.at <= Self.window
  }

  /// The target answered.
  package mutating func succeed(at now: Instant) {
    failuresInRow = 0
    record(failed: false, at: now)
    switch state {
    case .closed, .ramp: break
    case .open, .halfOpen: state = .ramp(offered: 0)
    }
  }

  /// The target failed in a way that says something about its health.
  ///
  /// `draw` is U(0,1); `hint` is the server's own word, already found sane.
  package mutating func fail(at now: Instant, hint: Duration?, draw: Double) {
    failuresInRow += 1
    record(failed: true, at: now)
    switch state {
    case .closed: if isFailing { open(at: now, hint: hint, draw: draw) }
    case .halfOpen, .ramp: open(at: now, hint: hint, draw: draw)
    case .open: break
    }
  }

  /// The target failed in a way that only another configuration, key or much time changes.
  ///
  /// It is never kept away for a shorter time than before: a late word about a limit does not lift the
  /// hour that a refused key has brought.
  package mutating func bar(at now: Instant, for duration: Duration = barredFor) {
    openings += 1
    isBarred = true
    let end = now + duration
    if case .open(let until) = state, until > end { return }
    state = .open(until: end)
  }

  /// The request said nothing about the target's health; a probe may be made again.
  package mutating func release(at now: Instant) {
    if case .halfOpen = state { state = .open(until: now) }
  }

  /// How long it stays open: U(½,1) · 5 s · 2ᵏ, at most 300 s.
  ///
  /// | openings before (k) | 0 | 1 | 3 | 5 | 6 and more |
  /// | --- | --- | --- | --- | --- | --- |
  /// | draw 0 | 2.5 s | 5 s | 20 s | 80 s | 150 s |
  /// | draw 1 | 5 s | 10 s | 40 s | 160 s | 300 s |
  static func openDuration(openings: Int, draw: Double) -> Duration {
    let ceiling = min(5.0 * Double(1 << min(max(openings, 0), 6)), 300)
    return .seconds(ceiling * (0.5 + draw / 2))
  }

  private var isFailing: Bool {
    if failuresInRow >= Self.longestRow { return true }
    let failed = outcomes.count { $0.failed }
    return outcomes.count >= Self.fewestOutcomes && failed * 2 > outcomes.count
  }

  private mutating func open(at now: Instant, hint: Duration?, draw: Double) {
    state = .open(until: now + (hint ?? Self.openDuration(openings: openings, draw: draw)))
    openings += 1
    isBarred = false
  }

  private mutating func close() { self = Breaker() }

  private mutating func record(failed: Bool, at now: Instant) {
    // In the order of their times, so that only the first are looked at.
    let old = outcomes.prefix { now - $0.at > Self.window }.count
    outcomes.removeFirst(max(old, outcomes.count - Self.mostOutcomes + 1))
    let later = outcomes.reversed().prefix { $0.at > now }.count
    outcomes.insert(Outcome(at: now, failed: failed), at: outcomes.count - later)
  }
}
