import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The engine's library` {
  private func stage() throws -> EngineStage {
    let stage = try EngineStage()
    stage.begin()
    stage.run(.ask("Why does the lexer allocate?"))
    return stage
  }

  @Test func `finds what was said, once it was listed`() throws {
    let stage = try stage()
    _ = stage.stored
    stage.run(.list)
    let id = stage.engine.conversation.id
    #expect(
      stage.run(.library(.search("LEXER"))) == ["found [\"\(id) 1 Why does the lexer allocate?\"]"])
    #expect(stage.run(.library(.search("nowhere"))) == ["found []"])
    #expect(stage.run(.library(.search("x"))) == ["found []"])
  }

  @Test func `looks for what was typed before the conversations were listed`() throws {
    let stage = try stage()
    _ = stage.stored
    stage.queue.isHeld = true
    stage.run(.list)
    #expect(stage.run(.library(.search("lexer"))).isEmpty)
    stage.queue.release()
    #expect(stage.lines.contains { $0.hasPrefix("found [\"") })
  }

  @Test func `opens a conversation on the branch of a message`() throws {
    let stage = try stage()
    let first = stage.engine.conversation.messages[1].id
    stage.run(.regenerate(first, with: nil))
    let id = stage.engine.conversation.id
    stage.run(.newConversation)
    stage.run(.library(.open(id.text, at: first)))
    #expect(stage.engine.conversation.id == id)
    #expect(stage.engine.conversation.path.contains(first))
    #expect(stage.stored?.path.contains(first) == true)
  }

  @Test func `marks a conversation, open or not`() throws {
    let stage = try stage()
    let id = stage.engine.conversation.id
    stage.run(.library(.mark(id.text, .pin(true))))
    stage.run(.list)
    guard case .library(let list, let isDone)? = stage.updates.last else {
      Issue.record("nothing was listed")
      return
    }
    #expect(isDone)
    #expect(list.map(\.marks.isPinned) == [true])
  }

  @Test func `renames the open conversation and any other`() throws {
    let stage = try stage()
    let id = stage.engine.conversation.id
    #expect(stage.run(.library(.rename(id.text, title: "Lexers"))).first == "titled Lexers")
    stage.run(.newConversation)
    #expect(stage.run(.library(.rename(id.text, title: "Other"))) == ["library [\"Other\"]"])
  }

  @Test func `moves the open conversation to the trash and brings it back`() throws {
    let stage = try stage()
    let id = stage.engine.conversation.id
    stage.run(.list)
    let lines = stage.run(.library(.delete(id.text)))
    #expect(lines.contains("opened []"))
    #expect(
      lines.contains("says “Why does the lexer allocate?” is in the trash; Alt-U brings it back."))
    #expect(lines.last == "library []")
    #expect(stage.run(.library(.restore(""))).last == "library [\"Why does the lexer allocate?\"]")
    #expect(
      stage.run(.library(.restore("")))
        == ["says Nothing was deleted since the start. See: llmterm history restore"])
  }

  @Test func `does not call a conversation by its id`() throws {
    let stage = try EngineStage().begin()
    stage.run(.setSystem("Be brief."))
    _ = stage.stored
    #expect(stage.run(.list) == ["library [\"New conversation\"]"])
  }

  @Test func `does not delete what another program has open`() throws {
    let stage = try stage()
    let other = try EngineStage(folder: stage.folder, processID: 2)
    other.begin()
    other.run(.ask("Mine"))
    let id = other.engine.conversation.id
    #expect(
      stage.run(.library(.delete(id.text)))
        == ["says That conversation is open in an llmterm. Close it there first."])
  }
}

@Suite struct `The engine's statistics` {
  let home = TemporaryFolder()

  @Test func `are read from the files of all programs`() throws {
    let stage = try EngineStage()
    let path = home.path
    stage.statistics = Folders(configuration: path, data: path, cache: path, state: path)
    stage.begin()
    let now = stage.engine.world.clock().text
    home.write(
      "usage-\(now.prefix(7)).jsonl",
      """
      {"t":"\(now)","target":"a/m","outcome":"answered","in":9,"out":2}

      """)
    #expect(stage.run(.readUsage(by: .provider, utcOffset: 0)) == ["usage [\"a\"] 0"])
  }

  @Test func `are none where nothing is kept`() throws {
    let stage = try EngineStage()
    stage.begin()
    #expect(
      stage.run(.readUsage(by: .model, utcOffset: 0)) == ["says No statistics are kept here."])
  }
}
