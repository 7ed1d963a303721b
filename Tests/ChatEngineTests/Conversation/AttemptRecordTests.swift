import Testing

@testable import ChatEngine

@Suite struct `The record of an attempt` {
  private static let target = Target(provider: "a", model: "m")

  private static let others: [String: AttemptRecord] = [
    "target": AttemptRecord(target: Target(provider: "a", model: "n"), outcome: .failed),
    "outcome": AttemptRecord(target: target, outcome: .answered),
    "status": AttemptRecord(target: target, outcome: .failed, status: 500),
    "failure": AttemptRecord(target: target, outcome: .failed, failure: Failure(.cut)),
    "wait": AttemptRecord(target: target, outcome: .failed, wait: .seconds(1)),
    "firstToken": AttemptRecord(target: target, outcome: .failed, firstToken: .seconds(1)),
    "total": AttemptRecord(target: target, outcome: .failed, total: .seconds(1)),
    "timings": AttemptRecord(target: target, outcome: .failed, timings: TransferTimings()),
    "usage": AttemptRecord(target: target, outcome: .failed, usage: Usage(inputTokens: 1)),
    "cost": AttemptRecord(target: target, outcome: .failed, cost: 1),
    "reason": AttemptRecord(target: target, outcome: .failed, reason: "first in the route"),
  ]

  @Test func `is like another that says the same`() {
    #expect(
      AttemptRecord(target: Self.target, outcome: .failed)
        == AttemptRecord(target: Self.target, outcome: .failed))
  }

  @Test(arguments: others.keys.sorted()) func `is unlike one that differs in one thing`(
    name: String
  ) throws {
    let other = try #require(Self.others[name])
    #expect(AttemptRecord(target: Self.target, outcome: .failed) != other)
  }

  @Test func `has nothing else to differ in`() throws {
    let record = AttemptRecord(target: Self.target, outcome: .failed)
    #expect(
      Set(Mirror(reflecting: record).children.compactMap(\.label)) == Set(Self.others.keys))
  }
}
