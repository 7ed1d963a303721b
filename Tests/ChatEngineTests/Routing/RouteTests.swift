import Testing

@testable import ChatEngine

@Suite struct `A route` {
  private func candidates(_ targets: [RouteTarget]) -> [Candidate] {
    targets.map {
      Candidate(
        $0, provider: Provider(name: $0.target.provider, dialect: .gemini, baseURL: ""),
        model: Model(id: $0.target.model))
    }
  }

  @Test(arguments: RoutePolicy.allCases)
  func `is asked by tier, then as listed, without the drained`(policy: RoutePolicy) {
    let names = [("c", 1.0, 2), ("a", 1, 1), ("x", 0, 1), ("b", 5, 1), ("d", 1, 2)]
    let targets = names.map {
      RouteTarget(Target(provider: $0.0, model: "m"), weight: $0.1, tier: $0.2)
    }
    let order = policy.order(candidates(targets))
    #expect(order.map(\.target.provider) == ["a", "b", "c", "d"])
  }
}

@Suite struct `The retry budget` {
  @Test func `gives every turn three retries`() {
    let budget = RetryBudget()
    #expect(budget.allowsRetry(after: 2, at: .zero))
    #expect(!budget.allowsRetry(after: 3, at: .zero))
  }

  @Test func `shares ten per cent of the last minute's requests`() {
    var budget = RetryBudget()
    for _ in 0..<19 { budget.noteRequest(retries: nil, at: .zero) }
    budget.noteRequest(retries: 4, at: .zero)
    #expect(budget.allowsRetry(after: 3, at: .zero))
    budget.noteRequest(retries: 4, at: .zero)
    #expect(!budget.allowsRetry(after: 3, at: .zero))
  }

  @Test func `takes a turn's own three retries from no other turn`() {
    var budget = RetryBudget()
    for retries in 0..<20 { budget.noteRequest(retries: retries % 3 + 1, at: .zero) }
    #expect(budget.allowsRetry(after: 3, at: .zero))
  }

  @Test func `forgets what is older than a minute`() {
    var budget = RetryBudget()
    for _ in 0..<20 { budget.noteRequest(retries: nil, at: .zero) }
    #expect(budget.allowsRetry(after: 3, at: .zero + .seconds(59)))
    #expect(!budget.allowsRetry(after: 3, at: .zero + .seconds(60)))
  }
}
