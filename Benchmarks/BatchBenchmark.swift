import ChatEngine
import Glibc

/// A batch of prompts against `curl --parallel` and what Python programs do, on one server.
struct BatchBenchmark {
  /// What a run came to.
  private struct Figures {
    var rate: Double
    /// Microseconds of CPU for each request.
    var cpu: Double
    var megabytes: Double
  }

  let binary: String
  let requests: Int
  /// A Python that has `openai` and `litellm`; nil where there is none.
  let python = getenv("LLMTERM_PEERS").map { String(cString: $0) }

  func run(_ report: inout Report) throws {
    Self.allowDescriptors()
    let server = try BatchServer(.short)
    defer { server.stop() }
    let home = Home(port: server.port)
    defer { home.remove() }
    let input = home.folder + "/in.jsonl"
    Files.write(
      (1...requests).map { "{\"id\":\"\($0)\",\"prompt\":\"Question \($0)\"}\n" }.joined(),
      to: input)
    for parallel in [50, 200, 1000] {
      // In turns, so that both have the same of what else the machine does.
      let runs = (0..<5).map { _ in
        (ours: ours(home, input, parallel), curl: curl(server.port, parallel))
      }
      guard let ours = Self.best(runs.compactMap(\.ours)),
        let curl = Self.best(runs.compactMap(\.curl))
      else {
        throw BenchmarkError("the batch or curl failed")
      }
      add(ours, curl, parallel, &report)
      for who in ["openai", "litellm"] {
        guard let python, let peer = peer(who, python, server.port, home, parallel) else {
          report.say("  \(who): skipped; LLMTERM_PEERS names a Python that has it")
          continue
        }
        add(ours, over: peer, who, &report)
      }
    }
  }

  private func add(
    _ ours: Figures, _ curl: Figures, _ parallel: Int, _ report: inout Report
  ) {
    let least = parallel == 1000 ? 10_000.0 : 15_000
    let programs = Self.curls(parallel)
    let name = programs == 1 ? "curl" : "\(programs) x curl"
    report.add(
      "batch of \(requests), \(parallel) in parallel", "\(Int(ours.rate)) requests/s",
      yardstick: "\(name) --parallel \(Int(curl.rate))/s", ratio: ours.rate / curl.rate,
      goal: ">= \(Int(least))", isMet: ours.rate >= least)
    report.add(
      "  its CPU for each", "\(ours.cpu.text()) us",
      yardstick: "\(name) \(curl.cpu.text()) us", ratio: ours.cpu / curl.cpu,
      goal: "<= 1.5 x, <= 70 us", isMet: ours.cpu <= 1.5 * curl.cpu && ours.cpu <= 70)
    report.add(
      "  its peak memory", "\(ours.megabytes.text()) MB",
      yardstick: "\(name) \(curl.megabytes.text()) MB", ratio: ours.megabytes / curl.megabytes,
      goal: "<= 60 MB", isMet: ours.megabytes <= 60)
  }

  private func add(
    _ ours: Figures, over peer: Figures, _ who: String, _ report: inout Report
  ) {
    let name = who == "litellm" ? "LiteLLM's Router" : "openai's SDK"
    let ratio = ours.rate / peer.rate
    let figures =
      "\(Int(peer.rate))/s, \(Int(peer.cpu)) us, \(peer.megabytes.text(0)) MB"
    report.add(
      "  \(name)", figures, yardstick: "llmterm \(Int(ours.rate))/s", ratio: ratio,
      goal: who == "litellm" ? ">= 50 x" : "", isMet: who == "litellm" ? ratio >= 50 : nil)
  }

  // MARK: Runs

  private func ours(_ home: Home, _ input: String, _ parallel: Int) -> Figures? {
    let output = home.folder + "/out.jsonl"
    unlink(output)
    return figures(
      Child.run(
        [binary, "batch", input, "-o", output, "-j", "\(parallel)", "--log-level", "warning"],
        environment: home.environment))
  }

  /// How many programs `curl --parallel` takes: of more than 300 at a time, one asks 300 without a word
  /// (curl 7.88).
  private static func curls(_ parallel: Int) -> Int { (parallel + 299) / 300 }

  private func curl(_ port: UInt16, _ parallel: Int) -> Figures? {
    let count = Self.curls(parallel)
    guard count > 1 else { return figures(runCurls(1, port, parallel, requests)) }
    // All but the first start is what more of them cost than one that could ask so many.
    guard let start = runCurls(1, port, 1, 1),
      var all = figures(runCurls(count, port, parallel / count, requests / count))
    else { return nil }
    all.cpu -= Double(count - 1) * start.cpuMilliseconds * 1000 / Double(requests)
    all.megabytes *= Double(count)
    return all
  }

