/// How targets have been doing in this process: what the picker shows beside them.
package struct TargetStatistics: Sendable {
  /// Attempts that are remembered for each target.
  private static let kept = 50
  /// How long an attempt counts for the error rate.
  private static let errorWindow: Duration = .seconds(300)

  private struct Sample: Sendable {
    var at: Instant
    var failed: Bool
    var firstToken: Duration?
    var tokensPerSecond: Double?
  }

  private var samples: [Target: [Sample]] = [:]
  private var left: [Target: Int] = [:]

  package init() {}

  /// Takes an attempt that has ended; a cancelled one says nothing.
  package mutating func add(_ attempt: AttemptRecord, at now: Instant) {
    guard attempt.outcome != .cancelled else { return }
    let sample = Sample(
      at: now, failed: attempt.outcome == .failed, firstToken: attempt.firstToken,
      tokensPerSecond: attempt.tokensPerSecond)
    samples[attempt.target, default: []].append(sample)
    if samples[attempt.target, default: []].count > TargetStatistics.kept {
      samples[attempt.target]?.removeFirst()
    }
  }

  package mutating func add(_ limits: RateLimitReport, of target: Target) {
    if let remaining = limits.requestsRemaining { left[target] = remaining }
  }

  /// Puts what was measured into the picker's row of a target.
  package func fill(_ choice: inout Choice, of target: Target, at now: Instant) {
    choice.requestsLeft = left[target]
    guard let samples = samples[target], !samples.isEmpty else { return }
    choice.firstToken = median(samples.compactMap(\.firstToken))
    choice.tokensPerSecond = median(samples.compactMap(\.tokensPerSecond))
    let recent = samples.filter { now - $0.at <= TargetStatistics.errorWindow }
    guard !recent.isEmpty else { return }
    let rate = Double(recent.count { $0.failed }) / Double(recent.count)
    choice.errorRate = rate
    choice.health = rate >= 0.2 ? .degraded : .ok
  }

  private func median<Value: Comparable>(_ values: [Value]) -> Value? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
