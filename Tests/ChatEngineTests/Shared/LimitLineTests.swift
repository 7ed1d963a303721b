import Testing

@testable import ChatEngine

@Suite final class `The line before a shared bucket` {
  private var line = LimitLine()
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func id(_ number: UInt64) -> TransferID { TransferID(value: number) }
  private func at(_ milliseconds: Int) -> Instant { start + .milliseconds(milliseconds) }

  /// Everyone who may ask now.
  private func asking(_ milliseconds: Int = 0) -> [UInt64] {
    var tickets: [UInt64] = []
    while let next = line.next(at: at(milliseconds)) { tickets.append(next.value) }
    return tickets
  }

  @Test func `lets all of a person's requests ask at once`() {
    for number in 1...3 { line.add(id(UInt64(number)), .interactive) }
    #expect(asking() == [1, 2, 3])
  }

  @Test func `lets one batch request ask, and the next when its place has come`() {
    line.add(id(1), .batch)
    line.add(id(2), .batch)
    #expect(asking() == [1])
    line.granted(id(1), at: at(300), now: at(1))
    #expect(asking(2) == [])
    #expect(line.wake(at: at(2)) == at(300))
    #expect(asking(300) == [2])
  }

  @Test func `puts a person before batch`() {
    line.add(id(1), .batch)
    line.add(id(2), .batch)
    #expect(asking() == [1])
    line.add(id(3), .interactive)
    #expect(asking() == [3])
    line.granted(id(1), at: at(0), now: at(0))
    #expect(asking() == [2])
  }

  @Test func `lets the next batch request ask when the place of the last is given back`() {
    line.add(id(1), .batch)
    line.add(id(2), .batch)
    _ = asking()
    line.granted(id(1), at: at(300), now: at(0))
    line.released(id(1), at: at(5))
    #expect(asking(5) == [2])
  }

  @Test func `asks again with one, after 20 ms and doubling, where all streams run`() {
    line.add(id(1), .interactive)
    line.add(id(2), .interactive)
    #expect(asking() == [1, 2])
    line.blocked(id(1), for: .seconds(600), at: at(0))
    line.blocked(id(2), for: .seconds(600), at: at(0))
    var now = 0
    for delay in [20, 40, 80, 160, 320, 500, 500] {
      #expect(line.wake(at: at(now)) == at(now + delay))
      #expect(asking(now + delay - 1) == [])
      now += delay
      #expect(asking(now) == [1])
      line.blocked(id(1), for: .seconds(600), at: at(now))
    }
  }

  @Test func `asks again when a stream is given up for dead, if that is sooner`() {
    line.add(id(1), .interactive)
    _ = asking()
    line.blocked(id(1), for: .milliseconds(7), at: at(0))
    #expect(line.wake(at: at(0)) == at(7))
  }

  @Test func `asks at once when one of ours has ended, one after the other`() {
    for number in 1...3 { line.add(id(UInt64(number)), .interactive) }
    _ = asking()
    for number in 1...3 { line.blocked(id(UInt64(number)), for: .seconds(9), at: at(0)) }
    line.released(id(9), at: at(5))
    #expect(asking(5) == [1])
    #expect(line.wake(at: at(5)) == nil)
    line.granted(id(1), at: at(6), now: at(6))
    #expect(asking(6) == [2])
    line.blocked(id(2), for: .seconds(9), at: at(7))
    #expect(line.wake(at: at(7)) == at(27))
  }

  @Test func `makes newcomers wait behind those who wait for a stream`() {
    line.add(id(1), .interactive)
    _ = asking()
    line.blocked(id(1), for: .seconds(9), at: at(0))
    #expect(line.hasOne(before: .interactive, at: at(1)))
    line.add(id(2), .interactive)
    #expect(asking(1) == [])
    #expect(asking(20) == [1])
  }

  @Test func `is open again once the last one has left it`() {
    line.add(id(1), .interactive)
    _ = asking()
    line.blocked(id(1), for: .seconds(9), at: at(0))
    let removals = [line.remove(id(1)), line.remove(id(1))]
    #expect(removals == [true, false])
    #expect(!line.hasOne(before: .interactive, at: at(0)))
    line.add(id(2), .interactive)
    #expect(asking() == [2])
  }
}
