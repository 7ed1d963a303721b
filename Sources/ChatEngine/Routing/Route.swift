/// A named list of targets that may answer a turn, and how one is chosen.
package struct Route: Sendable, Equatable {
  /// What happens when an answer is cut after some of it was shown.
  package enum OnCut: String, Sendable, CaseIterable {
    /// The next target is asked anew; the partial answer stays as a sibling.
    case restart
    /// The partial answer is sent along and the model goes on from there; at most once a turn.
    case `continue`
    /// The person decides.
    case ask
  }

  package var name: String
  package var targets: [RouteTarget]
  package var policy: RoutePolicy
  package var onCut: OnCut
  /// Whether a second provider may be asked while the first is slow.
  package var hedge: Bool
  /// Counted attempts at one target in a turn.
  package var attemptsPerTarget: Int
  /// Counted attempts in a turn.
  package var attempts: Int

  package init(
    name: String, targets: [RouteTarget], policy: RoutePolicy = .failover,
    onCut: OnCut = .restart, hedge: Bool = false, attemptsPerTarget: Int = 3, attempts: Int = 6
  ) {
    self.name = name
    self.targets = targets
    self.policy = policy
    self.onCut = onCut
    self.hedge = hedge
    self.attemptsPerTarget = attemptsPerTarget
    self.attempts = attempts
  }
}

/// One target of a route.
package struct RouteTarget: Sendable, Equatable {
  package var target: Target
  /// Its share among the targets of its tier; 0 is drained: never asked.
  package var weight: Double
  /// Lower tiers are asked first.
  package var tier: Int

  package init(_ target: Target, weight: Double = 1, tier: Int = 1) {
    self.target = target
    self.weight = weight
    self.tier = tier
  }
}
