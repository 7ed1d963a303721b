import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

private let look = RoundStage.tool("look", allowed: true)
private let write = RoundStage.tool("write", reach: .writes)

private func calls(_ calls: DemoToolCall...) -> DemoReply { DemoReply(text: "", toolCalls: calls) }

private func call(_ name: String, id: String = "c1", _ arguments: JSON = [:]) -> DemoToolCall {
  DemoToolCall(id: id, name: name, arguments: arguments)
}

/// An engine with tools, whose provider `a` gives these answers one after the other.
private func stage(
  _ replies: [DemoReply], tools: [ChatEngine.Tool] = [look, write], destination: String = "a/m",
  folder: TemporaryFolder = TemporaryFolder(), others: [String: [DemoReply]] = [:]
) throws -> EngineStage {
  var scripts = others
  scripts["a"] = replies
  let stage = try EngineStage(.byProvider(scripts), folder: folder, destination: destination)
  stage.tools = FakeTools(tools, loop: stage.loop)
  return stage.begin()
}

extension EngineStage {
  fileprivate var question: ApprovalRequest? {
    for case .approval(let request) in updates.reversed() { return request }
    return nil
  }

  /// The messages of the last request, by what they are.
  fileprivate var sentRoles: [String] {
    server.requests.last?.body?["messages"]?.arrayValue?.compactMap { $0["role"]?.stringValue }
      ?? []
  }
}

