import Testing

@testable import ChatEngine

@Suite struct `A cut answer` {
  private func cut(_ targets: String..., onCut: Route.OnCut) -> (TurnStage, [String]) {
    let stage =
      targets.count == 1
      ? TurnStage(targets[0], onCut: onCut) : TurnStage(targets[0], targets[1], onCut: onCut)
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once upon")
    let lines = stage.ends(1)
    return (stage, lines)
  }

  @Test func `is kept, and the next target asked anew`() {
    let (stage, lines) = cut("a/m", "b/m", onCut: .restart)
    #expect(
      lines == [
        "clear idle", "clear total", "a/m failed cut", "keep partial: cut ~6+3", "a/m to b/m: cut",
        "try 2 b/m: next in the route", "send 2 to b: user: Hello", "set firstPart 60",
        "set total 600",
      ])
    #expect(stage.answers(2).last == "end answered: stop 10+20")
  }

  @Test func `is paid, and so is the answer after it`() throws {
    let (stage, _) = cut("a/m", "b/m", onCut: .restart)
    _ = stage.status(2, 200)
    _ = stage.body(2, "T Hi\nU 10 20\nF stop")
    let ended = stage.end(.timer(.settle))
    let end = try #require(ended)
    #expect(end.ending.attempts.map(\.cost) == [0.000036, 0.00021])
    #expect(end.ending.cost == 0.00021)
    #expect(end.cost == 0.000036 + 0.00021)
  }

  @Test func `is the last one where no other target is left`() {
    let (_, lines) = cut("a/m", onCut: .restart)
    #expect(lines.suffix(2) == ["a/m failed cut", "end failed: cut ~6+3"])
  }

  @Test func `goes on from where it was cut`() {
    let (stage, lines) = cut("a/m", "b/m", onCut: .continue)
    #expect(
      lines.dropFirst(3).prefix(3) == [
        "continue a/m at b/m: cut", "try 2 b/m: next in the route",
        "send 2 to b: user: Hello|assistant: Once upon|user: Your answer was cut off. "
          + "Go on exactly where it stops, and repeat nothing.",
      ])
    #expect(stage.answers(2).last == "end answered: stop 10+20")
  }

  @Test func `keeps what is known of it when nobody can be asked to go on`() {
    let stage = TurnStage("a/m", "b/m", onCut: .continue)
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once upon")
    stage.desk = { _, _ in .refused(Failure(.budget)) }
    var lines = stage.ends(1)
    // The first target is asked once more after its backoff.
    lines += stage.fires(.retry, after: .milliseconds(500))
    #expect(lines.last == "end failed: budget ~6+3")
  }

  @Test func `keeps what is known of it when it is stopped before it goes on`() {
    let (stage, _) = cut("a/m", onCut: .continue)
    #expect(stage.handle(.cancel) == ["clear retry", "end cancelled: cancelled ~6+3"])
  }

  @Test func `goes on once, and begins anew the second time`() {
    let (stage, _) = cut("a/m", "b/m", onCut: .continue)
    _ = stage.status(2, 200)
    _ = stage.body(2, "T a time")
    stage.now += .seconds(1)
    let lines = stage.ends(2)
    #expect(lines.contains { $0.hasPrefix("keep partial: cut") })
    #expect(lines.contains("send 3 to a: user: Hello"))
  }

  @Test func `does not go on from reasoning or a tool call`() {
    for line in ["R hm", "T Let me look\nC search"] {
      let stage = TurnStage("a/m", "b/m", onCut: .continue)
      _ = stage.begin()
      _ = stage.status(1, 200)
      _ = stage.body(1, line)
      #expect(stage.ends(1).contains("send 2 to b: user: Hello"))
    }
  }

  @Test func `waits for a choice where the route asks`() {
    let (_, lines) = cut("a/m", onCut: .ask)
    #expect(lines.suffix(2) == ["a/m failed cut", "ask retry,continue,keep: cut"])
  }

  @Test func `is left as it is when that is chosen`() {
    let (stage, _) = cut("a/m", onCut: .ask)
    #expect(stage.handle(.choose(.keep)) == ["end failed: cut ~6+3"])
  }

  @Test func `is asked anew when that is chosen`() {
    let (stage, _) = cut("a/m", "b/m", onCut: .ask)
    #expect(
      stage.handle(.choose(.retry)).prefix(2) == ["keep partial: cut ~6+3", "a/m to b/m: cut"])
  }

  @Test func `goes on when that is chosen`() {
    let (stage, _) = cut("a/m", "b/m", onCut: .ask)
    #expect(stage.handle(.choose(.continue)).first == "continue a/m at b/m: cut")
  }

  @Test func `can be left by stopping the turn`() {
    let (stage, _) = cut("a/m", onCut: .ask)
    #expect(stage.handle(.cancel) == ["end cancelled: cut ~6+3"])
  }

  @Test(arguments: [
    (TransportError.Kind.reset, "cut"), (.malformed, "malformed"), (.timeout, "timeout"),
  ])
  func `is kept when the connection breaks`(error: TransportError.Kind, kind: String) {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once upon")
    #expect(stage.breaks(1, error, .answered).contains("keep partial: \(kind) ~6+3"))
  }

  @Test func `by the filter is not asked again`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    #expect(stage.body(1, "T Once\nE filtered").last == "end failed: filtered ~6+1")
  }

  @Test func `at the size limit is not asked again`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once")
    #expect(stage.breaks(1, .tooLarge, .answered).last == "end failed: too_large ~6+1")
  }
}

