/// What one turn learns and the next ones use: kept by the session, lent to each turn.
package struct RoutingState: Sendable, Equatable {
  package var breakers = Breakers()
  package var retryBudget = RetryBudget()
  package var health = HealthTable()
  /// Optional fields that a target has refused, by target.
  package var rejectedFields: [Target: Set<String>] = [:]

  package init() {}
}
