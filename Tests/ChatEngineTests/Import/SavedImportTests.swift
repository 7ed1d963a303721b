import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `An import of what /save wrote` {
  private let folder = TemporaryFolder()
  private let now = Timestamp(milliseconds: 1_795_442_520_000)

  private var library: Library { Library(folder: folder.path + "/conversations") }

  private func sample() -> Conversation {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "Hello \"you\""))
    conversation.append(.answer("a1", "One", after: "u1"))
    conversation.append(.answer("a2", "Two", after: "u1"))
    conversation.select(MessageID("a1"))
    conversation.title = "Tree"
    conversation.vote(.up, for: MessageID("a1"))
    return conversation
  }

  /// The file's text.
  private func saved(_ conversation: Conversation) -> String {
    var bytes: [UInt8] = []
    for (index, change) in conversation.changes.enumerated() {
      RecordEncoder.append(change, seq: index + 1, at: now, into: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func run(_ text: String) throws -> String {
    let path = folder.write("saved.jsonl", text)
    return try LibraryImport(into: library, processID: 1, at: now).run(path).sentence
  }

  private func imported() throws -> Conversation {
    let id = try #require(library.entries().first?.id)
    return try #require(library.read(id))
  }

  @Test func `brings the whole tree back, with its title and votes`() throws {
    let conversation = sample()

    #expect(try run(saved(conversation)) == "Imported: 1 new conversation.")

    let back = try imported()
    #expect(back.everyMessage == conversation.everyMessage)
    #expect(back.path == conversation.path)
    #expect(back.title == "Tree")
    #expect(back.votes == conversation.votes)
  }

  @Test func `adds nothing twice, and what was said since`() throws {
    var conversation = sample()
    _ = try run(saved(conversation))

    #expect(try run(saved(conversation)) == "Imported: 1 were here already.")
    conversation.append(.prompt("u2", "And then?", after: "a1"))
    #expect(try run(saved(conversation)) == "Imported: 1 conversation went on.")

    #expect(library.entries().count == 1)
    #expect(try imported().contains(MessageID("u2")))
  }

  @Test func `keeps what is whole of a file that is damaged`() throws {
    let text = saved(sample()).replacing("Two", with: "2wo")

    #expect(
      try run(text)
        == "Imported: 1 new conversation, 1 could not be read (a line of it is damaged).")

    #expect(try imported().messages.map(\.text) == ["Hello \"you\"", "One"])
  }

  @Test func `says what is wrong with a file that has no message`() throws {
    let text = saved(.sample)

    #expect(
      try run(text)
        == "Imported: 0 new conversations, 1 could not be read (a conversation has no messages).")
    #expect(library.entries().isEmpty)
  }

  @Test func `takes no other lines of JSON for one`() {
    #expect(throws: LibraryImport.Refusal.self) { try run("{\"v\":1}\n{\"v\":1}\n") }
  }
}
