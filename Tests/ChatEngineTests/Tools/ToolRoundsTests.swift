import Testing

@testable import ChatEngine

private let look = RoundStage.tool("look", allowed: true)
private let write = RoundStage.tool("write", allowed: true, reach: .writes)
private let careful = RoundStage.tool("careful", reach: .writes)

@Suite struct `Rounds of tools` {
  @Test func `run what is allowed and go on with the results`() {
    var stage = RoundStage([look])

    #expect(stage.calls(#"a look {"x": 1}"#) == ["run a as 1"])
    #expect(stage.end(1, "seen") == ["results a", "go on"])
    #expect(stage.results == [ToolResult(callID: "a", name: "look", content: "seen")])
  }

  @Test func `run together what changes nothing, and give the results in the calls' order`() {
    var stage = RoundStage([look])

    #expect(stage.calls("a look", "b look {\"n\":1}") == ["run a as 1", "run b as 2"])
    #expect(stage.end(2, "second").isEmpty)
    #expect(stage.end(1, "first") == ["results a b", "go on"])
  }

  @Test func `run what changes something after all before it and before all behind it`() {
    var stage = RoundStage([look, write])

    #expect(stage.calls("a look", "b write", "c look {\"n\":1}") == ["run a as 1"])
    #expect(stage.end(1) == ["results a", "run b as 2"])
    #expect(stage.end(2) == ["results b", "run c as 3"])
    #expect(stage.end(3) == ["results c", "go on"])
  }

  @Test func `run at most eight at once`() {
    var stage = RoundStage([look])

    let lines = stage.calls((1...9).map { "c\($0) look {\"n\":\($0)}" })

    #expect(lines.count == 8)
    #expect(stage.end(3) == ["run c9 as 9"])
  }

