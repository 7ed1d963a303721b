import ChatEngine
import Glibc

/// The full screen while tokens come: echo, processor time, how late what is shown is.
struct StreamBenchmark {
  let binary: String
  let keys: Int
  let seconds: Int
  let server: PacedServer

  func run(_ report: inout Report) throws {
    try bashEcho(&report)
    try compare(panes: 4, rate: 250, &report)
    for messages in [1, 10_000] {
      let home = Home(port: server.port)
      defer { home.remove() }
      if messages > 1 { home.fill(messages: messages) }
      let place = "at message \(messages)"
      try echo(rate: nil, home, place, &report)
      for rate in [100, 1000] {
        try echo(rate: rate, home, place, &report)
        try load(rate: rate, home, place, &report)
      }
    }
  }

  func open(_ home: Home) throws -> PtyProgram {
    let isFilled = Files.size(of: home.conversation) > 0
    let chat = try PtyProgram(
      [binary] + (isFilled ? ["--resume", home.conversationName] : []),
      environment: home.environment)
    guard chat.waitFor("help") != nil else {
      throw BenchmarkError("the chat did not open")
    }
    // Its conversation comes after the first frame.
    chat.drain(.milliseconds(isFilled ? 900 : 400))
    return chat
  }

  /// Sends a prompt and waits for its answer's first tokens.
  func ask(_ chat: PtyProgram, rate: Int, seconds: Int) throws {
    server.prepare(.init(tokens: rate * seconds, tokensPerSecond: rate))
    chat.type("go\r")
    let limit = SystemClock.now() + .seconds(20)
    while server.schedule == nil {
      guard SystemClock.now() < limit else { throw BenchmarkError("the chat asked nothing") }
      chat.drain(.milliseconds(10))
    }
    chat.drain(.milliseconds(700))
  }

  // MARK: Echo

  private func echo(
    rate: Int?, _ home: Home, _ place: String, _ report: inout Report
  ) throws {
    let chat = try open(home)
    defer { chat.stop() }
    if let rate { try ask(chat, rate: rate, seconds: keys * 20 / 1000 + 4) }
    let times = echoes(of: chat)
    let what = rate.map { "key to echo, \($0) tok/s, \(place)" } ?? "key to echo, idle, \(place)"
    let (median, last) = (times.median, times.percentile(99))
    let limit: Double = rate == nil ? 4 : 5
    report.add(
      what, "\(median.text(2)) / \(last.text(2)) ms", yardstick: "p50 / p99",
      goal: "<= 1 / \(limit.text(0)) ms", isMet: median <= 1 && last <= limit)
  }

  /// Types letters that nothing else on the screen has, and waits for each.
  func echoes(of program: PtyProgram) -> Samples {
    var times = Samples()
    for number in 0..<keys {
      let letter = Array(String(Character(Unicode.Scalar(0x430 + UInt32(number % 32)) ?? "я")).utf8)
      let typed = SystemClock.now()
      program.pty.window.write(letter)
      var output: [UInt8] = []
      while !output.contains(letter), SystemClock.now() - typed < .seconds(1) {
        output += program.read(waiting: 1000)
      }
      times.add(milliseconds(SystemClock.now() - typed))
      if number % 32 == 31 { program.type("\u{15}") }
      program.drain(.milliseconds(13 + number % 8))
    }
    return times
  }

  private func bashEcho(_ report: inout Report) throws {
    guard Child.isInstalled("bash") else { return skip("bash", report) }
    let bash = try PtyProgram(["bash", "--norc", "--noprofile"])
    defer { bash.stop() }
    bash.drain(.milliseconds(300))
    let times = echoes(of: bash)
    report.add(
      "yardstick for echo: bash's prompt",
      "\(times.median.text(2)) / \(times.percentile(99).text(2)) ms", yardstick: "p50 / p99")
  }

  // MARK: Load

  private func load(rate: Int, _ home: Home, _ place: String, _ report: inout Report) throws {
    let chat = try open(home)
    defer { chat.stop() }
    try ask(chat, rate: rate, seconds: seconds + 2)
    guard let schedule = server.schedule else { return }
    let cpu = chat.cpuNanoseconds
    let began = SystemClock.now()
    var paints = Samples()
    var end: Int64?
    let wanted = Array(Token.end.utf8)
    var tail: [UInt8] = []
    var measured: (cpu: Int64, time: Duration)?
    while end == nil, SystemClock.now() - began < .seconds(seconds + 10) {
      let bytes = tail + chat.read(waiting: 100)
      let now = SystemClock.now().nanoseconds
      for number in Token.numbers(in: bytes) where schedule.due(number) > began.nanoseconds {
        paints.add(Double(now - schedule.due(number)) / 1e6)
      }
      if bytes.contains(wanted) { end = now }
      tail = Array(bytes.suffix(2)).filter { $0 >= 0x80 }
      if measured == nil, SystemClock.now() - began >= .seconds(seconds) {
        measured = (chat.cpuNanoseconds - cpu, SystemClock.now() - began)
      }
    }
    guard let measured else { return }
    let share = Double(measured.cpu) / Double(measured.time.nanoseconds) * 100
    let limit: Double = rate > 100 ? 8 : 3
    report.add(
      "CPU at \(rate) tok/s, \(place)", "\(share.text()) % of a core",
      goal: "<= \(limit.text(0)) %", isMet: share <= limit)
    report.add(
      "  token to paint", "\(paints.median.text()) / \(paints.percentile(99).text()) ms",
      yardstick: "p50 / p99 of \(paints.values.count)", goal: "<= 5 / 12 ms",
      isMet: paints.median <= 5 && paints.percentile(99) <= 12)
    let late = end.map { Double($0 - schedule.due(rate * (self.seconds + 2) - 1)) / 1e6 }
    report.add(
      "  the end comes late by", "\((late ?? .nan).text()) ms", goal: "<= 20 ms",
      isMet: (late ?? .infinity) <= 20)
  }
}
