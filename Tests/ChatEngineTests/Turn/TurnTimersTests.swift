import Testing

@testable import ChatEngine

@Suite struct `The clocks of a turn` {
  @Test func `have places without a gap, as many as there are`() {
    #expect(TurnTimer.allCases.map(\.place).sorted() == Array(0..<TurnTimer.allCases.count))
  }

  @Test(arguments: TurnTimer.allCases) func `are set and cleared each for itself`(timer: TurnTimer)
  {
    var timers = TurnTimers()
    for other in TurnTimer.allCases where other != timer { timers.insert(other) }
    #expect(!timers.contains(timer))
    let wasSet = timers.remove(timer)
    #expect(!wasSet)
    timers.insert(timer)
    #expect(TurnTimer.allCases.allSatisfy(timers.contains))
    let isSet = timers.remove(timer)
    #expect(isSet)
    for other in TurnTimer.allCases { #expect(timers.remove(other) == (other != timer)) }
    #expect(timers.isEmpty)
  }

  @Test(arguments: TurnTimer.allCases) func `ring each at its time, and once`(timer: TurnTimer) {
    var clocks = TurnClocks()
    #expect(clocks.next == nil)
    for other in TurnTimer.allCases where other != timer {
      clocks.set(other, at: Instant(nanoseconds: 20))
    }
    clocks.set(timer, at: Instant(nanoseconds: 30))
    clocks.set(timer, at: Instant(nanoseconds: 10))
    #expect(clocks.next == Instant(nanoseconds: 10))
    #expect(clocks.takeDue(at: Instant(nanoseconds: 9)) == nil)
    #expect(clocks.takeDue(at: Instant(nanoseconds: 10)) == timer)
    #expect(clocks.takeDue(at: Instant(nanoseconds: 19)) == nil)
    let rest = TurnTimer.allCases.filter { $0 != timer }
    for other in rest.dropFirst() {
      clocks.stop(other)
      clocks.stop(other)
    }
    #expect(clocks.takeDue(at: .distantFuture) == rest.first)
    #expect(clocks.next == nil)
  }
}
