/// What is known of a target in the wall clock's time: it outlives the program and its clock.
package struct KeptTarget: Sendable, Equatable {
  /// Answers and failures within one slot of 5 seconds.
  package struct Tally: Sendable, Equatable {
    package var time: Timestamp
    package var answered: Int
    package var failed: Int
  }

  package struct Breaker: Sendable, Equatable {
    package enum State: Sendable, Equatable {
      case open(until: Timestamp)
      case ramp(offered: Int)
    }

    package var state: State
    package var openings: Int
    /// Whether it holds for one account only.
    package var isBarred: Bool
  }

  /// Health that is older says nothing any more.
  static let freshness: Duration = .seconds(600)
  /// A time so far ahead comes from a clock that has been put right since.
  static let clockDrift: Duration = .seconds(60)

  package var target: Target
  /// Names the account that was asked, not its key; nil where nobody knows.
  package var account: String?
  package var changed: Timestamp
  package var tallies: [Tally] = []
  package var firstTokens: [Duration] = []
  /// Tokens a second.
  package var speeds: [Double] = []
  /// Nil while it is closed.
  package var breaker: Breaker?

  /// Whether it still says something.
  func isFresh(at time: Timestamp) -> Bool {
    let age = time.milliseconds - changed.milliseconds
    guard age >= -Self.clockDrift.milliseconds else { return false }
    if age <= Self.freshness.milliseconds { return true }
    guard case .open(let until) = breaker?.state else { return false }
    return until > time
  }
}

/// One moment on both clocks.
package struct Moment: Sendable, Equatable {
  package var instant: Instant
  package var time: Timestamp

  package init(instant: Instant, time: Timestamp) {
    self.instant = instant
    self.time = time
  }

  /// The wall clock's time of another instant.
  func time(of other: Instant) -> Timestamp {
    let (sum, overflow) = time.milliseconds.addingReportingOverflow(
      (other - instant).milliseconds)
    return overflow ? time : Timestamp(milliseconds: sum)
  }

  /// The instant of another time.
  func instant(of other: Timestamp) -> Instant {
    let (passed, overflow) = other.milliseconds.subtractingReportingOverflow(time.milliseconds)
    return overflow ? instant : instant + .milliseconds(passed)
  }
}

extension RoutingState {
  /// What outlives the program; `account` names the account in force at a provider.
  package func kept(at moment: Moment, account: (String) -> String?) -> [KeptTarget] {
    let open = breakers.kept(at: moment.instant)
    return Set(health.targets.keys).union(open.keys).map { target in
      var kept = KeptTarget(
        target: target, account: account(target.provider), changed: moment.time)
      if let known = health.targets[target] {
        kept.changed = moment.time(of: known.changed)
        kept.tallies = known.tallies.map { $0.kept(at: moment) }
        kept.firstTokens = known.firstTokens
        kept.speeds = known.speeds
      }
      kept.breaker = open[target]?.kept(at: moment)
      return kept
    }
  }

  /// Goes on from what was kept, where it is fresh and nothing newer is known.
  ///
  /// A breaker that holds for one account is taken only for the same one.
  package mutating func restore(
    _ kept: [KeptTarget], at moment: Moment, account: (String) -> String?
  ) {
    for target in kept where target.isFresh(at: moment.time) {
      if moment.time.milliseconds - target.changed.milliseconds
        <= KeptTarget.freshness.milliseconds
      {
        health.restore(TargetHealth(target, at: moment), of: target.target)
      }
      guard let breaker = target.breaker else {
        breakers.remember(target.tallies, of: target.target, at: moment)
        continue
      }
      let isOurs = target.account != nil && target.account == account(target.target.provider)
      guard isOurs || !breaker.isBarred else { continue }
      breakers.restore(Breaker.Kept(breaker, at: moment), of: target.target)
    }
  }
}

extension Breakers {
  /// Goes on from what happened within a breaker's window, unless something was learned since.
  ///
  /// A program that asks one question never sees five failures: many of them together do.
  fileprivate mutating func remember(
    _ tallies: [KeptTarget.Tally], of target: Target, at moment: Moment
  ) {
    let recent = tallies.map { (at: min(moment.instant(of: $0.time), moment.instant), tally: $0) }
      .filter { moment.instant - $0.at < Breaker.window }.sorted { $0.at < $1.at }
    guard breakers[target] == nil, !recent.isEmpty else { return }
    var breaker = Breaker()
    for (time, tally) in recent {
      breaker.remember(answered: tally.answered, failed: tally.failed, at: time)
    }
    breakers[target] = breaker
  }
}

extension TargetHealth {
  fileprivate init(_ kept: KeptTarget, at moment: Moment) {
    var tallies: [Tally] = []
    for tally in kept.tallies {
      // Nothing has happened in the future: such a time was drift between two clocks.
      let slot = Self.slot(of: min(moment.instant(of: tally.time), moment.instant))
      if tallies.last.map({ $0.slot < slot }) ?? true { tallies.append(Tally(slot: slot)) }
      tallies[tallies.count - 1].answered += tally.answered
      tallies[tallies.count - 1].failed += tally.failed
    }
    self.init(
      changed: min(moment.instant(of: kept.changed), moment.instant), tallies: tallies,
      firstTokens: kept.firstTokens, speeds: kept.speeds)
  }
}

extension TargetHealth.Tally {
  fileprivate func kept(at moment: Moment) -> KeptTarget.Tally {
    let start = Instant.zero + TargetHealth.slotLength * Double(slot)
    return KeptTarget.Tally(
      time: moment.time(of: start), answered: answered, failed: failed)
  }
}

extension Breaker.Kept {
  /// Longest remaining times that an opening can have left: 300 s of ours, a day of a server's hint.
  private static func longest(isBarred: Bool) -> Duration {
    isBarred ? Breaker.longestBar : .seconds(300)
  }

  fileprivate init(_ kept: KeptTarget.Breaker, at moment: Moment) {
    let state: State
    switch kept.state {
    case .open(let until):
      let latest = moment.instant + Self.longest(isBarred: kept.isBarred)
      state = .open(until: min(moment.instant(of: until), latest))
    case .ramp(let offered): state = .ramp(offered: offered)
    }
    self.init(state: state, openings: kept.openings, isBarred: kept.isBarred)
  }

  fileprivate func kept(at moment: Moment) -> KeptTarget.Breaker {
    let state: KeptTarget.Breaker.State =
      switch self.state {
      case .open(let until): .open(until: moment.time(of: until))
      case .ramp(let offered): .ramp(offered: offered)
      }
    return KeptTarget.Breaker(state: state, openings: openings, isBarred: isBarred)
  }
}
