import ChatEngine
import Testing

@Suite struct `Scheduled actions` {
  var timers = Timers<Int>()

  @Test mutating func `come due in order of time, then of arrival`() {
    // 7919 is prime to 1000: each time comes up, in no order, and each of them twice.
    for index in 0..<2000 { _ = timers.schedule(at: at(index * 7919 % 1000), index) }
    let due = taken(at: 2000)
    #expect(due == (0..<2000).sorted { ($0 * 7919 % 1000, $0) < ($1 * 7919 % 1000, $1) })
  }

  @Test mutating func `wait until they are due`() {
    _ = timers.schedule(at: at(5), 1)
    #expect(timers.takeDue(at: at(4)) == nil)
    #expect(timers.next == at(5))
    #expect(timers.takeDue(at: at(5)) == 1)
    #expect(timers.next == nil)
  }

  @Test mutating func `do not come once cancelled`() {
    let ids = (0..<1000).map { timers.schedule(at: at(1000 - $0), $0) }
    for (index, id) in ids.enumerated() where index % 10 != 0 { timers.cancel(id) }
    timers.cancel(ids[1])
    #expect(timers.count == 100)
    #expect(taken(at: 1000) == (0..<100).map { 990 - $0 * 10 })
  }

  @Test mutating func `tell the next that is alive`() {
    let first = timers.schedule(at: at(1), 1)
    _ = timers.schedule(at: at(2), 2)
    timers.cancel(first)
    #expect(timers.next == at(2))
  }

  private func at(_ nanoseconds: Int) -> Instant { Instant(nanoseconds: Int64(nanoseconds)) }

  private mutating func taken(at time: Int) -> [Int] {
    var taken: [Int] = []
    while let action = timers.takeDue(at: at(time)) { taken.append(action) }
    return taken
  }
}
