import ChatEngine

/// What counting and writing down costs: one turn as it is told, and one scrape.
struct MetricsBenchmark {
  let turns: Int
  private let now = Instant(nanoseconds: 1)

  func run(_ report: inout Report) {
    let targets = (0..<50).map { Target(provider: "provider-\($0 % 5)", model: "model-\($0)") }
    let meter = Meter(version: "1", now: { now })
    meter.gauges = { Gauges(of: $0, routing: RoutingState(), at: now) }
    let stories = targets.map { updates(at: $0) }
    let perTurn = best {
      for turn in 0..<turns {
        for update in stories[turn % stories.count] {
          meter.observe(TurnID(UInt64(turn)), update)
        }
      }
      return turns
    }
    let part = TurnUpdate.part(.text("word "))
    let perPart = best {
      for _ in 0..<turns { meter.observe(TurnID(1), part) }
      return turns
    }
    report.add(
      "counting one turn with a failover", "\((perTurn * 1000).text(0)) ns", goal: "<= 5 us",
      isMet: perTurn <= 5)
    report.add(
      "counting one streamed part", "\((perPart * 1000).text(1)) ns", goal: "<= 10 ns",
      isMet: perPart <= 0.01)
    var bytes = 0
    let perScrape = best {
      bytes = meter.page().count
      return 1
    }
    report.add(
      "one scrape of 50 targets (\(bytes / 1000) kB)", "\(perScrape.text(0)) us",
      goal: "<= 2 ms", isMet: perScrape <= 2000)
  }

  private func updates(at target: Target) -> [TurnUpdate] {
    let failure = Failure(.overloaded, status: 529)
    let failed = AttemptRecord(
      target: target, outcome: .failed, status: 529, failure: failure, total: .milliseconds(80))
    let answered = AttemptRecord(
      target: target, outcome: .answered, status: 200, firstToken: .milliseconds(300),
      total: .seconds(4), usage: Usage(inputTokens: 900, outputTokens: 300), cost: 0.01)
    return [
      .looked(hit: nil), .attemptStarted(number: 1, target: target, reason: "first in route"),
      .attemptEnded(failed), .failedOver(from: target, to: target, because: failure),
      .attemptStarted(number: 2, target: target, reason: "after it failed"),
      .attemptEnded(answered), .ended(TurnEnd(outcome: .answered, ending: Ending())),
    ]
  }

  /// Microseconds for each; the best of several rounds, as others use the machine too.
  private func best(_ work: () -> Int) -> Double {
    var best = Double.infinity
    for _ in 0..<20 {
      let began = SystemClock.now()
      let count = work()
      best = min(best, Double((SystemClock.now() - began).nanoseconds) / 1000 / Double(count))
    }
    return best
  }
}
