import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The room of a cache in files` {
  /// An entry of about 1 kB.
  private static let answer = CachedAnswer.sample(String(repeating: "x", count: 600))
  private static let size = answer.bytes(for: .named("0"))?.count ?? 0

  private func names(_ stage: CacheStage, of count: Int) -> [Int] {
    (0..<count).filter { access(stage.path(of: .named("\($0)")), F_OK) == 0 }
  }

  @Test func `is kept by removing the oldest, down to 90 %`() throws {
    // Worked: room for 10; with the 11th the two oldest go, and 9 are left.
    let stage = try CacheStage(maxBytes: Self.size * 10)

    for number in 0..<11 {
      stage.clock.advance(.seconds(1))
      stage.cache.keep(Self.answer, for: .named("\(number)"))
      if number < 10 { stage.setAge(of: .named("\(number)")) }
    }

    #expect(names(stage, of: 11) == Array(2..<11))
    #expect(stage.cache.counts == CacheCounts(stores: 11, evictions: 2))
  }

  @Test func `is counted at the first answer, with what earlier programs left`() throws {
    let stage = try CacheStage()
    for number in 0..<20 {
      stage.clock.advance(.seconds(1))
      stage.keep(Self.answer, .named("\(number)"))
    }

    let next = try CacheStage(in: stage.folder, maxBytes: Self.size * 10)
    next.cache.keep(Self.answer, for: .named("20"))

    #expect(names(stage, of: 21) == Array(12..<21))
    #expect(next.cache.counts.evictions == 12)
  }

  @Test func `is not looked through for every answer`() throws {
    let files = FaultyFiles()
    let stage = try CacheStage(maxBytes: Self.size * 100, files: files)

    for number in 0..<50 { stage.cache.keep(Self.answer, for: .named("\(number)")) }

    // Once, at the first: the root and the one folder in it.
    #expect(files.listings == 2)
  }

  @Test func `is left alone while a sweep goes on`() throws {
    let stage = try CacheStage(maxBytes: Self.size * 2)
    stage.queue.isHeld = true
    for number in 0..<6 { stage.cache.keep(Self.answer, for: .named("\(number)")) }
    stage.queue.release()

    stage.cache.keep(Self.answer, for: .named("6"))

    let bytes = stage.names.count * Self.size
    #expect(bytes <= Self.size * 2)
    #expect(stage.cache.counts.stores == 7)
  }

  @Test func `is given back by what is too old`() throws {
    let stage = try CacheStage(lifetime: .seconds(60))
    stage.keep(Self.answer, .named("0"))
    stage.clock.advance(.seconds(61))

    let next = try CacheStage(in: stage.folder, lifetime: .seconds(60))
    next.clock.advance(.seconds(61))
    next.cache.keep(Self.answer, for: .named("1"))

    #expect(names(stage, of: 2) == [1])
    #expect(next.cache.counts.evictions == 1)
  }

  @Test func `is given back by what a crash left, and not by what is being written`() throws {
    let stage = try CacheStage()
    stage.keep(Self.answer, .named("0"))
    let old = stage.path(of: .named("0")) + ".9-1.new"
    let young = stage.path(of: .named("0")) + ".9-2.new"
    for path in [old, young] { close(creat(path, 0o600)) }
    CacheStage.set(old, to: Timestamp(milliseconds: stage.clock.time.milliseconds - 3_600_001))
    CacheStage.set(young, to: stage.clock.time)

    let next = try CacheStage(in: stage.folder, lifetime: .seconds(7 * 86_400))
    next.cache.keep(Self.answer, for: .named("1"))

    #expect(access(old, F_OK) != 0)
    #expect(access(young, F_OK) == 0)
    #expect(next.cache.counts.evictions == 0)
  }

  @Test func `of no bytes keeps nothing, and removes what there was`() throws {
    let stage = try CacheStage()
    stage.keep(Self.answer, .named("0"))

    let none = try CacheStage(in: stage.folder, maxBytes: 0)
    #expect(none.find(.named("0")) == nil)
    none.cache.keep(Self.answer, for: .named("1"))

    #expect(none.cache.counts == CacheCounts(misses: 1, evictions: 1))
    #expect(stage.names == [])
  }

  @Test func `takes no answer that is larger than itself`() throws {
    let stage = try CacheStage(maxBytes: Self.size - 1)

    stage.cache.keep(Self.answer, for: .named("0"))

    #expect(stage.cache.counts == CacheCounts())
  }

  @Test func `is swept of nothing that it did not write`() throws {
    let stage = try CacheStage(maxBytes: Self.size)
    stage.keep(Self.answer, .named("0"))
    let folder = String(stage.path(of: .named("0")).prefix(stage.root.utf8.count + 3))
    symlink("/etc/hostname", folder + "/link.json")
    mkdir(folder + "/folder.json", 0o700)
    close(creat(folder + "/notes.txt", 0o600))

    stage.clock.advance(.seconds(1))
    let next = try CacheStage(in: stage.folder, maxBytes: 1)
    next.cache.keep(Self.answer, for: .named("1"))

    #expect(Shared.names(in: folder) == ["folder.json", "link.json", "notes.txt"])
  }
}
