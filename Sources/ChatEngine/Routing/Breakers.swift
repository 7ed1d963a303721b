/// The breakers of all targets, shared by the turns of a session.
package struct Breakers: Sendable, Equatable {
  /// A hint longer than this opens the breaker at once: asking before then is known to fail.
  static let longHint: Duration = .seconds(60)

  var breakers: [Target: Breaker] = [:]

  package init() {}

  package func state(of target: Target) -> Breaker.State { breakers[target]?.state ?? .closed }

  /// Whether a request to that target would be let through; `draw` is U(0,1).
  func admits(_ target: Target, at now: Instant, draw: Double) -> Bool {
    breakers[target]?.admits(at: now, draw: draw) ?? true
  }

  /// A request could have gone there.
  mutating func offer(_ target: Target) {
    guard state(of: target) != .closed else { return }
    breakers[target]?.offer()
  }

  /// A request is sent there.
  mutating func begin(_ target: Target, at now: Instant) {
    // Most are closed, with nothing to be written: looking is much cheaper.
    guard state(of: target) != .closed else { return }
    breakers[target]?.begin(at: now)
  }

  mutating func succeed(_ target: Target, at now: Instant) {
    breakers[target, default: Breaker()].succeed(at: now)
  }

  /// The request ended without a word on the target's health: stopped here, or overtaken.
  mutating func release(_ target: Target, at now: Instant) {
    breakers[target]?.release(at: now)
  }

  /// Takes a failure for what it says about the target's health; `draw` is U(0,1).
  mutating func fail(_ target: Target, with failure: Failure, at now: Instant, draw: Double) {
    let hint = Backoff.sane(failure.retryAfter)
    switch failure.bearing {
    case .none: release(target, at: now)
    case .barred:
      // A target that answers others is there and open to this account: something in this request was
      // not found, or not allowed. Twice in a row it is the target after all.
      let isOfRequest = failure.kind == .notFound || failure.kind == .forbidden
      if isOfRequest, breakers[target]?.answeredLast(at: now) == true {
        breakers[target]?.fail(at: now, hint: nil, draw: draw)
      } else {
        breakers[target, default: Breaker()].bar(at: now)
      }
    case .unwell:
      if let hint, hint > Self.longHint {
        breakers[target, default: Breaker()].bar(
          at: now, for: min(hint, Breaker.longestBar))
      } else {
        breakers[target, default: Breaker()].fail(at: now, hint: hint, draw: draw)
      }
    }
  }

  /// Forgets what is known of a provider's targets: its configuration or key has changed.
  package mutating func reset(provider: String) {
    breakers = breakers.filter { $0.key.provider != provider }
  }

  /// Forgets everything.
  package mutating func reset() { breakers = [:] }
}
