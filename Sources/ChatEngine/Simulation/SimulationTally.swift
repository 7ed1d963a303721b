/// Counts what happens in a run.
struct SimulationTally {
  private(set) var report: SimulationReport
  private let start: Instant
  private let places: [Target: Int]
  private var firstTokens: [Double] = []
  private var totals: [Double] = []
  /// Until when each breaker was last seen open.
  private var open: [Target: Instant] = [:]

  init(targets: [Target], start: Instant, length: Duration) {
    report = SimulationReport(length: length, targets: targets)
    self.start = start
    places = Dictionary(targets.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  mutating func take(_ update: TurnUpdate, at now: Instant) {
    switch update {
    case .attemptStarted(let number, let target, _):
      report.attempts += 1
      if number > 1 { report.extraRequests += 1 }
      if let place = places[target] { report.targets[place].requests[part(now)] += 1 }
    case .attemptEnded(let record):
      guard let place = places[record.target] else { return }
      report.targets[place].cost += record.cost ?? 0
      switch record.outcome {
      case .answered: report.targets[place].answered += 1
      case .failed: report.targets[place].failed += 1
      case .cancelled: break
      }
    case .failedOver, .continuing: report.failovers += 1
    case .retrying: report.retries += 1
    case .hedged: report.hedges += 1
    case .passedOver, .queued, .looked, .part, .waiting, .partialKept, .asks, .ended: break
    }
  }

  mutating func end(_ turn: SimulatedTurn, _ end: TurnEnd, at now: Instant) {
    report.turns += 1
    report.cost += end.cost ?? 0
    if let shown = turn.firstShown { firstTokens.append((shown - turn.began).inSeconds) }
    switch end.outcome {
    case .answered:
      report.answered += 1
      totals.append((now - turn.began).inSeconds)
    case .failed: report.failed += 1
    case .cancelled: report.cancelled += 1
    }
    if turn.story.hasFailure, wantsStories {
      report.stories.append(turn.story)
    }
  }

  /// Whether one more story would be told.
  var wantsStories: Bool { report.stories.count < SimulationReport.mostStories }

  /// Looks whether a breaker has opened since the last look.
  mutating func look(at breakers: Breakers, of target: Target) {
    guard case .open(let until) = breakers.state(of: target), open[target] != until else { return }
    open[target] = until
    if let place = places[target] { report.targets[place].openings += 1 }
  }

  var finished: SimulationReport {
    var report = report
    report.firstToken = SimulationReport.Quantiles(firstTokens)
    report.total = SimulationReport.Quantiles(totals)
    return report
  }

  /// The part of the run; what goes on after the last prompt belongs to the last one.
  private func part(_ now: Instant) -> Int {
    let share = (now - start).inSeconds / max(report.length.inSeconds, 1e-9)
    let part = Int(min(max(share, 0), 1) * Double(SimulationReport.parts))
    return min(part, SimulationReport.parts - 1)
  }
}

extension Duration {
  /// Seconds with their fraction.
  var inSeconds: Double { Double(nanoseconds) / 1_000_000_000 }
}