  private func runCurls(
    _ count: Int, _ port: UInt16, _ parallel: Int, _ requests: Int
  ) -> Child? {
    let body = """
      {"model":"bench","messages":[{"role":"user","content":"Question 1234"}],"stream":true}
      """
    let curl = [
      "curl", "-s", "--parallel", "--parallel-immediate", "--parallel-max", "\(parallel)", "-H",
      "content-type: application/json", "-d", body, "-o", "/dev/null",
      "http://127.0.0.1:\(port)/v1/chat/completions?[1-\(requests)]",
    ]
    guard count > 1 else { return Child.run(curl) }
    let all = """
      count=$1; shift; all=
      while [ $count -gt 0 ]; do "$@" & all="$all $!"; count=$((count - 1)); done
      for one in $all; do wait $one || exit; done
      """
    return Child.run(["sh", "-c", all, "sh", "\(count)"] + curl)
  }

  private func figures(_ child: Child?) -> Figures? {
    guard let child, child.status == 0 else { return nil }
    return Figures(
      rate: Double(requests) / child.wall * 1000,
      cpu: child.cpuMilliseconds * 1000 / Double(requests), megabytes: child.peakMegabytes)
  }

  /// Fewer requests: it is slow, and what it takes for each does not depend on how many there are.
  private func peer(
    _ who: String, _ python: String, _ port: UInt16, _ home: Home, _ parallel: Int
  ) -> Figures? {
    let output = home.folder + "/peer.txt"
    let script = "scripts/batch-peers.py"
    let url = "http://127.0.0.1:\(port)/v1"
    _ = Child.run([
      "sh", "-c", "exec \"$0\" \"$@\" >\(output) 2>/dev/null", python, script, who, url,
      "\(max(1000, 2 * parallel))", "\(parallel)",
    ])
    let words = Files.text(of: output).split(whereSeparator: \.isWhitespace).compactMap {
      Double($0)
    }
    guard words.count == 3 else { return nil }
    return Figures(rate: words[0], cpu: words[1], megabytes: words[2])
  }

  private static func best(_ runs: [Figures]) -> Figures? { runs.max { $0.rate < $1.rate } }

  /// The server's sockets and the children's.
  static func allowDescriptors() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = min(8192, limit.rlim_max)
    setrlimit(resource, &limit)
  }
}

/// Two thousand answers that stream at once, in one process for a minute.
struct LiveStreamsBenchmark {
  let binary: String
  var streams = 2000
  var perSecond = 20
  var seconds = 60

  func run(_ report: inout Report) throws {
    BatchBenchmark.allowDescriptors()
    let tokens = perSecond * seconds
    let server = try BatchServer(
      .stream(tokens: tokens, gap: Int64(1_000_000_000 / perSecond)))
    defer { server.stop() }
    let home = Home(port: server.port)
    defer { home.remove() }
    let input = home.folder + "/in.jsonl"
    let output = home.folder + "/out.jsonl"
    Files.write(
      (1...streams).map { "{\"id\":\"\($0)\",\"prompt\":\"Question \($0)\"}\n" }.joined(),
      to: input)
    let child = Child.run(
      [binary, "batch", input, "-o", output, "-j", "\(streams)", "--log-level", "warning"],
      environment: home.environment)
    guard let child, child.status == 0 else { throw BenchmarkError("the streams failed") }
    let text = "\"text\":\"\(BatchServer.text(tokens: tokens))\","
    let lines = Files.text(of: output).split(separator: "\n")
    let right = lines.count { $0.contains(text) }
    // An answer that came after a failure is whole too, and hides it.
    let failure = "\"outcome\":\"failed\""
    let askedAgain = lines.count { $0.contains(failure) }
    let cores = child.cpuMilliseconds / child.wall
    report.add(
      "\(streams) streams of \(perSecond) tokens/s, \(seconds) s", "\(cores.text(2)) cores",
      goal: "< 1 core", isMet: cores < 1)
    report.add(
      "  their peak memory", "\(child.peakMegabytes.text()) MB", goal: "<= 100 MB",
      isMet: child.peakMegabytes <= 100)
    report.add(
      "  whole to the byte", "\(right) of \(streams)", goal: "all", isMet: right == streams)
    report.add("  asked again", "\(askedAgain)", goal: "none", isMet: askedAgain == 0)
  }
}
