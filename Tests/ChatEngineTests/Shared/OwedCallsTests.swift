import Testing

@testable import ChatEngine

@Suite struct `Calls that Redis did not get` {
  private let redis = ScriptedRedis()
  private let clock = TestClock()
  private let owed: OwedCalls

  init() {
    owed = OwedCalls(redis, patience: .milliseconds(50)) { [clock] in clock.now }
  }

  private func make(_ number: Int) {
    owed.make(
      OwedCalls.Call(
        script: LimitScript.settle, keys: [], arguments: [RedisText(number)],
        end: clock.now + .seconds(1)))
  }

  /// Makes calls that do not arrive.
  private func lose(_ numbers: Range<Int>) {
    for number in numbers {
      make(number)
      redis.answer(LimitScript.settle, .away)
    }
  }

  @Test func `are made again, once`() {
    lose(0..<1)
    owed.makeAgain()
    #expect(redis.answer(LimitScript.settle, .done) == ["0"])
    owed.makeAgain()
    #expect(redis.calls.isEmpty)
  }

  @Test func `are made again until they arrive`() {
    lose(0..<1)
    for _ in 1...3 {
      owed.makeAgain()
      #expect(redis.answer(LimitScript.settle, .away) == ["0"])
    }
  }

  @Test func `tell what came of the first time`() {
    var results: [Result<RedisValue, RedisFailure>] = []
    let call = OwedCalls.Call(
      script: LimitScript.settle, keys: [], arguments: [], end: .distantFuture)
    owed.make(call) { results.append($0) }
    redis.answer(LimitScript.settle, .away)
    owed.makeAgain()
    redis.answer(LimitScript.settle, .done)
    #expect(results == [.away])
  }

  @Test func `are no more than a thousand, the last among them`() {
    lose(0..<2500)
    owed.makeAgain()
    #expect(redis.calls.count <= OwedCalls.most)
    #expect(redis.calls.last?.arguments == ["2499"])
  }

  @Test func `are forgotten when time has settled them`() {
    lose(0..<1)
    clock.advance(.seconds(1))
    owed.makeAgain()
    #expect(redis.calls.isEmpty)
  }
}
