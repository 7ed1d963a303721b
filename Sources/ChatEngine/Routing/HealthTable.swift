/// How each target has been doing: what routing weighs by and the picker shows.
package struct HealthTable: Sendable, Equatable {
  package init() {}

  /// Takes an attempt that has ended; one that was cancelled, or whose failure says nothing of the
  /// target, is left out.
  package mutating func note(_ attempt: AttemptRecord, at now: Instant) {}

  /// 0 to 1: the decayed success rate times the latency factor; 1 for a target that nobody asked.
  package func score(of target: Target, at now: Instant) -> Double { 1 }

  /// The time to the first token that this share (0 to 1) of recent answers did not exceed; nil
  /// without a measurement.
  package func firstToken(of target: Target, quantile: Double) -> Duration? { nil }

  /// The median of recent answers; nil without a measurement.
  package func tokensPerSecond(of target: Target) -> Double? { nil }

  /// 0 to 1 over the last 5 minutes; nil without attempts.
  package func errorRate(of target: Target, at now: Instant) -> Double? { nil }

  /// Forgets what is known of a provider's targets.
  package mutating func reset(provider: String) {}
}
