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

@Suite struct `The line of a batch that waits` {
  private let begin = Instant(nanoseconds: 1_000_000_000)

  @Test func `says for how long nothing will happen`() {
    var progress = BatchProgress(at: begin)
    var tally = BatchTally()
    tally.answered = 212
    let now = begin + .seconds(1)
    progress.note(tally, share: nil, pausedUntil: now + .seconds(340), at: now)

    #expect(
      progress.pieces(tally).prefix(3) == [
        "212 done", "0 failed", "waiting 5:40 min for a limit",
      ])
  }

  @Test func `says nothing of a wait that is over at once`() {
    var progress = BatchProgress(at: begin)
    let now = begin + .seconds(1)
    progress.note(BatchTally(), share: nil, pausedUntil: now + .milliseconds(1500), at: now)

    #expect(!progress.pieces(BatchTally()).contains { $0.hasPrefix("waiting") })
  }
}
