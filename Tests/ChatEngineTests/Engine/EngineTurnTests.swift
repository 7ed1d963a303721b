import DemoProviders
import Testing

@testable import ChatEngine

@Suite struct `An engine that is asked` {
  @Test func `says what happens in its order, and keeps it`() throws {
    let stage = try EngineStage().begin()

    let lines = stage.run(.ask("Hi"))

    #expect(
      lines.filter { !$0.hasPrefix("text") } == [
        "added user Hi", "titled Hi", "turn connecting a/m", "turn thinking a/m",
        "turn streaming a/m", "added assistant", "ended assistant Hello there.", "turn idle",
      ])
    #expect(stage.stored == stage.engine.conversation)
    #expect(stage.stored?.messages.map(\.text) == ["Hi", "Hello there."])
  }

  @Test func `sends the whole path each time`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    stage.run(.ask("two"))

    let contents = stage.server.requests.last?.body?["messages"]?.arrayValue?.map {
      $0["content"]?.stringValue
    }
    #expect(contents == ["one", "Hello there.", "two"])
  }

  @Test func `takes no second prompt while an answer comes`() throws {
    let stage = try EngineStage().begin()
    stage.engine.handle(.ask("one"))

    stage.engine.handle(.ask("two"))

    #expect(stage.notices == ["An answer is still coming: Esc stops it."])
    #expect(stage.engine.conversation.count == 1)
  }

  @Test func `records nothing where nobody can be asked`() throws {
    let stage = try EngineStage(destination: nil).begin()

    #expect(
      stage.run(.ask("Hi")) == [
        "says There is no provider yet: choose one, paste a key, or start the demo."
      ])
    #expect(stage.engine.conversation.isEmpty)
  }

  @Test func `leaves the failure in the transcript when nobody answers`() throws {
    let script = DemoScript.always(.fault(.status(401)))
    let stage = try EngineStage(script).begin()

    stage.run(.ask("Hi"))

    #expect(stage.shownPath == ["user Hi", "assistant*"])
    let failure = stage.engine.conversation.messages.last.map(stage.engine.onPath)?.failure
    #expect(failure?.hasPrefix("a answered 401 (key rejected)") == true)
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `does a command that is given within an update after it`() throws {
    let stage = try EngineStage().begin()
    var isFirst = true
    stage.onUpdate = { [unowned stage] update in
      guard case .part(_, .text) = update, isFirst else { return }
      isFirst = false
      stage.engine.handle(.newConversation)
    }

    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.engine.conversation.isEmpty }

    #expect(stage.engine.current == nil)
    #expect(stage.lines.last == "opened []")
  }
}

@Suite struct `An engine whose provider fails` {
  @Test func `goes on with the next, and keeps what had come beside it`() throws {
    let cut = DemoReply(text: "one two three four", faults: [.cutAfter(tokens: 2)])
    let stage = try EngineStage(.byProvider(["a": [cut]]), destination: "all").begin()

    stage.run(.ask("Hi"))

    #expect(stage.shownPath == ["user Hi", "assistant From b. 2/2"])
    let kept = stage.engine.conversation.everyMessage[1]
    #expect(kept.state == .partial)
    #expect(!kept.text.isEmpty)
    #expect(
      stage.notices == ["a cut the answer short; using b; Alt-← shows what had come"])
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `shows the cut answer again when nothing came after it`() throws {
    let cut = DemoReply(text: "one two three four", faults: [.cutAfter(tokens: 2)])
    let refused = DemoReply.fault(.status(401))
    let stage = try EngineStage(
      .byProvider(["a": [cut, refused], "b": [refused], "c": [refused]]), destination: "all"
    ).begin()

    stage.run(.ask("Hi"))

    let kept = stage.engine.conversation.everyMessage[1]
    #expect(stage.engine.conversation.head == kept.id)
    #expect(stage.shownPath.last?.hasPrefix("assistant* one") == true)
    #expect(stage.notices.last?.contains("answered 401") == true)
    #expect(stage.stored?.head == kept.id)
  }

  @Test func `says after how many tokens the answer was cut where a person decides`() throws {
    let cut = DemoReply(text: "one two three four", faults: [.cutAfter(tokens: 2)])
    let stage = try EngineStage(
      .byProvider(["a": [cut]]), destination: "all", onCut: .ask
    ).begin()

    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.lines.contains("turn asking a/m") }
    #expect(stage.notices.last?.hasPrefix("a cut the answer short after ~") == true)

    stage.run(.resolveCut(again: false))
    #expect(stage.shownPath.last?.hasPrefix("assistant* one") == true)
  }

  @Test func `forgets a refused key, so that it is read again`() throws {
    let stage = try EngineStage(.always(.fault(.status(401)))).begin()
    var refused: [String] = []
    stage.engine.runner.onKeyRefused = { refused.append($0) }

    stage.run(.ask("Hi"))

    #expect(refused == ["a"])
  }
}

@Suite struct `An engine that is stopped` {
  private func stage() throws -> EngineStage {
    let slow = DemoReply(text: "one two three four", faults: [.stallAfter(tokens: 2)])
    return try EngineStage(.always(slow)).begin()
  }

  @Test func `keeps what had come`() throws {
    let stage = try stage()
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.lines.contains { $0.hasPrefix("text") } }

    stage.run(.stop)

