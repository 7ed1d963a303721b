import Testing

@testable import ChatEngine

@Suite struct `What is known of a provider's targets` {
  private let target = Target(provider: "a", model: "m")
  private let other = Target(provider: "b", model: "m")

  private func state() -> RoutingState {
    var state = RoutingState()
    state.use(AccountTag(text: "one"), of: "a")
    for target in [target, other] {
      state.breakers.fail(target, with: Failure(.auth), at: .zero, draw: 0)
      let failure = Failure(.auth, status: 401)
      state.health.note(
        AttemptRecord(target: target, outcome: .failed, failure: failure), at: .zero)
    }
    return state
  }

  @Test func `is forgotten when its key changes, and that of no other`() {
    var state = state()
    state.use(AccountTag(text: "two"), of: "a")
    #expect(state.breakers.state(of: target) == .closed)
    #expect(state.health.score(of: target, at: .zero) == 1)
    #expect(state.breakers.state(of: other) != .closed)
    #expect(state.accounts == ["a": AccountTag(text: "two")])
  }

  @Test func `stays while its key does`() {
    var state = state()
    state.use(AccountTag(text: "one"), of: "a")
    #expect(state.breakers.state(of: target) != .closed)
  }

  @Test func `stays when its first key is named`() {
    var state = state()
    state.use(AccountTag(text: "one"), of: "b")
    #expect(state.breakers.state(of: other) != .closed)
  }
}

@Suite struct `The hedge budget` {
  @Test(arguments: [(1, 1), (50, 1), (51, 2), (500, 10), (5_000, 100)])
  func `allows two per cent of all requests, rounded up`(requests: Int, hedges: Int) {
    var budget = HedgeBudget()
    var made = 0
    for _ in 0..<requests {
      budget.noteRequest()
      guard budget.allowsHedge else { continue }
      budget.noteHedge()
      made += 1
    }
    #expect(made == hedges)
  }

  @Test func `saves up no more than five`() {
    var budget = HedgeBudget()
    for _ in 0..<5_000 { budget.noteRequest() }
    var made = 0
    while budget.allowsHedge {
      budget.noteHedge()
      made += 1
    }
    #expect(made == 5)
  }
}
