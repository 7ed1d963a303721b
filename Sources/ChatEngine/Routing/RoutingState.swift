/// What one turn learns and the next ones use: kept by the session, lent to each turn.
package struct RoutingState: Sendable, Equatable {
  package var breakers = Breakers()
  package var retryBudget = RetryBudget()
  package var hedgeBudget = HedgeBudget()
  package var health = HealthTable()
  /// Optional fields that a target has refused, by target.
  package var rejectedFields: [Target: Set<String>] = [:]
  /// Whose key is used at each provider, by the provider's name.
  package private(set) var accounts: [String: AccountTag] = [:]

  package init() {}

  /// A provider is asked with that account's key from now on.
  ///
  /// Another account than the one before is another thing to learn about: what was known of the
  /// provider's targets is forgotten (engine.md: a breaker is per provider, key and model).
  package mutating func use(_ tag: AccountTag, of provider: String) {
    let old = accounts.updateValue(tag, forKey: provider)
    guard let old, old != tag else { return }
    breakers.reset(provider: provider)
    health.reset(provider: provider)
  }
}
