/// Holds hedges to a share of all requests: at most 2 %, rounded up (engine.md, "Attempts").
///
/// Each request earns a fiftieth of a hedge, and at most 5 hedges are saved up, so that a quiet day
/// does not double the load of the first bad minute.
///
/// | requests | 1 | 50 | 51 | 500 | 5,000 |
/// | --- | --- | --- | --- | --- | --- |
/// | hedges, asked for at each request | 1 | 1 | 2 | 10 | 100 |
/// | hedges, asked for only afterwards | 1 | 1 | 2 | 5 | 5 |
package struct HedgeBudget: Sendable, Equatable {
  /// Requests that earn one hedge: 1 / 0.02.
  static let price = 50
  static let mostSaved = 5

  /// In fiftieths; the first request of all completes the first hedge.
  private var credit = price - 1

  package init() {}

  package var allowsHedge: Bool { credit >= Self.price }

  /// A request goes out that is no hedge.
  package mutating func noteRequest() { credit = min(credit + 1, Self.price * Self.mostSaved) }

  package mutating func noteHedge() { credit = max(credit - Self.price, 0) }
}