  @Test func `tell the model that there is no such tool, and which there are`() {
    var stage = RoundStage([look, write])

    #expect(stage.calls("a lock") == ["results a", "go on"])
    #expect(stage.results.first?.isError == true)
    #expect(
      stage.results.first?.content == "There is no tool of that name. There are: look, write.")
  }

  @Test(arguments: [
    ("{", false), ("[1]", false), ("7", false), (#"{"a":1,"a":2}"#, false), ("", true),
    (" \n", true),
    ("{}", true), (String(repeating: "[", count: 70), false),
  ])
  func `take one object as arguments, with no name twice`(arguments: String, isTaken: Bool) {
    #expect(((try? ToolArguments.parse(arguments))?.objectValue != nil) == isTaken)
  }

  @Test func `send malformed arguments back three times, and stop at the fourth`() {
    var stage = RoundStage([look])

    for _ in 1...3 { #expect(stage.calls("a look {") == ["results a", "go on"]) }
    #expect(
      stage.calls("a look {", "b look")
        == ["results a b", "stop: Stopped: the model's tool calls were malformed 4 times."])
    #expect(stage.ran.isEmpty)
  }

  @Test func `count what the tool's own schema refuses as malformed`() {
    var stage = RoundStage([look])
    stage.failures["a"] = ToolFailure(.badArguments, "x must be an integer")

    #expect(stage.calls("a look {}") == ["results a", "go on"])
    #expect(stage.results.first?.content == "x must be an integer")
    #expect(stage.rounds.malformed == 1)
  }

  @Test func `refuse the fourth call with the same name and arguments, in whatever order`() {
    var stage = RoundStage([look])
    for number in 1...3 {
      _ = stage.calls(#"a look {"x": 1, "y": 2}"#)
      _ = stage.end(UInt64(number))
    }

    #expect(stage.calls(#"a look {"y":2,"x":1}"#) == ["results a", "go on"])
    #expect(stage.results.last?.content.hasPrefix("Not run: this very call") == true)
    #expect(stage.calls(#"a look {"y":2,"x":3}"#) == ["run a as 4"])
  }

  @Test func `stop after twenty-five`() {
    var stage = RoundStage([look])
    for number in 1...25 {
      _ = stage.calls("a look {\"n\":\(number)}")
      #expect(stage.end(UInt64(number)) == ["results a", "go on"])
    }

    #expect(
      stage.calls("a look {\"n\":26}") == ["results a", "stop: Stopped after 25 tool rounds."])
    #expect(stage.ran.count == 25)
  }

  @Test func `refuse what is beyond sixty-four calls of one answer`() {
    var stage = RoundStage([look])

    let lines = stage.calls((1...70).map { "c\($0) look {\"n\":\($0)}" })
    for run in 1...64 { _ = stage.end(UInt64(run)) }

    #expect(lines.count == 8)
    #expect(stage.ran.count == 64)
    #expect(stage.results.count == 70)
    #expect(stage.results[64].content == "Not run: an answer may have at most 64 tool calls.")
  }

  @Test func `ask about one call at a time, and begin it when it is let run`() {
    var stage = RoundStage([careful, look])

    #expect(
      stage.calls("a careful", "b look", "c careful {\"n\":1}")
        == ["ask a 1/3"])
    #expect(stage.decide(.once) == ["ask nobody", "ask c 3/3", "run a as 1"])
    #expect(stage.decide(.once) == ["ask nobody"])
    #expect(stage.end(1) == ["results a", "run b as 2"])
    #expect(stage.end(2) == ["results b", "run c as 3"])
    #expect(stage.end(3) == ["results c", "go on"])
  }

  @Test func `run exactly what was shown`() {
    var stage = RoundStage([careful])
    _ = stage.calls("a careful {\"path\": \"x\"}")

    _ = stage.decide(.once)

    #expect(stage.ran == stage.requests.map(\.call))
  }

  @Test func `ask no further after a denial, and tell the model`() {
    var stage = RoundStage([careful, look])

    _ = stage.calls("a careful", "b look", "c careful {\"n\":1}")

    #expect(stage.decide(.deny) == ["ask nobody", "results a", "run b as 1"])
    #expect(stage.end(1) == ["results b c", "go on"])
    #expect(stage.results[0].content.hasPrefix("The user denied this call."))
    #expect(stage.results[2].content == "Not run: the user denied another call of the same answer.")
  }

  @Test func `take no word on a call that is not asked about`() {
    var stage = RoundStage([careful])
    _ = stage.calls("a careful")

    #expect(stage.handle(.decided(ApprovalID(99), .once)).isEmpty)
    #expect(stage.ran.isEmpty)
  }

  @Test func `wait for a person for ever`() {
    var stage = RoundStage([careful])
    _ = stage.calls("a careful")
    stage.now = stage.now + .seconds(86_400 * 30)

    #expect(stage.decide(.once) == ["ask nobody", "run a as 1"])
  }

  @Test func `refuse where nobody can be asked`() {
    var stage = RoundStage([careful])
    stage.rounds.rules.canAsk = false

    #expect(stage.calls("a careful") == ["refused a", "results a", "go on"])
    #expect(stage.results.first?.isError == true)
  }

  @Test func `keep what ran when they are stopped`() {
    var stage = RoundStage([look, careful])
    _ = stage.calls("a look", "b look {\"n\":1}", "c careful")
    _ = stage.end(2, "seen")

    #expect(
      stage.handle(.cancel) == ["ask nobody", "cancel 1", "results a b c", "cancelled"])
    #expect(stage.results[0].content.hasPrefix("Stopped by the user while it ran"))
    #expect(stage.results[1].content == "seen")
    #expect(stage.results[2].content == "Not run: stopped by the user.")
    #expect(stage.end(1).isEmpty)
    #expect(!stage.rounds.isRunning)
  }

  @Test func `count what ran since the last prompt of a path`() {
    func message(_ id: String, _ role: Role, _ part: ContentPart) -> Message {
      Message(
        id: MessageID(id), parent: nil, role: role, parts: [part],
        time: Timestamp(milliseconds: 0))
    }
    let call = ToolCall(id: "a", name: "look", arguments: "{}")
    let round = [
      message("2", .assistant, .toolCall(call)),
      message("3", .tool, .toolResult(ToolResult(callID: "a", name: "look", content: ""))),
    ]
    var stage = RoundStage([look])

    stage.rounds.start(
      after: round + [message("1", .user, .text("Hi"))] + round + round + round, tools: [look])

    #expect(stage.rounds.rounds == 3)
    #expect(stage.calls("a look {}") == ["results a", "go on"])
    #expect(stage.ran.isEmpty)
  }
}
