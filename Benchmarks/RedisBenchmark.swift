import ChatEngine
import TestSupport

/// What a shared server costs: a question and its answer, and many questions at once.
struct RedisBenchmark {
  let rounds: Int
  let width: Int

  func run(_ report: inout Report) throws {
    guard RedisServer.isInstalled else {
      return report.say("redis: skipped, \(RedisServer.hint)")
    }
    do {
      let server = try RedisServer()
      let loop = try EventLoop()
      let client = RedisClient(loop: loop, url: try RedisURL(server.url))
      defer { client.close() }
      server.cli("SET", "key", "0123456789")
      try measureOneByOne(client, loop, server, &report)
      try measureMany(client, loop, server, &report)
    } catch let error as RedisServer.Failure {
      throw BenchmarkError(error.description)
    } catch let error as RedisURL.Problem {
      throw BenchmarkError(error.sentence)
    }
  }

  private func measureOneByOne(
    _ client: RedisClient, _ loop: EventLoop, _ server: RedisServer, _ report: inout Report
  ) throws {
    var times = Samples()
    for round in 0..<rounds + 100 {
      let began = loop.now()
      guard ask(1, client, loop) else { throw BenchmarkError("Redis did not answer") }
      // The first ones connect and warm up.
      if round >= 100 { times.add(Double((loop.now() - began).nanoseconds) / 1000) }
    }
    let peer = peer(server, ["-c", "1", "-n", "\(rounds)"])
    let peerTime = peer.map { $0.median * 1000 }
    report.add(
      "Redis: GET, p50 / p99", "\(times.median.text()) / \(times.percentile(99).text()) us",
      yardstick: peerTime.map { "redis-benchmark \($0.text()) us" } ?? "",
      ratio: peerTime.map { times.median / $0 }, goal: "<= 1 ms at p99",
      isMet: times.percentile(99) <= 1000)
  }

  private func measureMany(
    _ client: RedisClient, _ loop: EventLoop, _ server: RedisServer, _ report: inout Report
  ) throws {
    let batches = rounds * 10 / width
    let began = loop.now()
    for _ in 0..<batches {
      guard ask(width, client, loop) else { throw BenchmarkError("Redis did not answer") }
    }
    let seconds = Double((loop.now() - began).nanoseconds) / 1e9
    let rate = Double(batches * width) / seconds / 1000
    let peer = peer(server, ["-c", "1", "-P", "\(width)", "-n", "\(batches * width)"])
    let peerRate = peer.map { $0.rate / 1000 }
    report.add(
      "Redis: GET, \(width) at once", "\(rate.text(0)),000 a second",
      yardstick: peerRate.map { "redis-benchmark \($0.text(0)),000 a second" } ?? "",
      ratio: peerRate.map { rate / $0 }, goal: ">= 100,000 a second", isMet: rate >= 100)
  }

  /// Sends so many commands and waits for all replies; false where one did not come.
  private func ask(_ count: Int, _ client: RedisClient, _ loop: EventLoop) -> Bool {
    var good = 0
    var bad = 0
    for _ in 0..<count {
      client.send(["GET", "key"], key: "key", patience: .seconds(5)) { answer in
        if case .success(.string) = answer { good += 1 } else { bad += 1 }
      }
    }
    loop.run { good + bad < count }
    return bad == 0
  }

  /// The same by the server's own tool: thousands a second, and the median in milliseconds.
  private func peer(_ server: RedisServer, _ words: [String]) -> (rate: Double, median: Double)? {
    let name = "redis-benchmark"
    guard Child.isInstalled(name) else { return nil }
    let command = [name, "-p", "\(server.port)", "--csv"] + words + ["GET", "key"]
    let line = Run(command)?.output.split(separator: "\n").last ?? ""
    // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms",…
    let numbers = line.split(separator: ",").map { Double($0.filter { $0 != "\"" }) }
    guard numbers.count >= 5, let rate = numbers[1], let median = numbers[4] else { return nil }
    return (rate, median)
  }
}
