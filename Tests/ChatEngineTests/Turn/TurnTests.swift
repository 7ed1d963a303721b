import Testing

@testable import ChatEngine

@Suite struct `A turn` {
  @Test func `asks, streams and ends with the end mark`() {
    let stage = TurnStage("a/m")
    #expect(
      stage.begin() == [
        "try 1 a/m: first in the route", "send 1 to a: user: Hello", "set firstPart 60",
        "set total 600",
      ])
    #expect(stage.status(1, 200) == [])
    stage.now += .seconds(1)
    #expect(
      stage.body(1, "S r1\nT Hi") == ["started r1", "text Hi", "clear firstPart", "set idle 91"])
    #expect(stage.body(1, "T  there") == ["text  there"])
    #expect(
      stage.body(1, "F stop") == ["finish stop", "clear idle", "clear total", "set settle 3"])
    #expect(stage.body(1, "U 10 20") == ["usage 10 20"])
    #expect(stage.ends(1) == ["clear settle", "a/m answered", "end answered: stop 10+20"])
    #expect(stage.hasEnded)
  }

  @Test func `records what came of its attempt`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    stage.now += .seconds(2)
    _ = stage.status(1, 200, [HTTPHeader("X-Request-Id", "q7")])
    _ = stage.body(1, "S r1\nT Hi\nU 10 20\nF stop")
    stage.now += .seconds(1)
    let ended = stage.end(.transfer(TransferID(value: 1), .ended(TransferTimings())))
    let end = try #require(ended)
    let record = try #require(end.ending.attempts.first)
    #expect(record.firstToken == .seconds(2))
    #expect(record.total == .seconds(3))
    #expect(record.status == 200)
    #expect(record.cost == 0.00021)
    #expect(end.cost == record.cost)
    #expect(end.ending.requestID == "q7")
    #expect(end.ending.fingerprint == "fp")
    #expect(end.ending.rawFinish == "stop")
  }

  @Test func `ends though the server keeps the line open after the end mark`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hi\nU 10 20\nF stop")
    #expect(
      stage.fires(.settle, after: .seconds(2)) == [
        "cancel 1", "a/m answered", "end answered: stop 10+20",
      ])
  }

  @Test func `has its answer though the connection breaks after the end mark`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hi\nU 10 20\nF stop")
    #expect(stage.breaks(1, .reset, .answered).last == "end answered: stop 10+20")
  }

  @Test func `ignores data after the end mark`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    #expect(
      stage.body(1, "T Hi\nF stop\nT more\nE malformed") == [
        "text Hi", "finish stop", "clear firstPart", "set idle 90", "clear idle", "clear total",
        "set settle 2",
      ])
    #expect(stage.ends(1).last == "end answered: stop ~6+1")
  }

  @Test func `keeps the partial answer when it is stopped`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hello there")
    #expect(
      stage.handle(.cancel) == [
        "clear idle", "clear total", "cancel 1", "a/m cancelled cancelled",
        "end cancelled: cancelled ~6+3",
      ])
  }

  @Test func `can be stopped while it waits`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.refuses(1, 503, "overloaded")
    #expect(stage.handle(.cancel) == ["clear retry", "end cancelled: cancelled"])
    #expect(stage.handle(.timer(.retry)) == [])
  }

  @Test func `hears nothing any more after its end`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.answers(1)
    for event in [TurnEvent.begin, .cancel, .timer(.idle), .timer(.total), .choose(.retry)] {
      #expect(stage.handle(event) == [])
    }
    #expect(stage.body(1, "T more") == [])
  }

  @Test func `hears nothing of a transfer that it gave up`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.fires(.firstPart, after: .seconds(60))
    #expect(stage.body(1, "T late") == [])
    #expect(stage.answers(2).last == "end answered: stop 10+20")
  }

  @Test func `without a target says so`() {
    let stage = TurnStage()
    #expect(stage.begin() == ["end failed: config"])
  }

  @Test func `that is too long for the model is refused with the figures`() throws {
    let stage = TurnStage("a/m", request: TurnStage.prompt(String(repeating: "word", count: 500))) {
      $0.model.context = 400
    }
    let ended = stage.end(.begin)
    let end = try #require(ended)
    #expect(end.ending.failure == Failure(.contextOverflow, "about 504 tokens of at most 400"))
  }

  @Test func `that is too long for one model goes to a larger one`() {
    let long = TurnStage.prompt(String(repeating: "word", count: 500))
    let stage = TurnStage("a/m", "b/m", "c/m", request: long) {
      $0.model.context = $0.provider.name == "c" ? 1_000 : 400
    }
    #expect(
      stage.begin().prefix(2) == [
        "a/m to c/m: context_overflow", "try 1 c/m: first in the route that can be asked",
      ])
  }

  @Test func `counts what the provider does not`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(stage.answers(1, "T 12345678\nF stop").last == "end answered: stop ~6+2")
  }

  @Test func `does not believe impossible counts`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(stage.answers(1, "T 12345678\nU -5 3\nF stop").last == "end answered: stop ~6+2")
  }

  @Test func `shows a refusal as the answer`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    #expect(stage.answers(1, "T I will not.\nU 1 2\nF refused").last == "end answered: refused 1+2")
  }

  @Test func `does not ask again for what a filter stopped`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    #expect(stage.answers(1, "U 1 2\nF filtered").last == "end answered: filtered 1+2")
  }

  @Test func `asks once more when the model returned no answer`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(stage.answers(1, "U 1 0\nF stop").last == "set retry 0.25")
    _ = stage.fires(.retry, after: .milliseconds(250))
    #expect(stage.answers(2, "U 1 0\nF stop").last == "end failed: malformed 1+0")
  }
}
