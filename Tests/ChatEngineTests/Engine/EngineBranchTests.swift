import Testing

@testable import ChatEngine

@Suite struct `The engine's tree` {
  /// Two exchanges.
  private func stage() throws -> EngineStage {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    stage.run(.ask("two"))
    return stage
  }

  private func id(_ stage: EngineStage, _ place: Int) -> MessageID {
    stage.engine.conversation.path[place]
  }

  @Test func `is forked with an answer as its last message`() throws {
    let stage = try stage()
    let original = stage.engine.conversation
    stage.run(.forkAt(id(stage, 1)))
    #expect(stage.shownPath == ["user one", "assistant Hello there."])
    #expect(stage.engine.conversation.meta.source == original.id)
    stage.run(.ask("three"))
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `is forked before a prompt, which becomes the draft`() throws {
    let stage = try stage()
    stage.run(.forkAt(id(stage, 2)))
    #expect(stage.shownPath == ["user one", "assistant Hello there."])
    let drafts = stage.updates.compactMap { update in
      if case .opened(let opened) = update { opened.draft } else { nil }
    }
    #expect(drafts == ["two"])
  }

  @Test func `hides a message with what follows it, and goes before it`() throws {
    let stage = try stage()
    let hidden = id(stage, 2)
    stage.run(.hide(hidden))
    #expect(stage.shownPath == ["user one", "assistant Hello there."])
    #expect(stage.engine.conversation.contains(hidden))
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `brings back what was hidden last, and then what was before`() throws {
    let stage = try stage()
    let whole = stage.shownPath
    stage.run(.hide(id(stage, 2)))
    stage.run(.hide(id(stage, 0)))
    #expect(stage.shownPath == [])
    stage.run(.bringBack(nil))
    stage.run(.bringBack(nil))
    #expect(stage.shownPath == whole)
    #expect(stage.run(.bringBack(nil)).last == "says Nothing is deleted in this conversation.")
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `goes beside what is hidden, where something stands there`() throws {
    let stage = try stage()
    stage.run(.edit(id(stage, 2), "two again"))
    stage.run(.hide(id(stage, 2)))
    #expect(
      stage.shownPath == [
        "user one", "assistant Hello there.", "user two", "assistant Hello there.",
      ])
  }

  @Test func `is read on another branch`() throws {
    let stage = try stage()
    let other = id(stage, 2)
    stage.run(.edit(other, "two again"))
    stage.run(.show(other))
    #expect(stage.shownPath[2] == "user two 1/2")
  }

  @Test func `is said as a map`() throws {
    let stage = try stage()
    #expect(
      stage.run(.listBranches) == [#"branches ["one", "Hello there.", "two", "Hello there."]"#])
  }
}