    #expect(stage.shownPath.last?.hasPrefix("assistant* one") == true)
    #expect(stage.stored == stage.engine.conversation)
    #expect(stage.lines.last == "turn idle")
  }

  @Test func `says what became of an answer when another conversation is opened`() throws {
    let stage = try stage()
    let commands: [EngineCommand] = [
      .newConversation, .open(stage.engine.conversation.id.text), .fork,
    ]
    let tail =
      "The answer in “Hi” was stopped; what had come is kept. "
      + "^O opens it, and Alt-R there asks again."
    for command in commands {
      stage.engine.handle(.ask("Hi"))
      let answered = stage.lines.count
      stage.wait { stage.lines.dropFirst(answered).contains { $0.hasPrefix("text") } }
      let left = stage.engine.conversation.id
      stage.run(command)
      let copied = command == .fork ? "This is a copy; the original stays as it was. " : ""
      #expect(stage.notices.last == copied + tail)
      #expect(stage.engine.conversation.id != left)
      stage.run(.open(left.text))
      #expect(stage.shownPath.last?.hasPrefix("assistant* one") == true)
      stage.run(.newConversation)
    }
  }

  @Test func `says nothing of it where none came`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("Hi"))
    stage.run(.newConversation)
    #expect(stage.notices.isEmpty)
  }

  @Test func `has the partial answer in the file when it finishes in the middle`() throws {
    let stage = try stage()
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.lines.contains { $0.hasPrefix("text") } }

    stage.engine.finish()

    let stored = stage.stored
    #expect(stored?.messages.last?.state == .partial)
    #expect(stored?.messages.last?.text.hasPrefix("one") == true)
    #expect(stored?.messages.last?.ending?.failure?.kind == .cancelled)
  }

  @Test func `ends the answer of a conversation that is left`() throws {
    let stage = try stage()
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.lines.contains { $0.hasPrefix("text") } }
    let left = stage.engine.conversation.id

    stage.run(.newConversation)
    #expect(stage.engine.conversation.isEmpty)

    stage.run(.open(left.text))
    #expect(stage.shownPath.last?.hasPrefix("assistant* one") == true)
  }
}

@Suite struct `Another version` {
  @Test func `of an answer stands beside it`() throws {
    let stage = try EngineStage(
      .byProvider(["a": [DemoReply(text: "first"), DemoReply(text: "second")]])
    ).begin()
    stage.run(.ask("Hi"))
    let answer = try #require(stage.engine.conversation.head)

    stage.run(.regenerate(answer, with: nil))

    #expect(stage.shownPath == ["user Hi", "assistant second 2/2"])
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `may come from another target, which stays unselected`() throws {
    let stage = try EngineStage(.byProvider([:])).begin()
    stage.run(.ask("Hi"))
    let answer = try #require(stage.engine.conversation.head)

    stage.run(.regenerate(answer, with: .target(Target(provider: "c", model: "m"))))

    #expect(stage.shownPath == ["user Hi", "assistant From c. 2/2"])
    #expect(stage.engine.destination?.text == "a/m")
  }

  @Test func `is asked for at a prompt as at its answer`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    stage.run(.ask("two"))
    let prompt = stage.engine.conversation.path[2]

    stage.run(.regenerate(prompt, with: nil))

    #expect(stage.shownPath.last == "assistant Hello there. 2/2")
    #expect(stage.engine.conversation.path.count == 4)
  }

  @Test func `stays unborn where nobody can give it`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("Hi"))
    let before = stage.engine.conversation
    let answer = try #require(before.head)

    let lines = stage.run(
      .regenerate(answer, with: .target(Target(provider: "gone", model: "m"))))

    #expect(lines == ["says There is no gone/m any more. Choose another."])
    #expect(stage.engine.conversation == before)
  }

  @Test func `that fails stands beside the old answer, which can be stepped to`() throws {
    let replies = [DemoReply(text: "first"), DemoReply.fault(.status(401))]
    let stage = try EngineStage(.byProvider(["a": replies])).begin()
    stage.run(.ask("Hi"))
    let answer = try #require(stage.engine.conversation.head)

    stage.run(.regenerate(answer, with: nil))
    #expect(stage.shownPath == ["user Hi", "assistant* 2/2"])
    let failed = try #require(stage.engine.conversation.head)

    stage.run(.step(failed, by: -1))
    #expect(stage.shownPath == ["user Hi", "assistant first 1/2"])
    #expect(stage.stored == stage.engine.conversation)
    #expect(stage.run(.step(answer, by: -1)) == ["says There is no further version."])
  }

  @Test func `of a prompt begins a branch of its own`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    stage.run(.ask("two"))
    let first = stage.engine.conversation.path[0]
    let second = stage.engine.conversation.path[2]

    stage.run(.edit(second, "three"))
    #expect(stage.shownPath.suffix(2) == ["user three 2/2", "assistant Hello there."])

    let lines = stage.run(.edit(first, "zero"))
    #expect(lines.first == #"path ["user zero 2/2"]"#)
    #expect(stage.shownPath == ["user zero 2/2", "assistant Hello there."])
    #expect(stage.stored == stage.engine.conversation)

    stage.run(.step(stage.engine.conversation.path[0], by: -1))
    #expect(stage.shownPath.count == 4)
    #expect(stage.shownPath[2] == "user three 2/2")
  }
}
