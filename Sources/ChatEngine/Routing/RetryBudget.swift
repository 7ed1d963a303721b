/// Holds retries to a share of all requests, so that an outage is not made worse by asking again.
///
/// A turn has 3 retries of its own; those beyond come from a pool of 10 % of the last minute's
/// requests. Worked: 40 requests in the last minute leave 4 in the pool.
package struct RetryBudget: Sendable, Equatable {
  static let retriesPerTurn = 3
  static let share = 10
  private static let seconds: Int64 = 60

  /// What happened in one second.
  private struct Tally: Sendable, Equatable {
    var second: Int64
    var requests = 0
    var pooledRetries = 0
  }

  /// At most one for each second of the last minute, in order.
  private var tallies: [Tally] = []

  package init() {}

  /// Whether a turn that made so many retries may make another one.
  package func allowsRetry(after retries: Int, at now: Instant) -> Bool {
    if retries < Self.retriesPerTurn { return true }
    let recent = tallies.filter { $0.second > Self.second(of: now) - Self.seconds }
    let requests = recent.reduce(0) { $0 + $1.requests }
    return recent.reduce(0) { $0 + $1.pooledRetries } < requests / Self.share
  }

  /// A request is sent; `retries` counts its turn's retries with this one, nil if it is none.
  package mutating func noteRequest(retries: Int?, at now: Instant) {
    let second = Self.second(of: now)
    tallies.removeAll { $0.second <= second - Self.seconds }
    if tallies.last?.second != second { tallies.append(Tally(second: second)) }
    tallies[tallies.count - 1].requests += 1
    if let retries, retries > Self.retriesPerTurn {
      tallies[tallies.count - 1].pooledRetries += 1
    }
  }

  private static func second(of now: Instant) -> Int64 { now.nanoseconds / 1_000_000_000 }
}
