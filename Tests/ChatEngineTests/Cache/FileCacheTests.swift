import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A cache in files` {
  private let key = CacheKey.named("a")

  @Test func `gives an answer that was kept, to this program and the next`() throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)

    let next = try CacheStage(in: stage.folder)

    #expect(stage.find(key) == .sample())
    #expect(next.find(key) == .sample())
    #expect(stage.find(.named("b")) == nil)
    #expect(stage.cache.counts == CacheCounts(hits: 1, misses: 1, stores: 1))
    #expect(next.cache.counts == CacheCounts(hits: 1))
  }

  @Test func `gives the answer of the first key that has one`() throws {
    let stage = try CacheStage()
    stage.keep(.sample("b"), .named("b"))
    stage.keep(.sample("c"), .named("c"))
    var found: CacheKey?

    stage.cache.find([.named("a"), .named("b"), .named("c")]) { key, _ in found = key }

    #expect(found == .named("b"))
  }

  @Test func `gives the newer answer of two`() throws {
    let stage = try CacheStage()
    stage.keep(.sample("old"), key)
    stage.keep(.sample("new"), key)

    #expect(stage.find(key) == .sample("new"))
    #expect(stage.names.count == 1)
  }

  @Test func `answers at once where there is nothing to look for`() throws {
    let stage = try CacheStage()
    stage.queue.isHeld = true
    var replies = 0

    stage.cache.find([]) { _, _ in replies += 1 }

    #expect(replies == 1)
  }

  @Test func `is for its owner only`() throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)

    #expect(stage.mode(stage.path(of: key)) == 0o600)
    #expect(stage.mode(stage.root) == 0o700)
    #expect(stage.mode("\(stage.root)/\(key.text.prefix(2))") == 0o700)
  }

  // MARK: Age

  @Test(arguments: [
    (3_600_000, true), (3_600_001, false), (0, true), (-5000, true), (-5001, false),
  ])
  func `gives an answer for as long as it is good, by the answer's own time`(
    age: Int64, isFound: Bool
  ) throws {
    let stage = try CacheStage(lifetime: .seconds(3600))
    stage.keep(.sample(), key)

    stage.clock.time.milliseconds += age

    #expect((stage.find(key) != nil) == isFound)
  }

  @Test func `removes what is too old, and keeps what seems to be from the future`() throws {
    let stage = try CacheStage()
    stage.keep(.sample("a"), .named("a"))
    stage.clock.time.milliseconds -= 60_000
    #expect(stage.find(.named("a")) == nil)
    #expect(stage.names.count == 1)

    stage.clock.time.milliseconds += 86_400_000
    #expect(stage.find(.named("a")) == nil)
    #expect(stage.names.isEmpty)
  }

  @Test(arguments: [Int64.min, .max])
  func `stands a clock at its end`(time: Int64) throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)

    stage.clock.time.milliseconds = time

    #expect(stage.find(key) == nil)
    stage.cache.keep(.sample(), for: .named("b"))
  }

  // MARK: Broken entries

  @Test(arguments: ["", "{", "no JSON", "{\"v\":1}", "\0\0\0\0"])
  func `removes a broken entry`(text: String) throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)
    write(text, to: stage.path(of: key))

    #expect(stage.find(key) == nil)
    #expect(stage.names.isEmpty)
    #expect(stage.cache.counts.misses == 1)
  }

  @Test func `removes a truncated entry, and can keep a new one`() throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)
    truncate(stage.path(of: key), 40)

    #expect(stage.find(key) == nil)
    stage.keep(.sample(), key)
    #expect(stage.find(key) == .sample())
  }

  @Test func `follows no link`() throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)
    let elsewhere = stage.folder.path + "/elsewhere"
    rename(stage.path(of: key), elsewhere)
    symlink(elsewhere, stage.path(of: key))

    #expect(stage.find(key) == nil)
    stage.keep(.sample("new"), key)
    #expect(stage.find(key) == .sample("new"))
    #expect(access(elsewhere, F_OK) == 0)
  }

  @Test func `writes into no folder behind a link`() throws {
    let stage = try CacheStage()
    let elsewhere = stage.folder.path + "/elsewhere"
    mkdir(elsewhere, 0o700)
    mkdir(stage.folder.path + "/cache", 0o700)
    mkdir(stage.root, 0o700)
    symlink(elsewhere, "\(stage.root)/\(key.text.prefix(2))")

    stage.cache.keep(.sample(), for: key)

    #expect(Shared.names(in: elsewhere) == [])
    #expect(stage.cache.counts.stores == 0)
  }

  @Test func `waits for no pipe and reads no folder`() throws {
    let stage = try CacheStage()
    for (name, make) in [("a", mkfifo), ("b", mkdir)] {
      stage.keep(.sample(), .named(name))
      unlink(stage.path(of: .named(name)))
      _ = make(stage.path(of: .named(name)), 0o700)

      #expect(stage.find(.named(name)) == nil)
    }
  }

  @Test func `takes nothing that belongs to others, and leaves it to them`() throws {
    let stage = try CacheStage()
    stage.keep(.sample(), key)
    let other = try CacheStage(in: stage.folder, userID: getuid() + 1)

    #expect(other.find(key) == nil)
    other.cache.keep(.sample("other"), for: key)

    #expect(other.cache.counts.stores == 0)
    #expect(stage.find(key) == .sample())
  }

  @Test(arguments: ["../../../etc/passwd", "", "AB", String(repeating: "é", count: 32)])
  func `makes no path of a key that is none`(text: String) throws {
    let stage = try CacheStage()

    stage.cache.keep(.sample(), for: CacheKey(text: text))

    #expect(stage.find(CacheKey(text: text)) == nil)
    #expect(Shared.names(in: stage.folder.path) == [])
  }

  @Test func `keeps nothing and says nothing where the disk is full`() throws {
    let files = FaultyFiles()
    let stage = try CacheStage(files: files)
    files.set { $0.room = 100 }

    stage.cache.keep(.sample(), for: key)

    #expect(stage.names.isEmpty)
    #expect(stage.find(key) == nil)
    #expect(stage.cache.counts.stores == 0)
  }

  // MARK: Waiting

  @Test func `is a miss where the thread does not answer in time, once`() throws {
    let stage = try CacheStage(patience: .zero)
    stage.keep(.sample(), key)
    stage.queue.isHeld = true
    var replies: [CachedAnswer?] = []

    stage.cache.find([key]) { replies.append($1) }
    #expect(replies.isEmpty)
    stage.loop.runOnce(until: stage.loop.now() + .seconds(10))
    #expect(replies == [nil])
    stage.queue.release()

    #expect(replies == [nil])
    #expect(stage.cache.counts == CacheCounts(misses: 1, stores: 1))
  }

  @Test func `answers a look-up that outlives it`() throws {
    let folder = TemporaryFolder()
    let queue = TestQueue()
    let loop = try EventLoop()
    queue.isHeld = true
    var replies = 0
    do {
      let cache = FileCache(
        folder: folder.path, lifetime: .seconds(1), maxBytes: 1000, queue: queue,
        clock: { Timestamp(milliseconds: 0) }, loop: loop)
      cache.find([key]) { _, _ in replies += 1 }
    }

    queue.release()

    #expect(replies == 1)
  }

  // MARK: Several programs

  @Test func `lets two programs write the same key at once`() throws {
    let stage = try CacheStage()
    let answers = [CachedAnswer.sample("short"), .sample(String(repeating: "long ", count: 4000))]
    let loop = try EventLoop()
    let workers = try (0..<2).map { try Worker(name: "writer \($0)", answers: loop.mailbox) }
    for (number, worker) in workers.enumerated() {
      let files = AnswerFiles(
        folder: stage.folder.path + "/cache", lifetime: .seconds(3600), maxBytes: 1 << 20,
        processID: Int32(number), userID: getuid(), files: SystemFiles())
      for count in 0..<200 {
        worker.run { [answers, key] in
          _ = files.keep(answers[number], for: key, number: count)
        }
      }
    }

    var found: [CachedAnswer] = []
    for _ in 0..<400 { if let answer = stage.find(key) { found.append(answer) } }
    for worker in workers { worker.finish() }

    #expect(found.allSatisfy { answers.contains($0) })
    #expect(stage.find(key).map { answers.contains($0) } == true)
    #expect(stage.names.count == 1)
  }

  private func write(_ text: String, to path: String) {
    let file = fopen(path, "w")
    fputs(text, file)
    fclose(file)
  }
}
