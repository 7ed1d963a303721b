import ChatEngine
import DemoProviders
import Glibc
import TestSupport
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

@Suite struct `A batch whose provider asks for a long wait` {
  private func limited(for time: String) -> DemoScript {
    .always(.fault(.status(429, headers: [DemoHeader("retry-after", time)])))
  }

  @Test func `says once until when its lines wait, and how to go on later`() throws {
    let shell = try BatchShell(limited(for: "7300"))
    shell.input((1...4).map { line("\($0)") })
    let running = try shell.start("-j", "4")
    let sentence =
      "llmterm: a is limiting: 2 h 1 m. What it is to answer is asked again in 1 h. Ctrl-C ends the "
      + "run, and the same command goes on from there.\n"
    running.wait(forError: sentence)

    running.signal(SIGINT)
    let run = running.wait()

    #expect(run.status == 130)
    #expect(run.errors.split(separator: "is limiting").count == 2)
    #expect(shell.ids.isEmpty)
  }

  @Test func `leaves a line for the next run that meets the limit after Ctrl-C`() throws {
    let limit = DemoFault.status(429, headers: [DemoHeader("retry-after", "100")])
    let shell = try BatchShell(
      .always(DemoReply(text: "", faults: [.delay(.milliseconds(500)), limit])))
    shell.input(line("1"))
    let running = try shell.start()
    while shell.server.requests.isEmpty { usleep(5_000) }

    running.signal(SIGINT)

    #expect(running.wait().status == 130)
    #expect(shell.ids.isEmpty)
  }

  @Test func `ends after ten lines where it would be days`() throws {
    let shell = try BatchShell(limited(for: "200000"))
    shell.input((1...40).map { line("\($0)") })

    let run = try shell.run("-j", "1")

    #expect(run.status == 1)
    #expect(shell.server.requests.count == 1)
    #expect(shell.ids == (1...10).map { "\($0)!" })
    #expect(
      shell.answers.first?["error"]?["message"]?.stringValue
        == "a answered 429 (rate limited). Try again in 2 d 7 h, or name another provider with -m.")
    #expect(
      shell.said(run).contains(
        "One line after the other failed, so no more were taken. Nothing more is asked of a, which is "
          + "limiting. Try again in 2 d 7 h, or name another provider with -m."))
  }

  @Test func `has the lines of another answered all the same`() throws {
    let shell = try BatchShell(
      DemoScript { request in
        guard request.path.hasPrefix("/a/") else { return DemoReply(text: "Yes.") }
        return .fault(.status(429, headers: [DemoHeader("retry-after", "200000")]))
      })
    shell.input(
      (1...12).map { number in
        let provider = number % 2 == 0 ? "b" : "a"
        return #"{"id": "\#(number)", "prompt": "Hi", "target": "\#(provider)/m"}"#
      })

    let run = try shell.run("-j", "1")

    #expect(run.status == 1)
    #expect(shell.ids == (1...12).map { $0 % 2 == 0 ? "\($0)" : "\($0)!" })
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
