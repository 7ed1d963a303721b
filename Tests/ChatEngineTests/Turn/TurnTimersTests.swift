import Testing

@testable import ChatEngine

@Suite struct `The clocks of a turn` {
  @Test func `have places without a gap, as many as there are`() {
    #expect(TurnTimer.allCases.map(\.place).sorted() == Array(0..<TurnTimer.count))
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
}