@Suite struct `A turn after its tools have run` {
  private func request() -> ChatRequest {
    var request = TurnStage.prompt("Weather?")
    let call = ToolCall(id: "call_7", name: "weather", arguments: "{}")
    let result = ToolResult(callID: "call_7", name: "weather", content: "rain")
    for (role, part) in [
      (Role.assistant, ContentPart.toolCall(call)), (.tool, .toolResult(result)),
    ] {
      request.messages.append(
        Message(
          id: MessageID(role.rawValue), parent: nil, role: role, parts: [part],
          time: Timestamp(milliseconds: 0)))
    }
    return request
  }

  @Test func `knows it`() {
    #expect(request().toolsHaveRun)
    #expect(!TurnStage.prompt("Weather?").toolsHaveRun)
    var next = request()
    next.messages += TurnStage.prompt("Thanks").messages
    #expect(!next.toolsHaveRun)
  }

  @Test(arguments: [Route.OnCut.restart, .continue])
  func `sends the same result under the same call id to whoever is next`(onCut: Route.OnCut) {
    let stage = TurnStage("a/m", "b/m", onCut: onCut, request: request())
    let sent = "user: Weather?|call call_7|result call_7: rain"
    #expect(stage.begin()[1] == "send 1 to a: \(sent)")
    _ = stage.status(1, 200)
    _ = stage.body(1, "T It rains")
    #expect(stage.ends(1).contains { $0.hasPrefix("send 2 to b: \(sent)") })
  }
}

@Suite struct `The timers of a turn` {
  @Test func `give up on a target that shows nothing for a minute`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    #expect(
      stage.fires(.firstPart, after: .seconds(60)).prefix(4) == [
        "clear total", "cancel 1", "a/m failed timeout", "a/m to b/m: timeout",
      ])
  }

  @Test func `give a model that reasons five minutes`() {
    let stage = TurnStage("a/m") { $0.model.reasoning = true }
    #expect(stage.begin()[2] == "set firstPart 300")
  }

  @Test func `give a model that reasons the time that the configuration names`() {
    let stage = TurnStage("a/m") {
      $0.model.reasoning = true
      $0.provider.timeouts.firstPart = .seconds(20)
    }
    #expect(stage.begin()[2] == "set firstPart 20")
  }

  @Test func `give a model that need not reason the usual time`() {
    var request = TurnStage.prompt("Hello")
    request.parameters.reasoningEffort = ReasoningEffort.none
    let stage = TurnStage("a/m", request: request) { $0.model.reasoning = true }
    #expect(stage.begin()[2] == "set firstPart 60")
  }

  @Test func `do not take pings for progress`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once")
    for _ in 0..<8 {
      stage.now += .seconds(10)
      #expect(stage.body(1, ": ping") == [])
    }
    #expect(stage.fires(.idle, after: .seconds(10)).contains("keep partial: idle ~6+1"))
  }

  @Test func `do not take notes about the stream for progress`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once")
    stage.now += .seconds(50)
    _ = stage.body(1, "N 1 unreadable event skipped")
    #expect(stage.fires(.idle, after: .seconds(40)).last == "end failed: idle ~6+1")
  }

  @Test func `count the silence from the last token`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once")
    stage.now += .seconds(40)
    _ = stage.body(1, "T upon")
    #expect(stage.fires(.idle, after: .seconds(50)) == ["set idle 130"])
    #expect(stage.fires(.idle, after: .seconds(40)).last == "end failed: idle ~6+2")
  }

  @Test func `end an answer that is not done in ten minutes`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once")
    #expect(stage.fires(.total, after: .seconds(600)).last == "end failed: timeout ~6+1")
  }

  @Test func `know that the computer slept`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once")
    stage.now += .seconds(8 * 3_600)
    let ended = stage.end(.timer(.idle))
    let end = try #require(ended)
    #expect(end.ending.failure == Failure(.idle, status: 200, code: "asleep"))
  }

  @Test func `is kept where the route asks and nobody is there`() {
    let stage = TurnStage("a/m", "b/m", onCut: .ask, hasPerson: false)
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once upon")
    #expect(stage.ends(1).suffix(2) == ["a/m failed cut", "end failed: cut ~6+3"])
  }

  @Test func `keeps what the decoder says of it`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Once\nN one event was skipped\nN one event was skipped\nF stop")
    let end = stage.end(.transfer(TransferID(value: 1), .ended(TransferTimings())))
    #expect(try #require(end).ending.notes == ["one event was skipped"])
  }
}
