import ChatEngine
import DemoProviders
import Glibc

/// One answer on standard output, against `curl -N` on the same server.
///
/// The server writes each token by itself, as fast as it can and from the first moment on: one that
/// made the whole answer first would be most of what is measured.
struct AnswerBenchmark {
  let binary: String
  let runs: Int

  func run(_ report: inout Report) throws {
    guard Child.isInstalled("curl") else { return skip("curl", report) }
    for tokens in [50, 1000, 20_000] {
      let server = try BatchServer(.stream(tokens: tokens, gap: 0))
      defer { server.stop() }
      let home = Home(port: server.port)
      defer { home.remove() }
      measure(tokens, server.port, home, &report)
    }
  }

  /// A server that answers a number with as many tokens.
  static func serve(port: UInt16) throws -> DemoServer {
    try DemoServer(
      DemoScript { request in DemoReply(text: text(tokens: Int(request.prompt) ?? 50)) },
      port: port, keepsRequests: 1)
  }

  /// Words that the server sends as one token each; numbered, as repetition would look like a fault.
  private static func text(tokens: Int) -> String {
    (0..<tokens).reduce(into: "") { text, number in text += " word\(number)" }
  }

  private func measure(_ tokens: Int, _ port: UInt16, _ home: Home, _ report: inout Report) {
    var ours = Samples()
    var peak = Samples()
    var theirs = Samples()
    var theirPeak = Samples()
    var ourFirst = Samples()
    var theirFirst = Samples()
    let body = """
      {"model":"bench","stream":true,"messages":[{"role":"user","content":"\(tokens)"}]}
      """
    let curl = [
      "curl", "-sN", "-H", "content-type: application/json", "-d", body,
      "http://127.0.0.1:\(port)/v1/chat/completions",
    ]
    for _ in 0..<runs {
      let answer = Child.run([binary, "ask", "\(tokens)"], environment: home.environment)
      if let answer, answer.status == 0 {
        ours.add(answer.wall)
        peak.add(answer.peakMegabytes)
      }
      if let answer = Child.run(curl), answer.status == 0 {
        theirs.add(answer.wall)
        theirPeak.add(answer.peakMegabytes)
      }
      if let first = FirstByte.run([binary, "ask", "\(tokens)"], environment: home.environment) {
        ourFirst.add(first.first)
      }
      if let first = FirstByte.run(curl) { theirFirst.add(first.first) }
    }
    let ratio = ours.median / theirs.median
    let limit = 1.1 * theirs.median + 10
    report.add(
      "one answer of \(tokens) tokens", "\(ours.median.text()) ms",
      yardstick: "curl -N \(theirs.median.text()) ms", ratio: ratio,
      goal: "<= 1.1 x + 10 ms", isMet: ours.median <= limit)
    report.add(
      "  its first byte", "\(ourFirst.median.text()) ms",
      yardstick: "curl \(theirFirst.median.text()) ms", ratio: ourFirst.median / theirFirst.median,
      goal: "<= + 3 ms", isMet: ourFirst.median <= theirFirst.median + 3)
    report.add(
      "  its peak memory", "\(peak.median.text()) MB",
      yardstick: "curl \(theirPeak.median.text()) MB", ratio: peak.median / theirPeak.median,
      goal: "<= 30 MB", isMet: peak.median <= 30)
  }
}
