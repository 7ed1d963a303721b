/// How each target has been doing: what routing weighs by and the picker shows.
package struct HealthTable: Sendable, Equatable {
  /// More targets than these are forgotten, the one that was asked longest ago first.
  static let mostTargets = 1_000

  private(set) var targets: [Target: TargetHealth] = [:]

  package init() {}

  /// Takes an attempt that has ended; one that was cancelled, or whose failure says nothing of the
  /// target, is left out.
  package mutating func note(_ attempt: AttemptRecord, at now: Instant) {
    let isSilent = attempt.failure.map { !$0.saysTargetIsUnwell } ?? false
    guard attempt.outcome != .cancelled, !isSilent else { return }
    makeRoom(for: attempt.target)
    targets[attempt.target, default: TargetHealth()].note(attempt, at: now)
  }

  /// 0 to 1: the decayed success rate times the latency factor; 1 for a target that nobody asked.
  package func score(of target: Target, at now: Instant) -> Double {
    targets[target]?.score(at: now) ?? 1
  }

  /// The time to the first token that this share (0 to 1) of recent answers did not exceed; nil
  /// without a measurement.
  package func firstToken(of target: Target, quantile: Double) -> Duration? {
    targets[target]?.firstToken(quantile: quantile)
  }

  /// The median of recent answers; nil without a measurement.
  package func tokensPerSecond(of target: Target) -> Double? {
    targets[target]?.tokensPerSecond
  }

  /// 0 to 1 over the last 5 minutes; nil without attempts.
  package func errorRate(of target: Target, at now: Instant) -> Double? {
    targets[target]?.errorRate(at: now)
  }

  /// Forgets what is known of a provider's targets.
  package mutating func reset(provider: String) {
    targets = targets.filter { $0.key.provider != provider }
  }

  /// Goes on from what was known of a target earlier, unless more is known of it already.
  mutating func restore(_ health: TargetHealth, of target: Target) {
    guard targets[target] == nil else { return }
    makeRoom(for: target)
    targets[target] = health
  }

  private mutating func makeRoom(for target: Target) {
    guard targets.count >= Self.mostTargets, targets[target] == nil else { return }
    let oldest = targets.min { $0.value.changed < $1.value.changed }
    if let oldest { targets[oldest.key] = nil }
  }
}

extension Failure {
  /// What a failure says of the target that it happened at.
  enum Bearing: Sendable {
    /// Nothing: the request brought it about, or it was stopped or held back here.
    case none
    /// It is not well now.
    case unwell
    /// It will not answer until its configuration or key changes, or much time has passed.
    case barred
  }

  /// The one table that health and breaker go by (engine.md: 400, 413, 422, refusals and filter stops
  /// say nothing; a 401, 402, 403 or 404 keeps a target away at once).
  var bearing: Bearing {
    switch kind {
    case .auth: code == Failure.noKeyCode ? .none : .barred
    case .quota, .forbidden, .notFound: .barred
    case .rateLimited: code == Failure.ownLimitCode ? .none : .unwell
    case .overloaded, .timeout, .dns, .connect, .tls, .cut, .idle, .malformed, .serverError: .unwell
    case .invalidRequest, .contextOverflow, .filtered, .refused, .tooLarge, .budget, .schema,
      .cancelled, .config, .tool:
      .none
    }
  }

  /// Whether it is the target's doing, so that health and breaker count it.
  package var saysTargetIsUnwell: Bool { bearing != .none }
}
