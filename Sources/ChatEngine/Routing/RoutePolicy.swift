/// How a route chooses among its targets.
package enum RoutePolicy: String, Sendable, CaseIterable {
  case failover, weighted, cheapest, fastest

  /// The candidates in the order of asking, the drained ones left out.
  ///
  /// Every policy orders by tier and, within one, as the route lists them; the three that weigh
  /// targets within a tier need measurements that are not taken yet.
  func order(_ candidates: [Candidate]) -> [Candidate] {
    let asked = candidates.enumerated().filter { $0.element.routeTarget.weight > 0 }
    switch self {
    case .failover, .weighted, .cheapest, .fastest:
      return asked.sorted { left, right in
        let tiers = (left.element.routeTarget.tier, right.element.routeTarget.tier)
        return tiers.0 == tiers.1 ? left.offset < right.offset : tiers.0 < tiers.1
      }.map(\.element)
    }
  }
}
