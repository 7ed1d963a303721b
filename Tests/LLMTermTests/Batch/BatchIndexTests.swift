import Testing

@testable import llmterm

@Suite struct `The index of a batch` {
  @Test func `knows what became of each id`() {
    var index = BatchIndex()
    index.note("a", isAnswered: true, hash: 1)
    index.note("b", isAnswered: false, hash: 2)

    let claims = ["a", "b", "c", "c", "a"].map { index.claim($0, hash: 1) }

    #expect(claims == [.answered, .failed, .new, .duplicate, .duplicate])
  }

  @Test func `tells the answer to another prompt`() {
    var index = BatchIndex()
    index.note("a", isAnswered: true, hash: 1)

    let claim = index.claim("a", hash: 2)
    let isOther = index.foresee("a", hash: 2)
    let before = index.unforeseen
    let isSame = index.foresee("a", hash: 1)

    #expect(claim == .foreign)
    #expect(!isOther && isSame)
    #expect(before == 1)
    #expect(index.unforeseen == 0)
  }

  @Test func `counts lines that were replaced`() {
    var index = BatchIndex()
    index.note("a", isAnswered: false, hash: 1)
    index.note("b", isAnswered: true, hash: 1)
    index.note("a", isAnswered: true, hash: 1)

    let areRepeated = ["a", "b"].map { index.isRepeated($0) }
    let claim = index.claim("a", hash: 1)

    #expect(index.replaced == 1)
    #expect(areRepeated == [true, false])
    #expect(claim == .answered)
  }

  @Test func `keeps a hundred thousand apart`() {
    var index = BatchIndex()
    for number in 0..<100_000 { index.note("id-\(number)", isAnswered: number % 2 == 0, hash: 5) }

    let answered = (0..<100_000).count { index.claim("id-\($0)", hash: 5) == .answered }
    let next = index.claim("id-100000", hash: 5)

    #expect(index.count == 100_001)
    #expect(answered == 50_000)
    #expect(next == .new)
  }

  @Test func `writes hashes so that they can be read`() {
    let hash = BatchIndex.hash(Array(#"{"prompt": "x"}"#.utf8))
    let text = BatchIndex.text(of: hash)

    #expect(text.count == 16)
    #expect(UInt64(text, radix: 16) == hash)
    #expect(BatchIndex.text(of: 10) == "000000000000000a")
  }
}

@Suite struct `The window of an ordered batch` {
  @Test func `gives lines in the order in which they were taken`() {
    var window = BatchWindow(isOrdered: true, most: 8)
    let places = (0..<4).map { _ in window.take() }

    let lines = [(2, [2]), (1, []), (0, [0]), (3, [3])].map { window.end(places[$0], $1) }

    #expect(lines == [[], [], [0, 2], [3]])
  }

  @Test func `is full while the first one has not ended`() {
    var window = BatchWindow(isOrdered: true, most: 2)
    let first = window.take()
    let second = window.take()
    let wasFull = window.isFull

    let early = window.end(second, [2])
    let isStillFull = window.isFull
    let late = window.end(first, [1])

    #expect(wasFull && isStillFull && !window.isFull)
    #expect(early == [])
    #expect(late == [1, 2])
  }

  @Test func `lets everything pass where order is not asked for`() {
    var window = BatchWindow(isOrdered: false, most: 1)
    _ = window.take()
    let second = window.take()
    let lines = window.end(second, [2])

    #expect(!window.isFull)
    #expect(lines == [2])
  }

  @Test func `gives what waits when the run ends early`() {
    var window = BatchWindow(isOrdered: true, most: 8)
    _ = window.take()
    let others = (0..<2).map { _ in window.take() }
    _ = window.end(others[1], [3])
    _ = window.end(others[0], [2])

    let lines = window.drain()

    #expect(lines == [2, 3])
  }
}
