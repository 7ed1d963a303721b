import ChatEngine
import Testing

@testable import llmterm

@Suite struct `A question of a batch that met a limit` {
  @Test func `waits from two seconds to a minute where its provider says nothing`() {
    let pauses = (1...8).map { BatchPatience.pause(times: $0, hint: nil) }

    #expect(pauses == [2, 4, 8, 16, 32, 64, 64, 64].map { .seconds($0) })
  }

  @Test func `waits as long as its provider asks, and no time is too short to be believed`() {
    #expect(BatchPatience.pause(times: 1, hint: .seconds(7)) == .seconds(7))
    #expect(BatchPatience.pause(times: 1, hint: .milliseconds(1)) == .milliseconds(100))
    #expect(BatchPatience.pause(times: 1, hint: .zero) == .seconds(2))
    #expect(BatchPatience.pause(times: 1, hint: .seconds(7200)) == .seconds(3600))
  }

  @Test func `waits longer after its provider has promised too much six times`() {
    let pauses = (5...13).map { BatchPatience.pause(times: $0, hint: .milliseconds(500)) }

    #expect(
      pauses == [.milliseconds(500), .milliseconds(500)]
        + [2, 4, 8, 16, 32, 64, 64].map { .seconds($0) })
  }
}
