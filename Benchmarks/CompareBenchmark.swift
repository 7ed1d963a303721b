import ChatEngine

/// Panes that stream side by side: echo and processor time.
extension StreamBenchmark {
  /// All panes stream at that rate at once.
  func compare(panes: Int, rate: Int, _ report: inout Report) throws {
    let home = Home(port: server.port)
    defer { home.remove() }
    let chat = try open(home)
    defer { chat.stop() }
    let names = (1...panes).map { "local/bench-\($0)" }.joined(separator: " ")
    chat.type("/compare \(names)\r")
    // Not its beginning, which may stand there already, from the empty prompt's own words.
    guard chat.waitFor("at once.") != nil else {
      throw BenchmarkError("the panes did not open")
    }
    try ask(chat, rate: rate, seconds: keys * 20 / 1000 + seconds + 6)
    let what = "\(panes) panes at \(rate) tok/s each"
    let cpu = chat.cpuNanoseconds
    let began = SystemClock.now()
    chat.drain(.seconds(seconds))
    let share =
      Double(chat.cpuNanoseconds - cpu) / Double((SystemClock.now() - began).nanoseconds) * 100
    report.add(
      "CPU, \(what)", "\(share.text()) % of a core", goal: "<= 12 %", isMet: share <= 12)
    let times = echoes(of: chat)
    let (median, last) = (times.median, times.percentile(99))
    report.add(
      "key to echo, \(what)", "\(median.text(2)) / \(last.text(2)) ms", yardstick: "p50 / p99",
      goal: "<= 1 / 5 ms", isMet: median <= 1 && last <= 5)
  }
}
