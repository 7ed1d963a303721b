/// What the picker shows of how targets have been doing.
extension Health {
  /// Below this score a target is marked.
  ///
  /// It is that of one failure a minute ago, or of times to the first token that are nearly twice the
  /// usual one (`TargetHealth`).
  private static let degradedBelow = 0.8

  init(of target: Target, in routing: RoutingState, at now: Instant) {
    switch routing.breakers.state(of: target) {
    case .open(let until) where until > now: self = .open
    // The next request is a probe.
    case .open, .halfOpen, .ramp: self = .degraded
    case .closed:
      guard routing.health.errorRate(of: target, at: now) != nil else {
        self = .unknown
        return
      }
      let score = routing.health.score(of: target, at: now)
      self = score < Self.degradedBelow ? .degraded : .ok
    }
  }

  /// The health of a route: open where all its targets are, degraded where any is not well.
  init(ofAll targets: [Health]) {
    if !targets.isEmpty, targets.allSatisfy({ $0 == .open }) {
      self = .open
    } else if targets.contains(where: { $0 == .open || $0 == .degraded }) {
      self = .degraded
    } else {
      self = targets.contains(.ok) ? .ok : .unknown
    }
  }
}

extension Choice {
  mutating func take(_ health: HealthTable, of target: Target, at now: Instant) {
    firstToken = health.firstToken(of: target, quantile: 0.5)
    tokensPerSecond = health.tokensPerSecond(of: target)
    errorRate = health.errorRate(of: target, at: now)
  }

  mutating func take(_ outlook: LimitOutlook) {
    requestsLeft = outlook.requests
    tokensLeft = outlook.tokens
  }
}
