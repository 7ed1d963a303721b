import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A conversation of the engine` {
  @Test func `goes on where it was left`() throws {
    let first = try EngineStage().begin()
    first.run(.ask("one"))
    let id = first.engine.conversation.id
    first.engine.finish()

    let second = try EngineStage(folder: first.folder, processID: 2).begin(opening: id)
    #expect(second.shownPath == ["user one", "assistant Hello there."])

    second.run(.ask("two"))
    #expect(second.stored?.path.count == 4)
  }

  @Test func `is read-only where another program has it open`() throws {
    let first = try EngineStage().begin()
    first.run(.ask("one"))

    let second = try EngineStage(folder: first.folder, processID: 2)
      .begin(opening: first.engine.conversation.id)
    let reason =
      "This conversation is open in another llmterm (pid 1). /fork goes on in a copy."

    #expect(second.engine.readOnly == reason)
    #expect(second.run(.ask("two")) == ["says \(reason)"])
    #expect(second.run(.setTitle("mine")) == ["says \(reason)"])
    #expect(second.run(.setSystem("mine")) == ["says \(reason)"])
    #expect(second.engine.conversation == first.engine.conversation)
  }

  @Test(arguments: [true, false])
  func `is written to once the other program has given it back`(isOpened: Bool) throws {
    let first = try EngineStage().begin()
    first.run(.ask("one"))
    let id = first.engine.conversation.id
    let again = isOpened ? EngineCommand.open(id.text) : .reopen
    let second = try EngineStage(folder: first.folder, processID: 2).begin(opening: id)
    second.run(.reopen)
    #expect(second.engine.readOnly != nil)
    first.run(.ask("two"))
    first.engine.finish()

    second.run(again)
    #expect(second.engine.readOnly == nil)
    #expect(second.shownPath.count == 4)
    second.run(.ask("three"))
    #expect(second.stored?.path.count == 6)
  }

  @Test func `is copied by fork, and the original stays`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    stage.run(.setTitle("Numbers"))
    let original = stage.engine.conversation

    stage.run(.fork)
    stage.run(.ask("two"))

    let copy = stage.engine.conversation
    #expect(copy.id != original.id)
    #expect(copy.meta.source == original.id)
    #expect(copy.title == "Numbers")
    #expect(copy.messages.prefix(2) == original.messages[...])
    #expect(stage.stored == copy)
    stage.run(.open(original.id.text))
    #expect(stage.engine.conversation == original)
  }

  @Test func `is copied to a file by save, and goes on where it was`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    let path = stage.folder.path + "/copy.jsonl"

    #expect(stage.run(.save(path)) == ["says A copy is in \(path)."])

    let bytes = try SystemFiles().contents(of: path)
    let copy = bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: stage.engine.conversation.id, cutFor: "").conversation
    }
    #expect(copy == stage.engine.conversation)
    #expect(
      stage.run(.save(path)) == [
        "says No copy was written to \(path) (File exists). Give another path."
      ])
    stage.run(.ask("two"))
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `that was just left is opened once its file is whole`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    let id = stage.engine.conversation.id
    stage.queue.isHeld = true
    stage.engine.handle(.newConversation)

    stage.engine.handle(.open(id.text))
    #expect(stage.engine.conversation.isEmpty)
    stage.queue.release()

    #expect(stage.engine.conversation.id == id)
    #expect(stage.engine.readOnly == nil)
  }

  @Test func `is not opened again where it is open`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))

    #expect(stage.run(.open(stage.engine.conversation.id.text)) == [])
  }

  @Test func `keeps its draft for the next time`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    let id = stage.engine.conversation.id

    stage.run(.saveDraft("half a"))
    stage.run(.newConversation)
    stage.run(.open(id.text))

    guard case .opened(let opened) = stage.updates.first else {
      Issue.record("nothing was opened")
      return
    }
    #expect(opened.draft == "half a")
  }

  @Test func `without a word keeps its draft for the next one, until something is said`() throws {
    let stage = try EngineStage().begin()
    stage.run(.saveDraft("half a"))

    stage.run(.newConversation)
    guard case .opened(let next) = stage.updates.first else {
      Issue.record("nothing was opened")
      return
    }
    #expect(next.draft == "half a")

    stage.run(.ask("half a question"))
    stage.run(.newConversation)
    guard case .opened(let later) = stage.updates.first else {
      Issue.record("nothing was opened")
      return
    }
    #expect(later.draft == "")
  }

  @Test func `without a word has no file`() throws {
    let stage = try EngineStage().begin()
    stage.run(.newConversation)
    stage.engine.finish()

    #expect(Shared.names(in: stage.conversations).isEmpty)
  }

  @Test func `stands in the list under its title`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    stage.run(.setTitle("Numbers"))
    stage.run(.newConversation)
    stage.run(.ask("What is two?"))

    let lines = stage.run(.list)

    #expect(lines.count == 1)
    #expect(lines[0].contains(#""Numbers""#))
    #expect(lines[0].contains(#""What is two?""#))
  }

  @Test(
    arguments: [
      (nil, "configured"), ("Be brief.", "Be brief."), ("", nil),
    ] as [(String?, String?)])
  func `has the system prompt of its own, or the configured one`(
    own: String?, sent: String?
  ) throws {
    let stage = try EngineStage(edit: { $0.system = "configured" }).begin()
    if let own { stage.run(.setSystem(own.isEmpty ? nil : own)) }

    stage.run(.ask("Hi"))

    let messages = stage.server.requests.last?.body?["messages"]?.arrayValue ?? []
    let system = messages.first { $0["role"]?.stringValue != "user" }
    #expect(system?["content"]?.stringValue == sent)
  }

  @Test func `says so where its file cannot be read`() throws {
    let stage = try EngineStage().begin()
    let id = try #require(ConversationID("gone"))

    stage.run(.open(id.text))

    #expect(stage.notices.last?.hasPrefix("Conversation gone cannot be read") == true)
    #expect(stage.engine.conversation.isEmpty)
  }
}
