import ChatEngine

/// What it costs to decide whether a request may go out.
struct LimiterBenchmark {
  let decisions: Int

  private static let target = Target(provider: "bench", model: "some-model-of-usual-length")

  func run(_ report: inout Report) {
    let limits = Provider.RateLimits(
      requestsPerMinute: 60_000_000, tokensPerMinute: 1_000_000_000_000, concurrent: 64)
    add("local limiter, nothing limited", measure(.init(), waiting: 0), goal: 1, to: &report)
    add("local limiter, all limits", measure(limits, waiting: 0), goal: 1, to: &report)
    // Into the line, and one out of it: two decisions.
    add("local limiter, 1,000 in line", measure(limits, waiting: 1_000), goal: 2, to: &report)
  }

  private func add(_ what: String, _ samples: Samples, goal: Double, to report: inout Report) {
    let (median, worst) = (samples.percentile(50) / 1_000, samples.percentile(99) / 1_000)
    report.add(
      what, "\(median.text(2)), p99 \(worst.text(2)) us",
      yardstick: "\((1 / median).text(1)) M decisions/s", goal: "<= \(goal.text(0)) us",
      isMet: median <= goal)
  }

  /// Nanoseconds for each decision with its settlement, over a few together: reading the clock
  /// costs as much as one.
  private func measure(_ limits: Provider.RateLimits, waiting: Int) -> Samples {
    var limiter = RateLimiter()
    var samples = Samples()
    let together = 20
    // All streams are taken where somebody is to wait; then each end serves the first in line.
    let ahead = waiting > 0 ? waiting + (limits.concurrent ?? 0) : 0
    let priority: Reservation.Priority = waiting > 0 ? .batch : .interactive
    for ticket in 0..<ahead {
      _ = limiter.request(reservation(ticket, limits, priority), at: SystemClock.now())
    }
    var ended = 0
    while ended < decisions {
      let began = SystemClock.now()
      for _ in 0..<together {
        _ = limiter.request(reservation(ended + ahead, limits, priority), at: began)
        limiter.settle(TransferID(value: UInt64(ended)), tokens: 90)
        if waiting > 0 { _ = limiter.pump(at: began) }
        ended += 1
      }
      samples.add(Double((SystemClock.now() - began).nanoseconds) / Double(together))
    }
    return samples
  }

  private func reservation(
    _ ticket: Int, _ limits: Provider.RateLimits, _ priority: Reservation.Priority
  ) -> Reservation {
    Reservation(
      ticket: TransferID(value: UInt64(ticket)), target: Self.target, limits: limits, tokens: 100,
      priority: priority)
  }
}
