@testable import ChatEngine

/// Turns whose figures are known.
enum MetricsSample {
  static let a = Target(provider: "a", model: "m")
  static let b = Target(provider: "b", model: "n/o")
  static let turn = TurnID(1)

  /// An attempt of two seconds, half a second of it before the first token.
  static func answered(_ target: Target = a, tokens: Int = 16, cost: Double? = 0.25)
    -> AttemptRecord
  {
    AttemptRecord(
      target: target, outcome: .answered, status: 200, firstToken: .milliseconds(500),
      total: .seconds(2), usage: Usage(inputTokens: 100, outputTokens: tokens), cost: cost,
      reason: "first in route")
  }

  static func failed(_ target: Target = a, _ kind: Failure.Kind = .overloaded) -> AttemptRecord {
    AttemptRecord(
      target: target, outcome: .failed, status: 529, failure: Failure(kind, status: 529),
      total: .milliseconds(100), reason: "first in route")
  }

  /// What a turn says that fails at `a` and is answered by `b`.
  static let failover: [TurnUpdate] = [
    .attemptStarted(number: 1, target: a, reason: "first in route"),
    .attemptEnded(failed()),
    .failedOver(from: a, to: b, because: Failure(.overloaded)),
    .attemptStarted(number: 2, target: b, reason: "after a failed"),
    .part(.text("Hello.")),
    .attemptEnded(answered(b)),
    .ended(TurnEnd(outcome: .answered, ending: Ending(attempts: [failed(), answered(b)]))),
  ]

  /// Metrics that were told all this.
  static func metrics(_ updates: [TurnUpdate], times: Int = 1) -> Metrics {
    var metrics = Metrics()
    for _ in 0..<times {
      for update in updates { metrics.observe(update, of: turn, at: .zero) }
    }
    return metrics
  }

  /// Metrics in which every family has a series.
  static func full() -> (metrics: Metrics, gauges: Gauges) {
    var metrics = metrics(failover + [.looked(hit: nil), .queued(a)])
    metrics.observe(
      .attemptStarted(number: 1, target: a, reason: ""), of: turn, at: Instant.zero + .seconds(3))
    metrics.observe(.retrying(a, because: Failure(.overloaded)), of: turn, at: .zero)
    let gauges = Gauges(
      targets: [
        Gauges.OfTarget(
          a, health: 0.5, breaker: .open(until: .zero),
          left: LimitOutlook(requests: 3, tokens: 4000, streams: 2)),
        Gauges.OfTarget(b, breaker: .ramp(offered: 2)),
      ], budget: BudgetLeft(session: 1, day: 4.5, month: 45),
      redis: Gauges.Redis(isUp: false, fallbacks: 7))
    return (metrics, gauges)
  }
}

extension Metrics {
  /// The page's lines.
  func lines(_ gauges: Gauges = Gauges()) -> [String] {
    var copy = self
    return String(decoding: copy.page(gauges, version: "1.2.3"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  /// The value of one series; nil where there is none.
  func value(_ series: String, _ gauges: Gauges = Gauges()) -> String? {
    lines(gauges).first { $0.hasPrefix(series + " ") }.map {
      String($0.dropFirst(series.count + 1))
    }
  }
}
