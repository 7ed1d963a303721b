import Testing

@testable import ChatEngine

@Suite struct `Twenty thousand turns with random faults` {
  @Test func `each end once, within their limits, and cost the sum of their attempts`() {
    let world = TurnWorld(seed: 20_261_123)
    var outcomes: [TurnEnd.Outcome: Int] = [:]
    var wrong: [String] = []
    for id in 0..<20_000 {
      world.run(UInt64(id))
      wrong += world.faults.map { "turn \(id) \($0)" }
      if let end = world.ends.first { outcomes[end.outcome, default: 0] += 1 }
    }
    #expect(wrong.prefix(5) == [])
    // The faults are such that every outcome happens often, and so does all that may come between.
    #expect(outcomes.count == 3)
    #expect(outcomes.values.allSatisfy { $0 > 500 })
    #expect(world.seen.hits > 500)
    #expect(world.seen.kept > 100)
    #expect(world.seen.waits > 500)
    #expect(world.seen.queues > 100)
    #expect(world.seen.refusals > 500)
    #expect(world.seen.hedges > 100)
    #expect(world.seen.hedges * 50 <= world.seen.requests + 49)
    #expect(world.seen.racesWonBySecond > 3)
  }
}
