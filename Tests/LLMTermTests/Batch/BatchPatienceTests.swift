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
    #expect(BatchPatience.pause(times: 1, hint: .milliseconds(1)) == .milliseconds(10))
    #expect(BatchPatience.pause(times: 1, hint: .zero) == .seconds(2))
    #expect(BatchPatience.pause(times: 1, hint: .seconds(7200)) == .seconds(3600))
  }

  @Test func `waits longer after its provider has promised too much ten times`() {
    let pauses = (9...17).map { BatchPatience.pause(times: $0, hint: .milliseconds(500)) }

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

  @Test func `says that it waits where nobody knows for how long`() {
    var progress = BatchProgress(at: begin)
    let now = begin + .seconds(1)
    progress.note(BatchTally(), share: nil, pausedUntil: .distantFuture, at: now)

    #expect(progress.pieces(BatchTally())[2] == "waiting for a limit")
  }

  @Test func `says nothing of a wait that is over at once`() {
    var progress = BatchProgress(at: begin)
    let now = begin + .seconds(1)
    progress.note(BatchTally(), share: nil, pausedUntil: now + .milliseconds(1500), at: now)

    #expect(!progress.pieces(BatchTally()).contains { $0.hasPrefix("waiting") })
  }
}

@Suite struct `The pace of a batch` {
  private let target = Target(provider: "a", model: "m")
  private let start = Instant(nanoseconds: 1_000_000_000_000)

  private func waiting(_ kind: Failure.Kind = .rateLimited) -> TurnUpdate {
    .waiting(until: start, target: target, because: Failure(kind))
  }

  private var answer: TurnUpdate {
    .ended(TurnEnd(outcome: .answered, ending: Ending(), cost: nil))
  }

  @Test func `is halved by a refusal, down to one at a time`() {
    var pace = BatchPace(most: 50)
    var rooms: [Int] = []
    for second in 0..<8 {
      pace.take(waiting(), at: start + .seconds(second))
      rooms.append(pace.room)
    }

    #expect(rooms == [25, 12, 6, 3, 1, 1, 1, 1])
  }

  @Test func `takes refusals of requests that were out together as one`() {
    var pace = BatchPace(most: 50)
    for milliseconds in 0..<50 { pace.take(waiting(), at: start + .milliseconds(milliseconds)) }

    #expect(pace.room == 25)
  }

  @Test func `comes back with answers, and never above what was asked for`() {
    var pace = BatchPace(most: 4)
    for second in 0..<4 { pace.take(waiting(.overloaded), at: start + .seconds(second)) }
    var rooms = [pace.room]
    for _ in 1...12 {
      pace.take(answer, at: start + .seconds(9))
      rooms.append(pace.room)
    }

    #expect(rooms == [1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4])
  }

  @Test func `is not changed by what is no limit`() {
    var pace = BatchPace(most: 50)
    pace.take(waiting(.cut), at: start)
    pace.take(
      .ended(
        TurnEnd(outcome: .failed, ending: Ending(failure: Failure(.invalidRequest)), cost: nil)),
      at: start)

    #expect(pace.room == 50)
  }
}
