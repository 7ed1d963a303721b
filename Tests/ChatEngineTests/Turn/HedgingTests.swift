import Testing

@testable import ChatEngine

@Suite struct `A slow target` {
  /// Targets that usually begin after 2 s.
  private func stage(
    _ other: String = "b/m", hedge: Bool = true, edit: (inout Candidate) -> Void = { _ in }
  ) -> TurnStage {
    let stage = TurnStage("a/m", other, hedge: hedge, edit: edit)
    stage.showsDesk = true
    let record = AttemptRecord(
      target: Target(provider: "a", model: "m"), outcome: .answered, firstToken: .seconds(2),
      total: .seconds(4), usage: Usage(outputTokens: 100))
    for _ in 0..<20 { stage.routing.health.note(record, at: stage.now) }
    return stage
  }

  /// With a rival under way.
  private func race() -> TurnStage {
    let stage = stage()
    _ = stage.begin()
    _ = stage.fires(.hedge, after: .seconds(2))
    return stage
  }

  @Test func `gets a rival of another provider after its p95 to the first token`() {
    let stage = stage()
    #expect(stage.begin().last == "set hedge 2")
    #expect(
      stage.fires(.hedge, after: .seconds(2)) == [
        "reserve 2 at b/m", "hedge a/m with b/m",
        "try 2 b/m: asked beside a/m, which was silent for 2 s", "send 2 to b: user: Hello",
        "set firstPart 60", "set total 600",
      ])
    #expect(stage.failover.tallies.map(\.attempts) == [1, 1])
  }

  @Test func `has what shows nothing held back until it is known who answers`() {
    let stage = stage()
    _ = stage.begin()
    _ = stage.status(1, 200)
    #expect(stage.body(1, "S r1") == [])
    _ = stage.fires(.hedge, after: .seconds(2))
    _ = stage.status(2, 200)
    let lines = stage.body(2, "S r2\nT Hi")
    #expect(lines.contains("started r2"))
    #expect(!lines.contains("started r1"))
  }

  @Test func `has it told once no rival can be asked`() {
    let stage = stage("a/n")
    _ = stage.begin()
    _ = stage.status(1, 200)
    #expect(stage.body(1, "S r1") == [])
    #expect(stage.fires(.hedge, after: .seconds(2)) == ["started r1"])
  }

  @Test func `gets none unless the route asks for it`() {
    let stage = stage(hedge: false)
    #expect(stage.begin().last == "set total 600")
  }

  @Test func `gets none while its usual time is not known`() {
    let stage = TurnStage("a/m", "b/m", hedge: true)
    #expect(stage.begin().last == "set total 600")
  }

  @Test func `gets none of the same provider`() {
    let stage = stage("a/n")
    _ = stage.begin()
    #expect(stage.fires(.hedge, after: .seconds(2)) == [])
  }

  @Test func `gets none once it has shown something`() {
    let stage = stage()
    _ = stage.begin()
    _ = stage.status(1, 200)
    #expect(stage.body(1, "T Hi").contains("clear hedge"))
    #expect(stage.fires(.hedge, after: .seconds(2)) == [])
  }

  @Test func `gets none that has no place now, and is not held up by that`() {
    let stage = stage()
    _ = stage.begin()
    stage.desk = { _, _ in .refused(Failure(.rateLimited, code: Failure.ownLimitCode)) }
    #expect(
      stage.fires(.hedge, after: .seconds(2)) == [
        "reserve 2 at b/m", "pass over b/m: rate_limited",
      ])
    #expect(stage.answers(1).last == "end answered: stop 10+20")
  }

  @Test func `gives the place back that comes too late`() {
    let stage = stage()
    _ = stage.begin()
    stage.desk = { _, _ in nil }
    _ = stage.fires(.hedge, after: .seconds(2))
    _ = stage.status(1, 200)
    #expect(stage.body(1, "T Hi").contains("withdraw 2"))
    #expect(stage.handle(.admission(TransferID(value: 2), .granted(at: stage.now))) == [])
  }

  @Test func `gets none beyond two per cent of all requests`() {
    let stage = stage()
    stage.routing.hedgeBudget.noteRequest()
    stage.routing.hedgeBudget.noteHedge()
    _ = stage.begin()
    #expect(stage.fires(.hedge, after: .seconds(2)) == [])
  }

  @Test func `is closed at once when its rival shows something first`() {
    let stage = race()
    #expect(stage.status(2, 200) == [])
    #expect(stage.body(2, "S r2") == [])
    #expect(
      stage.body(2, "T Hi") == [
        "clear firstPart", "clear total", "cancel 1", "a/m cancelled cancelled", "settle 1",
        "started r2", "text Hi", "set total 602", "set idle 92",
      ])
    #expect(stage.body(1, "T Late") == [])
    #expect(stage.body(2, "T  there") == ["text  there"])
    let lines = stage.answers(2, "U 10 20\nF stop")
    #expect(lines.last == "end answered: stop 10+20")
    #expect(stage.turn.records.map(\.target.provider) == ["a", "b"])
  }

  @Test func `has its rival closed at once when it shows something first`() {
    let stage = race()
    _ = stage.status(1, 200)
    #expect(
      stage.body(1, "S r1\nT Hi") == [
        "clear firstPart", "clear total", "cancel 2", "b/m cancelled cancelled", "settle 2",
        "started r1", "text Hi", "set total 600", "set idle 92",
      ])
    #expect(stage.turn.askedTarget == Target(provider: "a", model: "m"))
  }

  @Test func `pays for both`() throws {
    let stage = race()
    _ = stage.status(1, 200)
    _ = stage.status(2, 200)
    _ = stage.body(2, "T Hi\nU 10 20\nF stop")
    let ended = stage.end(.timer(.settle))
    let end = try #require(ended)
    // 6 tokens of the prompt that a had taken, and b's answer.
    #expect(end.ending.attempts.map(\.cost) == [6e-6, 0.00021])
    #expect(end.cost == 6e-6 + 0.00021)
  }

  @Test func `that fails leaves its rival alone, without a new request`() {
    let stage = race()
    #expect(
      stage.refuses(1, 503, "overloaded") == [
        "clear firstPart", "clear total", "a/m failed overloaded", "settle 1",
        "a/m to b/m: overloaded", "set firstPart 62", "set total 602",
      ])
    #expect(stage.answers(2).last == "end answered: stop 10+20")
  }

  @Test func `goes on alone when its rival fails`() {
    let stage = race()
    #expect(
      stage.breaks(2, .stale, .unsent) == [
        "clear firstPart", "clear total", "b/m failed connect", "withdraw 2",
        "set firstPart 60", "set total 600",
      ])
    #expect(stage.answers(1).last == "end answered: stop 10+20")
  }

  @Test func `wins over an empty answer`() {
    let stage = race()
    _ = stage.status(2, 200)
    #expect(stage.body(2, "U 1 0\nF stop").contains("b/m failed malformed"))
    #expect(stage.answers(1).last == "end answered: stop 10+20")
  }

  @Test func `loses to an answer that a filter stopped`() {
    let stage = race()
    _ = stage.status(2, 200)
    #expect(stage.body(2, "U 1 2\nF filtered").contains("a/m cancelled cancelled"))
    #expect(stage.ends(2).last == "end answered: filtered 1+2")
  }

  @Test func `and its rival have each their own time`() {
    let stage = race()
    let lines = stage.fires(.firstPart, after: .seconds(58))
    #expect(lines.contains("a/m failed timeout"))
    #expect(lines.suffix(2) == ["set firstPart 62", "set total 602"])
    let second = stage.fires(.firstPart, after: .seconds(2))
    #expect(second.contains("b/m failed timeout"))
  }

  @Test func `and its rival are both closed when the turn is stopped`() {
    let stage = race()
    #expect(
      stage.handle(.cancel) == [
        "clear firstPart", "clear total", "cancel 2", "b/m cancelled cancelled", "settle 2",
        "cancel 1", "a/m cancelled cancelled", "settle 1", "end cancelled: cancelled",
      ])
  }

  @Test func `without a key leaves its rival alone`() {
    let stage = race()
    let lines = stage.handle(.keyUnavailable(TransferID(value: 1), Failure(.auth)))
    #expect(lines.contains("withdraw 1"))
    #expect(stage.answers(2).last == "end answered: stop 10+20")
  }
}
