extension Breaker {
  /// What is worth keeping of a breaker over a restart: not the single outcomes, which the target's
  /// health has.
  package struct Kept: Sendable, Equatable {
    package enum State: Sendable, Equatable {
      case open(until: Instant)
      case ramp(offered: Int)
    }

    package var state: State
    package var openings: Int
    /// Whether it holds for one account only.
    package var isBarred: Bool

    package init(state: State, openings: Int, isBarred: Bool) {
      self.state = state
      self.openings = openings
      self.isBarred = isBarred
    }
  }

  /// Nil while it is closed; a probe that is under way is one that has to be made again.
  package func kept(at now: Instant) -> Kept? {
    switch state {
    case .closed: nil
    case .open(let until):
      Kept(state: .open(until: until), openings: openings, isBarred: isBarred)
    case .halfOpen: Kept(state: .open(until: now), openings: openings, isBarred: isBarred)
    case .ramp(let offered):
      Kept(state: .ramp(offered: offered), openings: openings, isBarred: false)
    }
  }

  package init(_ kept: Kept) {
    self.init()
    openings = kept.openings
    isBarred = kept.isBarred
    switch kept.state {
    case .open(let until): state = .open(until: until)
    case .ramp(let offered): state = .ramp(offered: min(max(offered, 0), Self.rampLength - 1))
    }
  }
}

extension Breakers {
  /// What is worth keeping of each breaker that is not closed.
  package func kept(at now: Instant) -> [Target: Breaker.Kept] {
    breakers.compactMapValues { $0.kept(at: now) }
  }

  /// Goes on from what was kept of a target, unless something was learned of it since.
  package mutating func restore(_ kept: Breaker.Kept, of target: Target) {
    guard breakers[target] == nil else { return }
    breakers[target] = Breaker(kept)
  }
}
