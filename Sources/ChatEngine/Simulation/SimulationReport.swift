/// What came of a simulated run.
package struct SimulationReport: Sendable, Equatable {
  /// The run is looked at in so many parts.
  package static let parts = 10
  /// Turns whose story is told.
  static let mostStories = 3

  /// How long something took: half, 95 and 99 of 100 were not slower.
  package struct Quantiles: Sendable, Equatable {
    package var p50: Duration
    package var p95: Duration
    package var p99: Duration

    /// Nil without a measurement.
    init?(_ seconds: [Double]) {
      let sorted = seconds.sorted()
      guard !sorted.isEmpty else { return nil }
      // The nearest rank: of 200 values p95 is the 190th.
      func value(_ share: Double) -> Duration {
        let rank = Int((Double(sorted.count) * share).rounded(.up))
        return .seconds(sorted[min(max(rank, 1), sorted.count) - 1])
      }
      (p50, p95, p99) = (value(0.5), value(0.95), value(0.99))
    }
  }

  /// What one target had to do with it.
  package struct TargetPart: Sendable, Equatable {
    package var target: Target
    /// Requests in each part of the run.
    package var requests = [Int](repeating: 0, count: SimulationReport.parts)
    package var answered = 0
    package var failed = 0
    /// Times that its breaker opened.
    package var openings = 0
    package var cost = 0.0

    init(_ target: Target) { self.target = target }
  }

  /// The time in which turns began.
  package var length: Duration
  package var turns = 0
  package var answered = 0
  package var failed = 0
  package var cancelled = 0
  /// Requests that were sent, or that found no connection.
  package var attempts = 0
  /// Those beyond the first of each turn.
  package var extraRequests = 0
  package var failovers = 0
  package var retries = 0
  package var hedges = 0
  /// From the prompt to the first word of it, of the turns that showed any.
  package var firstToken: Quantiles?
  /// From the prompt to the end, of the turns that were answered.
  package var total: Quantiles?
  /// US dollars, as far as prices are known.
  package var cost = 0.0
  /// In the order of the route.
  package var targets: [TargetPart]
  /// What was seen of the first turns in which something failed.
  package var stories: [SimulationStory] = []

  init(length: Duration, targets: [Target]) {
    self.length = length
    self.targets = targets.map(TargetPart.init)
  }
}
