/// How a route chooses among its targets; what each of them weighs is in `Selection`.
package enum RoutePolicy: String, Sendable, CaseIterable {
  /// In the route's order.
  case failover
  /// By chance, in shares of their weights.
  case weighted
  /// By the expected cost of this very request.
  case cheapest
  /// By the expected time for an answer.
  case fastest
}
