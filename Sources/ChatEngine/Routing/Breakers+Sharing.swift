extension Breakers {
  /// Another program has seen the target fail and keeps away from it for so long; so do we, unless we
  /// keep away for longer.
  mutating func open(_ target: Target, for duration: Duration, at now: Instant) {
    if case .open(let until) = state(of: target), until >= now + duration { return }
    breakers[target, default: Breaker()].bar(at: now, for: duration)
  }

  /// Another program was answered: an open breaker lets requests through again, little by little.
  mutating func heal(_ target: Target, at now: Instant) {
    switch state(of: target) {
    case .open, .halfOpen: breakers[target]?.succeed(at: now)
    case .closed, .ramp: break
    }
  }
}
