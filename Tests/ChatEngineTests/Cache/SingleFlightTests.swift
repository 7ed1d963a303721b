import Testing

@testable import ChatEngine

@Suite struct `Turns that ask the same` {
  /// A cache in memory that answers at once, or when it is told to.
  private final class MemoryCache: AnswerCache {
    var answers: [CacheKey: CachedAnswer] = [:]
    var isHeld = false
    private(set) var lookUps = 0
    private var waiting: [() -> Void] = []
    private(set) var counts = CacheCounts()

    func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void) {
      lookUps += 1
      let answer = { [unowned self] in
        let key = keys.first { self.answers[$0] != nil }
        if key == nil { counts.misses += 1 } else { counts.hits += 1 }
        reply(key, key.flatMap { self.answers[$0] })
      }
      if isHeld { waiting.append(answer) } else { answer() }
    }

    func keep(_ answer: CachedAnswer, for key: CacheKey) { answers[key] = answer }

    func answerAll() {
      isHeld = false
      while !waiting.isEmpty { waiting.removeFirst()() }
    }
  }

  private final class Stage {
    let memory = MemoryCache()
    private(set) lazy var flights = SingleFlight(memory)
    /// What each turn was told, in the order of the replies.
    private(set) var told: [String] = []
    var onReply: (UInt64, CachedAnswer?) -> Void = { _, _ in }

    func find(_ turn: UInt64, _ keys: String...) {
      flights.find(keys.map(CacheKey.named), for: TurnID(turn)) { [unowned self] _, answer in
        told.append("\(turn): \(answer?.words ?? "nothing")")
        onReply(turn, answer)
      }
    }

    func keep(_ text: String, _ key: String) {
      flights.keep(.sample(text), for: .named(key))
    }

    func hasTold(_ turn: UInt64) -> Bool { told.contains { $0.hasPrefix("\(turn): ") } }

    func end(_ turn: UInt64) { flights.release(TurnID(turn)) }
  }

  @Test func `wait for the first one's answer`() {
    let stage = Stage()
    stage.find(1, "a")
    stage.find(2, "a")
    stage.find(3, "a")
    #expect(stage.told == ["1: nothing"])

    stage.keep("Hi", "a")
    stage.end(1)

    #expect(stage.told == ["1: nothing", "2: Hi", "3: Hi"])
    #expect(stage.memory.lookUps == 1)
    #expect(stage.flights.counts == CacheCounts(hits: 2, misses: 1))
  }

  @Test func `ask one after another where the first ends without an answer`() {
    let stage = Stage()
    for turn: UInt64 in 1...3 { stage.find(turn, "a") }

    stage.end(1)
    #expect(stage.told == ["1: nothing", "2: nothing"])

    stage.keep("Hi", "a")
    #expect(stage.told == ["1: nothing", "2: nothing", "3: Hi"])
  }

  @Test func `do not wait for one that has ended`() {
    let stage = Stage()
    stage.find(1, "a")
    stage.end(1)

    stage.find(2, "a")

    #expect(stage.told == ["1: nothing", "2: nothing"])
  }

  @Test func `do not wait for one that has its answer`() {
    let stage = Stage()
    stage.find(1, "a")
    stage.keep("Hi", "a")

    stage.find(2, "a")

    #expect(stage.told == ["1: nothing", "2: Hi"])
  }

  @Test func `do not wait where they ask something else`() {
    let stage = Stage()
    stage.find(1, "a")
    stage.find(2, "b")

    #expect(stage.told == ["1: nothing", "2: nothing"])
  }

  @Test func `wait where the first one asks for what is among theirs`() {
    let stage = Stage()
    stage.find(1, "a", "b")
    stage.find(2, "b", "a")
    // The first one asks for `b` only if `a` fails.
    stage.find(3, "b")

    #expect(stage.told == ["1: nothing", "3: nothing"])
    stage.keep("from a", "a")
    #expect(stage.told == ["1: nothing", "3: nothing", "2: from a"])
  }

  @Test func `look again where the answer came from another target than theirs`() {
    let stage = Stage()
    stage.find(1, "a", "b")
    stage.find(2, "a", "c")
    stage.find(3, "a", "b")

    stage.keep("from b", "b")

    #expect(stage.told == ["1: nothing", "2: nothing", "3: from b"])
  }

  @Test func `are all answered by one look-up that finds something`() {
    let stage = Stage()
    stage.memory.answers[.named("a")] = .sample("Hi")
    stage.memory.isHeld = true
    stage.find(1, "a")
    stage.find(2, "a")
    #expect(stage.told == [])

    stage.memory.answerAll()

    #expect(stage.told == ["1: Hi", "2: Hi"])
    #expect(stage.memory.lookUps == 1)
  }

  @Test func `are not told any more once they have ended`() {
    let stage = Stage()
    stage.find(1, "a")
    stage.find(2, "a")
    stage.end(2)

    stage.keep("Hi", "a")
    stage.end(1)

    #expect(stage.told == ["1: nothing"])
  }

  @Test func `go on where the first was cancelled before its look-up came back`() {
    let stage = Stage()
    stage.memory.isHeld = true
    stage.find(1, "a")
    stage.find(2, "a")
    stage.end(1)
    stage.find(3, "a")

    stage.memory.answerAll()
    #expect(stage.told == ["1: nothing", "2: nothing"])

    stage.end(2)
    #expect(stage.told == ["1: nothing", "2: nothing", "3: nothing"])
  }

  @Test func `may look again, which ends their first look-up`() {
    let stage = Stage()
    stage.find(1, "a")
    stage.find(2, "a")

    stage.find(1, "b")

    #expect(stage.told == ["1: nothing", "2: nothing", "1: nothing"])
  }

  @Test func `may look and end while others are told`() {
    let stage = Stage()
    for turn: UInt64 in 1...4 { stage.find(turn, "a") }
    stage.onReply = { [unowned stage] turn, answer in
      if answer == nil { stage.end(turn) }
      if turn == 4 { stage.find(5, "a") }
    }

    stage.end(1)

    #expect(
      stage.told == ["1: nothing", "2: nothing", "3: nothing", "4: nothing", "5: nothing"])
  }

  @Test func `are told at once where they ask for nothing`() {
    let stage = Stage()
    stage.find(1)

    #expect(stage.told == ["1: nothing"])
  }

  @Test func `are not held by one who only looks`() {
    let stage = Stage()
    var replies = 0
    stage.flights.find([.named("a")]) { _, _ in replies += 1 }
    stage.find(1, "a")

    #expect(replies == 1)
    #expect(stage.told == ["1: nothing"])
  }

  /// Whatever happens in whatever order: every turn that has not ended is told once, at the latest when
  /// those before it have ended.
  @Test(arguments: 0..<50)
  func `are all told in the end`(seed: Int) {
    let stage = Stage()
    var random = SeededRandom(seed: UInt64(seed))
    var ended: Set<UInt64> = []
    var cancelled: Set<UInt64> = []
    for turn: UInt64 in 1...40 {
      stage.memory.isHeld = Bool.random(using: &random)
      let names = ["a", "b", "c"].shuffled(using: &random)
      stage.find(turn, names[0], names[1])
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        stage.keep("x", names[0])
        stage.memory.answers = [:]
      case 1:
        let turn = UInt64.random(in: 1...turn, using: &random)
        if !stage.hasTold(turn) { cancelled.insert(turn) }
        ended.insert(turn)
        stage.end(turn)
      default: stage.memory.answerAll()
      }
    }

    // Whoever has been told that there is nothing asks, and ends some time.
    stage.memory.answerAll()
    while let turn = (1...40).first(where: { stage.hasTold($0) && !ended.contains($0) }) {
      ended.insert(turn)
      stage.end(turn)
    }

    let told = stage.told.compactMap { UInt64($0.prefix { $0 != ":" }) }
    #expect(Set(told).count == told.count)
    #expect(Set(told).union(cancelled) == Set(1...40))
  }
}

extension CachedAnswer {
  fileprivate var words: String {
    parts.reduce(into: "") { words, part in if case .text(let text) = part { words += text } }
  }
}
