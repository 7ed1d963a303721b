import ChatEngine
import Glibc

/// Finding and keeping answers in files, as the loop's thread sees it.
struct CacheBenchmark {
  let answers: Int

  func run(_ report: inout Report) throws {
    let folder = Files.temporaryFolder()
    defer { Files.remove(folder) }
    let loop = try EventLoop()
    let worker = try Worker(name: "cache", answers: loop.mailbox)
    defer { worker.finish() }
    let cache = cache(folder, worker, loop)
    let keys = (0..<answers).map { CacheKey(text: SHA256(Array("\($0)".utf8)).text) }

    var kept = Samples()
    for (number, key) in keys.enumerated() {
      let began = SystemClock.now()
      cache.keep(CacheBenchmark.answer, for: key)
      loop.run { cache.counts.stores == number }
      // The first one counts what is there, and is measured below.
      if number > 0 { kept.add(milliseconds(SystemClock.now() - began)) }
    }
    var found = Samples()
    for (number, key) in keys.enumerated() {
      let began = SystemClock.now()
      cache.find([key]) { _, _ in }
      loop.run { cache.counts.hits == number }
      found.add(milliseconds(SystemClock.now() - began))
    }
    add("find hit", found, to: &report)
    add("keep", kept, to: &report)
    measureFirst(folder, &report, worker, loop)
  }

  /// The first answer of a program that asks once: all that is there is counted.
  private func measureFirst(
    _ folder: String, _ report: inout Report, _ worker: Worker, _ loop: EventLoop
  ) {
    var times = Samples()
    for number in 0..<11 {
      let cache = cache(folder, worker, loop)
      let began = SystemClock.now()
      cache.keep(
        CacheBenchmark.answer, for: CacheKey(text: SHA256(Array("first \(number)".utf8)).text))
      var isCounted = false
      // Behind the counting in the worker's queue.
      worker.run({}, then: { isCounted = true })
      loop.run { !isCounted }
      times.add(milliseconds(SystemClock.now() - began))
    }
    report.add(
      "file cache: first keep beside \(answers) others", "\(times.median.text(2)) ms")
  }

  private func cache(_ folder: String, _ worker: Worker, _ loop: EventLoop) -> FileCache {
    FileCache(
      folder: folder, lifetime: .seconds(3600), maxBytes: 256 << 20, queue: worker,
      clock: SystemClock.timestamp, loop: loop, patience: .seconds(10))
  }

  private func add(_ what: String, _ times: Samples, to report: inout Report) {
    report.add(
      "file cache: \(what) p50/p99",
      "\(times.median.text(3)) / \(times.percentile(99).text(3)) ms")
  }

  /// 500 words, as long as most answers.
  private static let answer = CachedAnswer(
    target: Target(provider: "bench", model: "m"),
    parts: [.text((0..<500).map { "word\($0) " }.joined())],
    usage: Usage(inputTokens: 100, outputTokens: 500), time: SystemClock.timestamp())
}
