import ChatEngine
import Glibc

/// Opening a conversation of 10,000 messages.
struct OpeningBenchmark {
  let binary: String
  let runs: Int

  func run(_ report: inout Report) throws {
    let home = Home(port: 9)
    defer { home.remove() }
    home.fill(messages: 10_000)
    var times = Samples()
    var memory = Samples()
    for _ in 0..<runs {
      let chat = try PtyProgram(
        [binary, "--resume", home.conversationName], environment: home.environment)
      if let shown = chat.waitFor(Home.lastWords) { times.add(milliseconds(shown - chat.began)) }
      chat.drain(.milliseconds(200))
      memory.add(chat.residentMegabytes)
      chat.stop()
    }
    let size = (Double(Files.size(of: home.conversation)) / 1e6).text()
    report.add(
      "open 10,000 messages (\(size) MB)", "\(times.median.text()) ms",
      yardstick: try peers(home).joined(separator: ", "), goal: "<= 60 ms",
      isMet: times.median <= 60)
    report.add(
      "  memory with it", "\(memory.median.text()) MB", goal: "<= 60 MB",
      isMet: memory.median <= 60)
  }

  /// The same file, from its end, in programs that show files.
  private func peers(_ home: Home) throws -> [String] {
    var figures: [String] = []
    for peer in ["less", "vim"] {
      guard Child.isInstalled(peer) else { continue }
      var times = Samples()
      for _ in 0..<runs {
        let program = try PtyProgram([peer, "+G", home.conversation])
        times.add(milliseconds(program.waitForQuiet() - program.began))
        program.stop()
      }
      figures.append("\(peer) \(times.median.text()) ms")
    }
    return figures
  }
}
