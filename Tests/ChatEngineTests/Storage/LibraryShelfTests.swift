import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `Marks on conversations` {
  private let folder = TemporaryFolder()
  private let id = ConversationID("c1")

  private func store(_ process: Int32 = 1) -> MarkStore {
    MarkStore(folder: folder.path + "/conversations", processID: process)
  }

  @Test func `are kept, and found by another program`() throws {
    let id = try #require(id)
    _ = store(1).apply(.pin(true), to: id)
    _ = store(2).apply(.tags(["Swift", "#swift", "two words", ""]), to: id)
    _ = store(1).apply(.archive(true), to: id)
    let marks = store(3).read()[id]
    #expect(marks.isPinned)
    #expect(marks.isArchived)
    #expect(marks.tags == ["swift", "twowords"])
  }

  @Test func `leave nothing behind when all are taken away`() throws {
    let id = try #require(id)
    _ = store().apply(.pin(true), to: id)
    _ = store().apply(.pin(false), to: id)
    #expect(store().read() == LibraryMarks())
    #expect(
      try String(decoding: SystemFiles().contents(of: store().path), as: UTF8.self)
        == #"{"format":"llmterm-marks","version":1,"conversations":{}}"# + "\n")
  }

  @Test(arguments: [
    "", "no JSON", #"{"format":"other"}"#, #"{"format":"llmterm-marks","version":2}"#,
  ])
  func `of a file that is not ours are none, and it is not written over`(text: String) throws {
    let id = try #require(id)
    try SystemFiles().makeFolders(folder.path + "/conversations")
    folder.write("conversations/marks.json", text)
    #expect(store().read() == LibraryMarks())
    guard case .failure = store().apply(.pin(true), to: id) else {
      Issue.record("it was written over")
      return
    }
    #expect(try String(decoding: SystemFiles().contents(of: store().path), as: UTF8.self) == text)
  }

  @Test(
    arguments: [
      ("lexer", "lexer", nil, false, []), ("is:pinned lexer", "lexer", true, false, []),
      ("lexer is:archived", "lexer", nil, true, []),
      ("tag:a x tag:b", "x", nil, false, ["a", "b"]),
      ("tag:", "tag:", nil, false, []), ("IS:PINNED", "", true, false, []),
    ] as [(String, String, Bool?, Bool, [String])])
  func `are asked for in the search line`(
    line: String, words: String, pinned: Bool?, archived: Bool, tags: [String]
  ) {
    let query = LibraryQuery(line)
    #expect(query.words == words)
    #expect(query.isPinned == pinned)
    #expect(query.isArchived == archived)
    #expect(query.tags == tags)
  }

  @Test func `hide what is archived unless it is asked for`() {
    var marks = LibraryMarks.Marks()
    #expect(LibraryQuery("x").fits(marks))
    #expect(!LibraryQuery("is:pinned").fits(marks))
    marks.isArchived = true
    marks.tags = ["swift"]
    #expect(!LibraryQuery("x").fits(marks))
    #expect(LibraryQuery("is:archived tag:sw").fits(marks))
    #expect(!LibraryQuery("is:archived tag:rust").fits(marks))
  }
}

@Suite struct `A conversation that is not open` {
  private let session = Session()

  private var library: Library { Library(folder: session.folder.path + "/conversations") }

  private func close() {
    session.take(.message(.prompt("u1", "Hello")))
    session.log.close(session.conversation)
  }

  @Test func `is moved to the trash and comes back as it was`() throws {
    close()
    let id = session.conversation.id
    let bytes = session.bytes
    try library.delete(id, processID: 2)
    #expect(library.entries().isEmpty)
    #expect(library.trash.entries().map(\.id) == [id])
    try library.restore(id, processID: 2)
    #expect(library.trash.entries().isEmpty)
    #expect(session.bytes == bytes)
  }

  @Test func `is not deleted while a program has it open`() throws {
    session.take(.message(.prompt("u1", "Hello")))
    let id = session.conversation.id
    #expect(throws: Library.Refusal.isOpen) { try library.delete(id, processID: 2) }
    #expect(library.entries().map(\.id) == [id])
  }

  @Test func `is said to be gone where it is gone`() throws {
    let id = try #require(ConversationID("nobody"))
    #expect(throws: Library.Refusal.isNotThere) { try library.delete(id, processID: 2) }
    #expect(throws: Library.Refusal.isNotThere) { try library.restore(id, processID: 2) }
  }

  @Test func `gets another title in its own file`() throws {
    close()
    let id = session.conversation.id
    let added = try library.append(to: id, at: session.clock.time, processID: 2) { _ in
      [.title("Named")]
    }
    #expect(added == 1)
    #expect(library.entry(id)?.title == "Named")
    #expect(library.read(id)?.messages.map(\.text) == ["Hello"])
  }

  @Test func `gets it behind a torn end, which stays for whoever opens it`() throws {
    close()
    let id = session.conversation.id
    _ = try session.folder.write(
      "conversations/\(id).jsonl", bytes: session.bytes + Array(#"{"v":1,"seq":9,"#.utf8))
    _ = try library.append(to: id, at: session.clock.time, processID: 2) { _ in [.title("Named")] }
    #expect(library.read(id)?.title == "Named")
    #expect(session.read(session.bytes).damaged == 1)
  }
}
