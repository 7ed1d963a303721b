import Testing

@testable import ChatEngine

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
