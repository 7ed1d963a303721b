import TestSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `Eight processes on one Redis` {
  private static let processes = 8
  private static let perSecond = 100
  private static let burst = 20
  /// A busy machine lets a process go on so much later than it was due: the limit is kept when a place
  /// is given out, and here it is seen when the process has noticed.
  private static let lateness = 50_000

  /// The wall clock's microseconds of all places, by process.
  private func run(_ server: RedisServer, seconds: Int) throws -> [[Int]] {
    let command = [
      Terminal.binary("llmterm-bench"), "limit-worker", server.url, "\(seconds)",
      "\(Self.perSecond * 60)", "\(Self.burst)",
    ]
    let workers = try (0..<Self.processes).map { _ in try #require(Running(command)) }
    for worker in workers { worker.wait(for: "ready") }
    for worker in workers { worker.write("") }
    return try workers.map { worker in
      let run = worker.wait()
      try #require(run.status == 0, "\(run.output)")
      return run.output.split(separator: "\n").compactMap { Int($0) }
    }
  }

  @Test func `never go over their limit, use it, and share it evenly`() throws {
    let times = try run(try RedisServer(), seconds: 3)

    let all = times.joined().sorted()
    let first = try #require(all.first)
    let last = try #require(all.last)
    #expect(overflow(all) <= 0)
    let allowed = Self.burst + (last - first) * Self.perSecond / 1_000_000
    #expect(Double(all.count) >= 0.97 * Double(allowed), "\(all.count) of \(allowed)")
    let shares = shares(times)
    #expect(jain(shares) >= 0.98, "\(shares)")
  }

  /// How many more there were in any window than its length allows.
  private func overflow(_ times: [Int]) -> Int {
    var most = Int.min
    for start in times.indices {
      for end in start..<times.count {
        let window = times[end] - times[start] + Self.lateness
        let allowed = Self.burst + window * Self.perSecond / 1_000_000
        most = max(most, end - start + 1 - allowed)
      }
    }
    return most
  }

  /// How many each process had while all of them asked: whoever begins first has the burst.
  private func shares(_ times: [[Int]]) -> [Int] {
    let start = times.compactMap(\.first).max() ?? 0
    let end = times.compactMap(\.last).min() ?? 0
    return times.map { process in process.count { start <= $0 && $0 <= end } }
  }

  /// Jain's index of fairness: (Σx)² / (n · Σx²).
  ///
  /// Worked: 10, 10, 10, 10 gives 1; 16, 8, 8, 8 gives 0.89.
  private func jain(_ counts: [Int]) -> Double {
    let sum = counts.reduce(0, +)
    let squares = counts.reduce(0) { $0 + $1 * $1 }
    return squares == 0 ? 0 : Double(sum * sum) / Double(counts.count * squares)
  }
}
