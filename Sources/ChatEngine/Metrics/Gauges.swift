/// What is true at the moment of a look: read then, and not counted.
package struct Gauges: Sendable, Equatable {
  /// How a target stands.
  package struct OfTarget: Sendable, Equatable {
    package var target: Target
    /// 0 to 1.
    package var health: Double
    package var breaker: Breaker.State
    package var left: LimitOutlook?

    package init(
      _ target: Target, health: Double = 1, breaker: Breaker.State = .closed,
      left: LimitOutlook? = nil
    ) {
      self.target = target
      self.health = health
      self.breaker = breaker
      self.left = left
    }
  }

  /// How the shared server does.
  package struct Redis: Sendable, Equatable {
    package var isUp: Bool
    /// Decisions that were made without it.
    package var fallbacks: Int

    package init(isUp: Bool, fallbacks: Int) {
      self.isUp = isUp
      self.fallbacks = fallbacks
    }
  }

  package var targets: [OfTarget]
  package var budget: BudgetLeft
  /// Nil where none is configured.
  package var redis: Redis?

  package init(
    targets: [OfTarget] = [], budget: BudgetLeft = BudgetLeft(), redis: Redis? = nil
  ) {
    self.targets = targets
    self.budget = budget
    self.redis = redis
  }

  /// Reads how these targets stand from what routing, limits and budgets know.
  package init(
    of targets: [Target], routing: RoutingState, limits: (any RequestLimits)? = nil,
    budget: BudgetLeft = BudgetLeft(), redis: Redis? = nil, at now: Instant
  ) {
    self.init(
      targets: targets.map { target in
        OfTarget(
          target, health: routing.health.score(of: target, at: now),
          breaker: routing.breakers.state(of: target), left: limits?.outlook(of: target))
      }, budget: budget, redis: redis)
  }
}

extension Breaker.State {
  /// As `llm_breaker_state` says it.
  var gaugeValue: Int {
    switch self {
    case .closed: 0
    case .halfOpen, .ramp: 1
    case .open: 2
    }
  }
}
