import Testing

@testable import ChatEngine

@Suite struct `A conversation's title` {
  @Test(arguments: [
    ("Hello", "Hello"),
    ("  two\n\n lines\t here ", "two lines here"),
    (
      "How do I keep an append-only file whole when the program is killed while writing?",
      "How do I keep an append-only file whole when the program is…"
    ),
    (String(repeating: "x", count: 100), String(repeating: "x", count: 59) + "…"),
  ])
  func `is made of a prompt's first words`(prompt: String, title: String) {
    #expect(Conversation.title(from: prompt) == title)
    #expect(title.count <= 60)
  }

  @Test func `is none where nothing is said`() {
    #expect(Conversation.title(from: " \n") == nil)
    #expect(Conversation.sample.displayTitle == nil)
  }

  @Test func `is the given one before all others`() {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "Hello there"))
    #expect(conversation.displayTitle == "Hello there")

    conversation.title = "Greetings"

    #expect(conversation.displayTitle == "Greetings")
  }
}

@Suite struct `An identifier` {
  @Test func `sorts by the time at which it was made`() {
    var random = SeededRandom(seed: 3)
    let times = [0, 1, 31, 32, 1_795_442_520_000, 1_795_442_520_001].map {
      Timestamp(milliseconds: $0)
    }

    let ids = times.map { ConversationID.make(at: $0, using: &random) }

    #expect(ids == ids.sorted())
    #expect(ids.allSatisfy { $0.text.utf8.count == 15 })
    #expect(ids.allSatisfy { ConversationID($0.text) == $0 })
  }

  @Test(arguments: ["", "..", "a/b", "a.b", "a b", "é", String(repeating: "a", count: 65)])
  func `is refused where it is no safe file name`(text: String) {
    #expect(ConversationID(text) == nil)
  }

  @Test func `of a message is another each time`() {
    var random = SeededRandom(seed: 4)

    let ids = Set((0..<1000).map { _ in MessageID.make(using: &random) })

    #expect(ids.count == 1000)
  }
}
