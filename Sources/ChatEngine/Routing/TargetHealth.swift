/// How one target has been doing: outcomes of the last 5 minutes, and what answers took.
///
/// Its size has a bound, whatever happens: 60 tallies and two windows of 64 measurements.
struct TargetHealth: Sendable, Equatable {
  /// Outcomes within one slot of 5 seconds.
  struct Tally: Sendable, Equatable {
    /// Counted from the clock's start.
    var slot: Int64
    var answered = 0
    var failed = 0
  }

  /// How long an outcome counts (engine.md, "Choosing a target").
  static let window: Duration = .seconds(300)
  static let slotLength: Duration = .seconds(5)
  private static let slots = window.milliseconds / slotLength.milliseconds
  /// What is left of a weight from one slot to the next: 2^(-5/60), so that 12 slots halve it.
  private static let fade = 0.943_874_312_681_693_5
  /// What an outcome weighs after so many slots.
  private static let weights = (1..<slots).reduce(into: [1.0]) { weights, _ in
    weights.append(weights[weights.count - 1] * fade)
  }
  /// Measurements that are remembered, of each kind.
  static let mostMeasurements = 64
  /// Answers that a target is taken to have given before the first one.
  private static let assumedAnswers = 2.0
  /// Answers whose median is the time now.
  private static let recentAnswers = 3
  /// Answers before a target has a usual time.
  private static let fewestAnswers = 8
  /// So many times the usual time are not yet slow: the times of one model vary.
  private static let tolerance = 1.5
  private static let lowestLatencyFactor = 0.5

  /// When it was last asked.
  private(set) var changed = Instant.zero
  /// In order, at most one for each slot of the window.
  private(set) var tallies: [Tally] = []
  /// From sending to the first token, the newest last.
  private(set) var firstTokens: [Duration] = []
  private(set) var speeds: [Double] = []

  init() {}

  /// What was kept of it, cut to the bounds.
  init(changed: Instant, tallies: [Tally], firstTokens: [Duration], speeds: [Double]) {
    self.changed = changed
    self.tallies = tallies.suffix(Int(Self.slots))
    self.firstTokens = firstTokens.suffix(Self.mostMeasurements)
    self.speeds = speeds.suffix(Self.mostMeasurements)
  }

  mutating func note(_ attempt: AttemptRecord, at now: Instant) {
    changed = max(changed, now)
    let slot = Self.slot(of: now)
    tallies.removeAll { $0.slot <= slot - Self.slots }
    if tallies.last?.slot != slot { tallies.append(Tally(slot: slot)) }
    guard attempt.outcome == .answered else {
      tallies[tallies.count - 1].failed += 1
      return
    }
    tallies[tallies.count - 1].answered += 1
    if let time = attempt.firstToken { Self.remember(time, in: &firstTokens) }
    if let speed = attempt.tokensPerSecond { Self.remember(speed, in: &speeds) }
  }

  /// The success rate times the latency factor.
  func score(at now: Instant) -> Double { successRate(at: now) * latencyFactor(at: now) }

  /// (2 + a) / (2 + a + f): a answers and f failures of the last 5 minutes, each weighing ½ for
  /// every 60 s of its age, after 2 answers that are assumed, so that one failure is no verdict.
  ///
  /// | outcomes | just now | 1 min ago | 2 min ago | over 5 min ago |
  /// | --- | --- | --- | --- | --- |
  /// | 1 failure | 0.67 | 0.80 | 0.89 | 1 |
  /// | 5 failures | 0.29 | 0.44 | 0.62 | 1 |
  /// | 1 failure, 9 answers | 0.92 | 0.93 | 0.94 | 1 |
  /// | 5 failures, 5 answers | 0.58 | 0.64 | 0.72 | 1 |
  func successRate(at now: Instant) -> Double {
    let slot = Self.slot(of: now)
    var good = Self.assumedAnswers
    var bad = 0.0
    for tally in recent(at: slot) {
      let weight = Self.weights[Int(clamping: max(slot - tally.slot, 0))]
      good += Double(tally.answered) * weight
      bad += Double(tally.failed) * weight
    }
    return good / (good + bad)
  }

  /// 1.5 · usual / now, held to ½…1, where `usual` is the median time to the first token of the last
  /// 64 answers and `now` that of the last 3; 1 before 8 answers, and 5 minutes after the last one.
  ///
  /// | usual | now | factor |
  /// | --- | --- | --- |
  /// | 400 ms | up to 600 ms | 1 |
  /// | 400 ms | 800 ms | 0.75 |
  /// | 400 ms | 1.2 s and more | 0.5 |
  func latencyFactor(at now: Instant) -> Double {
    guard firstTokens.count >= Self.fewestAnswers, now - changed <= Self.window,
      let usual = firstToken(quantile: 0.5),
      let recent = Self.quantile(0.5, of: firstTokens.suffix(Self.recentAnswers)),
      recent > .zero
    else { return 1 }
    let ratio = Double(usual.nanoseconds) / Double(recent.nanoseconds)
    return min(max(Self.tolerance * ratio, Self.lowestLatencyFactor), 1)
  }

  /// 0 to 1 over the last 5 minutes, unweighted; nil without attempts.
  func errorRate(at now: Instant) -> Double? {
    let recent = recent(at: Self.slot(of: now))
    let failed = recent.reduce(0) { $0 + $1.failed }
    let all = recent.reduce(failed) { $0 + $1.answered }
    return all > 0 ? Double(failed) / Double(all) : nil
  }

  func firstToken(quantile: Double) -> Duration? { Self.quantile(quantile, of: firstTokens[...]) }

  /// The median.
  var tokensPerSecond: Double? { Self.quantile(0.5, of: speeds[...]) }

  /// Rounded down, also before the clock's start: what is older than this boot's clock is there.
  static func slot(of instant: Instant) -> Int64 {
    let (slot, rest) = instant.nanoseconds.quotientAndRemainder(
      dividingBy: slotLength.nanoseconds)
    return rest < 0 ? slot - 1 : slot
  }

  private func recent(at slot: Int64) -> ArraySlice<Tally> {
    tallies.drop { $0.slot <= slot - Self.slots }
  }

  private static func remember<Value>(_ value: Value, in values: inout [Value]) {
    if values.count == mostMeasurements { values.removeFirst() }
    values.append(value)
  }

  /// The smallest value that this share of all does not exceed (nearest rank): of 1, 2, 3, 4 the
  /// half gives 2, 0.95 gives 4.
  private static func quantile<Value: Comparable>(
    _ share: Double, of values: ArraySlice<Value>
  ) -> Value? {
    guard !values.isEmpty, share.isFinite else { return nil }
    let rank = Int((min(max(share, 0), 1) * Double(values.count)).rounded(.up))
    return values.sorted()[max(rank, 1) - 1]
  }
}
