import ChatEngine
import Glibc

/// Starting: the first full frame, `--version`, and the memory of a program that waits.
struct StartBenchmark {
  let binary: String
  let runs: Int

  func run(_ report: inout Report) throws {
    let home = Home(port: 9)
    defer { home.remove() }
    try firstFrame(home, &report)
    version(&report)
    try memory(home, &report)
  }

  private func firstFrame(_ home: Home, _ report: inout Report) throws {
    let peers = ["tig", "htop"].filter(Child.isInstalled)
    let repository = try makeRepository()
    defer { repository.map(Files.remove) }
    var times: [String: Samples] = [:]
    var painted = Samples()
    for _ in 0..<runs {
      let chat = try PtyProgram([binary], environment: home.environment)
      if let frame = chat.waitFor("help") { painted.add(milliseconds(frame - chat.began)) }
      times["chat", default: Samples()].add(milliseconds(chat.waitForQuiet() - chat.began))
      chat.stop()
      for peer in peers where peer != "tig" || repository != nil {
        let command = peer == "tig" ? ["tig", "-C\(repository ?? "")"] : [peer]
        let program = try PtyProgram(command)
        times[peer, default: Samples()].add(milliseconds(program.waitForQuiet() - program.began))
        program.stop()
      }
    }
    let ours = times["chat"]?.median ?? .nan
    report.add("first paint of the chat", "\(painted.median.text()) ms")
    for peer in peers {
      guard let theirs = times[peer]?.median else { continue }
      report.add(
        "first full frame of the chat", "\(ours.text()) ms",
        yardstick: "\(peer) \(theirs.text()) ms", ratio: ours / theirs,
        goal: peer == "tig" ? "<= 1.2 x" : "", isMet: peer == "tig" ? ours <= 1.2 * theirs : nil)
    }
    for peer in ["tig", "htop"] where !peers.contains(peer) { skip(peer, report) }
  }

  /// A repository with a little history, for tig; nil without git.
  private func makeRepository() throws -> String? {
    guard Child.isInstalled("git"), Child.isInstalled("tig") else { return nil }
    let folder = Files.temporaryFolder()
    let script = """
      cd \(folder) && git init -q . && for n in 1 2 3 4 5 6 7 8 9; do
      git -c user.name=b -c user.email=b@b commit -q --allow-empty -m "commit $n"; done
      """
    return Child.run(["sh", "-c", script])?.status == 0 ? folder : nil
  }

  private func version(_ report: inout Report) {
    var ours = Samples()
    var theirs = Samples()
    for _ in 0..<(runs * 2) {
      if let child = Child.run([binary, "--version"]) { ours.add(child.wall) }
      if let child = Child.run(["curl", "--version"]), child.status == 0 { theirs.add(child.wall) }
    }
    guard !theirs.isEmpty else { return skip("curl", report) }
    let ratio = ours.median / theirs.median
    report.add(
      "--version", "\(ours.median.text()) ms",
      yardstick: "curl --version \(theirs.median.text()) ms",
      ratio: ratio, goal: "<= 1 x", isMet: ratio <= 1)
  }

  private func memory(_ home: Home, _ report: inout Report) throws {
    let peers = ["tig", "htop"].filter(Child.isInstalled)
    let yardsticks = try peers.map { peer in
      "\(peer) \(try resident([peer], [:]).text()) MB"
    }.joined(separator: ", ")
    for (name, arguments) in [("chat", []), ("chat --demo", ["--demo"])] {
      let megabytes = try resident([binary] + arguments, home.environment)
      report.add(
        "memory when idle: \(name)", "\(megabytes.text()) MB", yardstick: yardsticks,
        goal: "<= 20 MB", isMet: megabytes <= 20)
    }
  }

  private func resident(_ command: [String], _ environment: [String: String]) throws -> Double {
    let program = try PtyProgram(command, environment: environment)
    defer { program.stop() }
    program.drain(.milliseconds(700))
    return program.residentMegabytes
  }
}

/// Milliseconds as a number.
func milliseconds(_ duration: Duration) -> Double { Double(duration.nanoseconds) / 1e6 }

/// Says that a comparison falls out.
func skip(_ peer: String, _ report: Report) {
  report.say("  skipped: \(peer) is not installed (apt-get install \(peer))")
}
