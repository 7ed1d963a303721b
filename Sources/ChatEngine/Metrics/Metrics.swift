/// Everything that is counted, fed with what turns say.
///
/// Each update costs the same, however much was counted before, and a piece of an answer costs
/// nothing.
package struct Metrics: Sendable {
  /// What is counted for one target.
  struct Figures: Sendable {
    var answered = 0
    var failed = 0
    var cancelled = 0
    var retries = 0
    var inputTokens = 0
    var outputTokens = 0
    var cost = 0.0
    var inFlight = 0
    var duration = Histogram.duration
    var firstToken = Histogram.firstToken
    var speed = Histogram.speed
    var wait = Histogram.wait
  }

  struct ErrorName: Sendable, Hashable {
    var provider: String
    var kind: Failure.Kind
  }

  struct Failover: Sendable, Hashable {
    var from: String
    var to: String
  }

  /// More pairs of targets than these are counted as from and to `other`.
  static let mostFailovers = 200
  /// Turns that wait at once; of more, the wait is not measured.
  private static let mostWaiting = 1024

  private(set) var labels = TargetLabels()
  /// By the targets' places.
  private(set) var figures: [Figures] = []
  private(set) var errors: [ErrorName: Int] = [:]
  private(set) var failovers: [Failover: Int] = [:]
  private(set) var cacheHits = 0
  private(set) var cacheMisses = 0
  /// Since when turns have waited for a place.
  private var waiting = NumberTable<TurnID, Instant>()

  package init() {}

  /// The targets that were met so far, at most 200.
  package var targets: [Target] { labels.targets }

  /// Takes what a turn says; the time is asked for only where somebody waits.
  package mutating func observe(
    _ update: TurnUpdate, of turn: TurnID, at now: @autoclosure () -> Instant
  ) {
    switch update {
    case .part, .partialKept, .asks, .hedged: break
    case .attemptStarted(_, let target, _): begin(target, turn, now)
    case .attemptEnded(let attempt): end(attempt)
    case .retrying(let target, _): figures[place(of: target)].retries += 1
    case .failedOver(let from, let to, _): countFailover(from, to)
    case .continuing(let from, let to, _):
      if from == to { figures[place(of: to)].retries += 1 } else { countFailover(from, to) }
    case .queued: wait(turn, now())
    case .waiting(_, _, let failure): if failure.kind == .rateLimited { wait(turn, now()) }
    case .looked(let hit): if hit == nil { cacheMisses += 1 } else { cacheHits += 1 }
    case .passedOver, .ended: waiting[turn] = nil
    }
  }

  /// The place of a target's figures.
  mutating func place(of target: Target) -> Int {
    let place = labels.place(of: target)
    while figures.count <= place { figures.append(Figures()) }
    return place
  }

  private mutating func wait(_ turn: TurnID, _ now: Instant) {
    guard waiting[turn] == nil, waiting.count < Self.mostWaiting else { return }
    waiting[turn] = now
  }

  private mutating func begin(_ target: Target, _ turn: TurnID, _ now: () -> Instant) {
    let place = place(of: target)
    figures[place].inFlight += 1
    if let since = waiting.removeValue(forKey: turn) {
      figures[place].wait.add((now() - since).seconds)
    }
  }

  private mutating func end(_ attempt: AttemptRecord) {
    let place = place(of: attempt.target)
    figures[place].end(attempt)
    guard attempt.outcome == .failed, let kind = attempt.failure?.kind else { return }
    errors[ErrorName(provider: labels.all[place].provider, kind: kind), default: 0] += 1
  }

  private mutating func countFailover(_ from: Target, _ to: Target) {
    var failover = Failover(from: text(of: from), to: text(of: to))
    if failovers[failover] == nil, failovers.count >= Self.mostFailovers {
      failover = Failover(from: "other", to: "other")
    }
    failovers[failover, default: 0] += 1
  }

  private mutating func text(of target: Target) -> String {
    // Apart, for a new target's labels are there only after its place is.
    let place = place(of: target)
    let labels = labels.all[place]
    return labels.provider + "/" + labels.model
  }
}

extension Metrics.Figures {
  /// Takes an attempt that has ended.
  fileprivate mutating func end(_ attempt: AttemptRecord) {
    inFlight = max(0, inFlight - 1)
    switch attempt.outcome {
    case .answered: answered += 1
    case .failed: failed += 1
    case .cancelled: cancelled += 1
    }
    duration.add(attempt.total.seconds)
    if let time = attempt.firstToken { firstToken.add(time.seconds) }
    if attempt.outcome == .answered, let rate = attempt.tokensPerSecond { speed.add(rate) }
    // A provider may say anything: counters only rise, and never overflow.
    inputTokens += min(max(attempt.usage?.inputTokens ?? 0, 0), 1 << 40)
    outputTokens += min(max(attempt.usage?.outputTokens ?? 0, 0), 1 << 40)
    if let cost = attempt.cost, cost.isFinite, cost > 0 { self.cost += cost }
  }
}

extension Duration {
  /// Seconds with their fraction.
  fileprivate var seconds: Double { Double(nanoseconds) / 1e9 }
}
