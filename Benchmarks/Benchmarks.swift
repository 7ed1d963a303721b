/// All benchmarks, or those that were named.
struct Benchmarks {
  let binary: String
  let named: Set<String>

  /// Gives the exit status: 1 where something could not be measured; a missed goal is no failure.
  func run() -> Int32 {
    var report = Report()
    do {
      // One answer is measured first: a child's peak memory cannot be less than this program's.
      if wants("answer") { try AnswerBenchmark(binary: binary, runs: 11).run(&report) }
      if wants("start") { try StartBenchmark(binary: binary, runs: 11).run(&report) }
      if wants("decode") { DecodingBenchmark(rounds: 200).run(&report) }
      if wants("open") { try OpeningBenchmark(binary: binary, runs: 7).run(&report) }
      if wants("stream") {
        let server = try PacedServer()
        try StreamBenchmark(binary: binary, keys: 300, seconds: 10, server: server).run(&report)
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

  private func wants(_ name: String) -> Bool { named.isEmpty || named.contains(name) }
}