@Suite struct `An engine with tools` {
  @Test func `runs what an answer calls and goes on with the results`() throws {
    let stage = try stage([calls(call("look")), DemoReply(text: "It is fine.")])

    let lines = stage.run(.ask("Hi"))

    #expect(
      stage.shownPath == [
        "user Hi", "assistant", "tool c1: result of look", "assistant It is fine.",
      ])
    #expect(
      lines.filter { $0.hasPrefix("tool") || $0.hasPrefix("turn") || $0.hasPrefix("added") } == [
        "added user Hi", "turn connecting a/m", "turn thinking a/m", "added assistant",
        "tool c1 runs", "turn running 1", "added tool c1: result of look", "tool c1 ended",
        "turn connecting a/m", "turn thinking a/m", "turn streaming a/m", "added assistant",
        "turn idle",
      ])
    #expect(stage.sentRoles == ["user", "assistant", "tool"])
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `tells models of tools, but for those that are switched off`() throws {
    let stage = try stage([DemoReply(text: "Hello.")])
    stage.engine.handle(.offerTool("write", false))

    stage.run(.ask("Hi"))

    let names = stage.server.requests.last?.body?["tools"]?.arrayValue?.map {
      $0["function"]?["name"]?.stringValue
    }
    #expect(names == ["look"])
    stage.engine.handle(.listTools)
    guard case .tools(let summaries, _)? = stage.updates.last else {
      Issue.record("no list")
      return
    }
    #expect(summaries.map(\.isOffered) == [true, false])
  }

  @Test func `offers everything again in another conversation`() throws {
    let stage = try stage([DemoReply(text: "Hello.")])
    stage.engine.handle(.offerTool("write", false))

    stage.engine.handle(.newConversation)

    #expect(stage.engine.offeredTools.map(\.name) == ["look", "write"])
  }

  @Test func `learns once what tools there are`() throws {
    let stage = try stage([DemoReply(text: "Hello.")])

    stage.run(.ask("one"))
    stage.run(.ask("two"))

    #expect(stage.tools?.loads == 1)
  }

  @Test func `can be stopped while it learns what tools there are`() throws {
    let stage = try stage([DemoReply(text: "Hello.")])
    stage.tools?.isSlow = true
    stage.engine.handle(.ask("Hi"))
    #expect(stage.engine.current?.status == .connecting(Target(provider: "a", model: "m")))

    stage.engine.handle(.stop)

    #expect(stage.engine.current == nil)
    #expect(stage.shownPath == ["user Hi", "assistant*"])
    #expect(stage.server.requests.isEmpty)
  }

  @Test func `asks before a tool runs, and waits`() throws {
    let stage = try stage([calls(call("write")), DemoReply(text: "Done.")])
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.question != nil }
    let question = try #require(stage.question)
    #expect(stage.engine.current?.status == .approving(tool: "write"))
    #expect(stage.tools?.ran.isEmpty == true)

    stage.run(.approve(question.id, .once))

    #expect(stage.tools?.ran == [question.call])
    #expect(stage.shownPath.last == "assistant Done.")
  }

  @Test func `tells the model of a denial`() throws {
    let stage = try stage([calls(call("write")), DemoReply(text: "I see.")])
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.question != nil }

    stage.run(.approve(try #require(stage.question).id, .deny))

    #expect(stage.tools?.ran.isEmpty == true)
    #expect(stage.shownPath[2].hasPrefix("tool c1: The user denied this call."))
    #expect(stage.shownPath.last == "assistant I see.")
  }

  @Test func `keeps "always" for later programs`() throws {
    let folder = TemporaryFolder()
    let first = try stage([calls(call("write")), DemoReply(text: "Done.")], folder: folder)
    first.engine.handle(.ask("Hi"))
    first.wait { first.question != nil }
    first.run(.approve(try #require(first.question).id, .always))
    first.finish()

    let second = try stage([calls(call("write")), DemoReply(text: "Again.")], folder: folder)
    second.run(.ask("Hi"))

    #expect(second.shownPath.last == "assistant Again.")
    #expect(second.tools?.ran.count == 1)
  }

  @Test func `is stopped while it asks`() throws {
    let stage = try stage([calls(call("write"))])
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.question != nil }

    let lines = stage.run(.stop)

    #expect(lines.contains("approval over"))
    #expect(lines.last == "turn idle")
    #expect(
      stage.shownPath == ["user Hi", "assistant", "tool c1: Not run: stopped by the user."])
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `keeps what ran when it is stopped while tools run`() throws {
    let stage = try stage([calls(call("look"), call("look", id: "c2", ["n": 1]))])
    stage.tools?.output = nil
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.tools?.running.count == 2 }
    stage.tools?.end(ToolRunID(1), ToolOutput("seen"))

    stage.run(.stop)

    #expect(stage.tools?.cancelled == [ToolRunID(2)])
    #expect(stage.shownPath[2] == "tool c1: seen")
    #expect(stage.shownPath[3].hasPrefix("tool c2: Stopped by the user while it ran"))
    #expect(stage.server.requests.count == 1)
  }

  @Test func `writes results down before another conversation is opened`() throws {
    let stage = try stage([calls(call("look"))])
    stage.tools?.output = nil
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.tools?.running.count == 1 }
    let id = stage.engine.conversation.id

    stage.engine.handle(.newConversation)
    stage.engine.handle(.open(id.text))

    #expect(stage.shownPath.count == 3)
    #expect(stage.tools?.cancelled == [ToolRunID(1)])
  }

  @Test func `never runs anew what ran, also when another provider goes on`() throws {
    let stage = try stage(
      [calls(call("look")), .fault(.status(503)), .fault(.status(503)), .fault(.status(503))],
      destination: "all")

    stage.run(.ask("Hi"))

    #expect(stage.shownPath.last == "assistant From b.")
    #expect(stage.tools?.ran.count == 1)
    let sent = stage.server.requests.last?.body?["messages"]?.arrayValue?.last
    #expect(sent?["content"]?[0]?["tool_use_id"]?.stringValue == "c1")
    #expect(
      sent?["content"]?[0]?["content"]?[0]?["text"]?.stringValue == "result of look"
        || sent?["content"]?[0]?["content"]?.stringValue == "result of look")
  }

  @Test func `goes on with the one that called`() throws {
    let stage = try stage(
      [.fault(.status(503)), DemoReply(text: "From a.")], destination: "all",
      others: ["b": [calls(call("look")), DemoReply(text: "From b.")]])

    stage.run(.ask("Hi"))

    #expect(stage.shownPath.last == "assistant From b.")
  }

  @Test func `answers again from the same results`() throws {
    let stage = try stage([calls(call("look")), DemoReply(text: "One."), DemoReply(text: "Two.")])
    stage.run(.ask("Hi"))
    let answer = try #require(stage.engine.conversation.head)

    stage.run(.regenerate(answer, with: nil))

    #expect(stage.tools?.ran.count == 1)
    #expect(stage.shownPath.suffix(2) == ["tool c1: result of look", "assistant Two. 2/2"])
    #expect(stage.sentRoles == ["user", "assistant", "tool"])
  }

  @Test func `answers again from the message with the results`() throws {
    let stage = try stage([calls(call("look")), DemoReply(text: "One."), DemoReply(text: "Two.")])
    stage.run(.ask("Hi"))
    let results = stage.engine.conversation.path[2]

    stage.run(.regenerate(results, with: nil))

    #expect(stage.shownPath.last == "assistant Two. 2/2")
  }

  @Test func `stops after twenty-five rounds and says so`() throws {
    let replies = (0...25).map { calls(call("look", ["n": .int($0)])) }
    let stage = try stage(replies)

    let lines = stage.run(.ask("Hi"))

    #expect(lines.last == "says Stopped after 25 tool rounds.")
    #expect(stage.tools?.ran.count == 25)
    #expect(stage.engine.current == nil)
  }

  @Test func `adds up what all rounds cost`() throws {
    let stage = try stage([calls(call("look")), DemoReply(text: "Done.")])
    stage.run(.ask("Hi"))

    let costs = stage.engine.conversation.messages.compactMap { $0.ending?.cost }
    #expect(costs.count == 2)
    #expect(stage.engine.spent == costs.reduce(0, +))
  }

  @Test func `leaves calls alone that it offers no tools for`() throws {
    let stage = try EngineStage(.always(calls(call("look")))).begin()

    let lines = stage.run(.ask("Hi"))

    #expect(lines.last == "turn idle")
    #expect(stage.shownPath == ["user Hi", "assistant"])
  }

  @Test func `runs nothing of an answer that was cut at its limit`() throws {
    var reply = calls(call("look"))
    reply.finish = .length
    let stage = try stage([reply])

    stage.run(.ask("Hi"))

    #expect(stage.tools?.ran.isEmpty == true)
    #expect(stage.shownPath == ["user Hi", "assistant"])
  }

  @Test func `goes on after the program ended in the middle of a round`() throws {
    let folder = TemporaryFolder()
    let first = try stage(
      [calls(call("look"), call("look", id: "c2", ["n": 1]))], folder: folder)
    first.tools?.output = nil
    first.engine.handle(.ask("Hi"))
    first.wait { first.tools?.running.count == 2 }
    first.tools?.end(ToolRunID(1), ToolOutput("seen"))
    _ = first.stored

    // The first one is not closed: it is gone as a killed program is.
    let script = DemoScript.always(DemoReply(text: "I go on."))
    let second = try EngineStage(script, folder: folder, processID: 2)
    second.tools = FakeTools([look, write], loop: second.loop)
    let bytes = try SystemFiles().contents(of: first.path)
    second.folder.write("data/conversations/copy.jsonl", String(decoding: bytes, as: UTF8.self))
    second.begin(opening: ConversationID("copy"))
    second.run(.ask("go on"))

    #expect(second.shownPath.first == "user Hi")
    #expect(second.shownPath[2] == "tool c1: seen")
    #expect(second.shownPath[3].hasPrefix("tool c2: The result is lost"))
    #expect(second.shownPath.suffix(2) == ["user go on", "assistant I go on."])
    #expect(second.tools?.ran.isEmpty == true)
    #expect(second.sentRoles == ["user", "assistant", "tool", "tool", "user"])
  }

  @Test func `sends files along with a prompt`() throws {
    let stage = try stage([DemoReply(text: "A cat.")])
    let file = Attachment(name: "a.png", mimeType: "image/png", data: [1, 2, 3])

    stage.run(.ask("What is this?", [file]))

    let prompt = stage.engine.conversation.messages.first
    #expect(prompt?.parts == [.attachment(file), .text("What is this?")])
    #expect(stage.stored == stage.engine.conversation)
  }
}
