/// All benchmarks, or those that were named.
struct Benchmarks {
  private struct Group: Sendable {
    var name: String
    var measure: @Sendable (_ binary: String, inout Report) throws -> Void
  }

  let binary: String
  let named: Set<String>

  // One answer is measured first: a child's peak memory cannot be less than this program's.
  private static let all = [
    Group(name: "answer") { try AnswerBenchmark(binary: $0, runs: 11).run(&$1) },
    Group(name: "batch") { try BatchBenchmark(binary: $0, requests: 5000).run(&$1) },
    Group(name: "live") { try LiveStreamsBenchmark(binary: $0).run(&$1) },
    Group(name: "start") { try StartBenchmark(binary: $0, runs: 11).run(&$1) },
    Group(name: "decode") { DecodingBenchmark(rounds: 200).run(&$1) },
    Group(name: "markdown") { MarkdownBenchmark(rounds: 5).run(&$1) },
    Group(name: "limits") { LimiterBenchmark(decisions: 200_000).run(&$1) },
    Group(name: "cache") { try CacheBenchmark(answers: 2000).run(&$1) },
    Group(name: "redis") { try RedisBenchmark(rounds: 20_000, width: 100).run(&$1) },
    Group(name: "shared") { try SharedLimitBenchmark(reservations: 5000).run(&$1) },
    Group(name: "metrics") { MetricsBenchmark(turns: 10_000).run(&$1) },
    Group(name: "search") { try SearchBenchmark(runs: 5).run(&$1) },
    Group(name: "open") { try OpeningBenchmark(binary: $0, runs: 7).run(&$1) },
    Group(name: "stream") {
      let server = try PacedServer()
      try StreamBenchmark(binary: $0, keys: 300, seconds: 10, server: server).run(&$1)
    },
  ]

  static var names: [String] { all.map(\.name) }

  /// Gives the exit status: 1 where something could not be measured; a missed goal is no failure.
  func run() -> Int32 {
    var report = Report()
    do {
      for group in Self.all where named.isEmpty || named.contains(group.name) {
        try group.measure(binary, &report)
      }
    } catch let error as BenchmarkError {
      report.say("llmterm-bench: \(error.sentence)")
      return 1
    } catch {
      report.say("llmterm-bench: \(error)")
      return 1
    }
    report.say("\(report.missed) goals missed")
    return 0
  }
}
