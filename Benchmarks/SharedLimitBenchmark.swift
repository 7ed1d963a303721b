import ChatEngine
import TestSupport

/// What a place under limits costs a request: in this process alone, and through a Redis of this machine.
struct SharedLimitBenchmark {
  let reservations: Int

  // Enough for all: what is measured is the way, not the wait.
  private static let limits = Provider.RateLimits(
    requestsPerMinute: 600_000_000, tokensPerMinute: 1_000_000_000, concurrent: 1000)

  func run(_ report: inout Report) throws {
    do {
      try measure(&report)
    } catch let error as RedisServer.Failure {
      throw BenchmarkError(error.description)
    } catch let error as RedisURL.Problem {
      throw BenchmarkError(error.sentence)
    }
  }

  private func measure(_ report: inout Report) throws {
    let loop = try EventLoop()
    let alone = times(LocalLimits(loop: loop), loop)
    report.add(
      "a place under limits, in memory", figures(alone), yardstick: "p50 / p99 of \(reservations)")
    guard RedisServer.isInstalled else {
      return report.say("limits over Redis not measured: \(RedisServer.hint)")
    }
    let server = try RedisServer()
    let client = RedisClient(loop: loop, url: try RedisURL("unix://\(server.socket)"))
    defer { client.close() }
    let shared = SharedLimits(
      redis: client, local: LocalLimits(loop: loop), loop: loop, prefix: "bench:", process: 1,
      accounts: { _ in "a" })
    _ = times(shared, loop, count: 100)
    let through = times(shared, loop)
    report.add(
      "  the same through Redis on this machine", figures(through),
      yardstick: "in memory", ratio: through.median / alone.median, goal: "<= 1 / 5 ms",
      isMet: through.median <= 1000 && through.percentile(99) <= 5000)
    report.say("  \(shared.counts.fallbacks) of \(shared.counts.asked) without Redis")
  }

  /// Microseconds from asking to the word, one after the other.
  private func times(
    _ limits: any RequestLimits, _ loop: EventLoop, count: Int? = nil
  ) -> Samples {
    var times = Samples()
    for number in 0..<(count ?? reservations) {
      let ticket = TransferID(value: UInt64(number))
      let reservation = Reservation(
        ticket: ticket, target: Target(provider: "p", model: "m"), limits: Self.limits,
        tokens: 1000)
      let began = SystemClock.now()
      var isThere = false
      limits.reserve(reservation) { _ in isThere = true }
      if !isThere { loop.run { !isThere } }
      times.add(Double((SystemClock.now() - began).nanoseconds) / 1000)
      limits.settle(ticket, tokens: 800)
    }
    return times
  }

  private func figures(_ times: Samples) -> String {
    "\(times.median.text()) / \(times.percentile(99).text()) us"
  }
}
