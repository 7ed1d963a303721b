import Testing

@testable import ChatEngine

@Suite struct `A conversation` {
  private static func branched() -> Conversation {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "first"))
    conversation.append(.answer("a1", "one", after: "u1"))
    conversation.append(.answer("a2", "two", after: "u1"))
    conversation.append(.prompt("u2", "go on", after: "a2"))
    return conversation
  }

  private func ids(_ texts: String...) -> [MessageID] { texts.map(MessageID.init) }

  @Test func `leads from the root to the message that came last`() {
    let conversation = Self.branched()

    #expect(conversation.path == ids("u1", "a2", "u2"))
    #expect(conversation.head == MessageID("u2"))
    #expect(conversation.messages.map(\.text) == ["first", "two", "go on"])
  }

  @Test func `keeps another answer as a sibling`() {
    let conversation = Self.branched()

    #expect(conversation.siblings(of: MessageID("a1")) == ids("a1", "a2"))
    #expect(conversation.children(of: MessageID("u1")) == ids("a1", "a2"))
    #expect(conversation.position(of: MessageID("a2"))?.number == 2)
    #expect(conversation.position(of: MessageID("a2"))?.count == 2)
    #expect(conversation.count == 4)
  }

  @Test func `may begin more than once`() {
    var conversation = Self.branched()

    conversation.append(.prompt("u9", "another beginning"))

    #expect(conversation.path == ids("u9"))
    #expect(conversation.children(of: nil) == ids("u1", "u9"))
    #expect(conversation.position(of: MessageID("u9"))?.number == 2)
  }

  @Test func `goes back to where a branch was left`() {
    var conversation = Self.branched()
    conversation.select(MessageID("a1"))
    #expect(conversation.path == ids("u1", "a1"))

    conversation.select(conversation.leaf(through: MessageID("a2")))

    #expect(conversation.path == ids("u1", "a2", "u2"))
  }

  @Test func `goes before its first message`() {
    var conversation = Self.branched()

    conversation.select(nil)

    #expect(conversation.path.isEmpty)
    #expect(conversation.estimatedTokens == 0)
  }

  @Test func `refuses a taken id, an unknown parent and an unknown head`() {
    var conversation = Self.branched()
    let before = conversation

    let answers = [
      conversation.append(.prompt("u1", "again")),
      conversation.append(.prompt("u7", "lost", after: "nobody")),
      conversation.select(MessageID("nobody")),
      conversation.vote(.up, for: MessageID("nobody")),
    ]

    #expect(answers == [false, false, false, false])
    #expect(conversation == before)
  }

  @Test func `keeps a vote until it is taken back`() {
    var conversation = Self.branched()

    conversation.vote(.up, for: MessageID("a1"))
    #expect(conversation.votes == [MessageID("a1"): .up])

    conversation.vote(nil, for: MessageID("a1"))
    #expect(conversation.votes.isEmpty)
  }

  @Test func `takes pieces of an answer until its end`() {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "hi"))
    conversation.append(.answer("a1", after: "u1", state: .streaming))

    conversation.append(.text("Hel"), to: MessageID("a1"))
    conversation.append(.text("lo"), to: MessageID("a1"))
    conversation.end(MessageID("a1"), as: .complete, Ending(finish: .stop))
    let isLateTaken = conversation.append(.text("!"), to: MessageID("a1"))
    let endsTwice = conversation.end(MessageID("a1"), as: .partial, Ending())

    #expect(conversation[MessageID("a1")]?.text == "Hello")
    #expect(conversation[MessageID("a1")]?.state == .complete)
    #expect(!isLateTaken)
    #expect(!endsTwice)
  }

  @Test func `remembers the model that really answers`() {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "hi"))
    conversation.append(.answer("a1", after: "u1", state: .streaming))

    conversation.append(.started(id: nil, model: "claude-2", fingerprint: nil), to: MessageID("a1"))

    #expect(conversation[MessageID("a1")]?.origin?.reportedModel == "claude-2")
  }

  @Test func `sums its path's size as a count from scratch does`() {
    var conversation = Conversation.sample
    for change in RandomHistory(seed: 7).with({ $0.changes(400) }) { conversation.apply(change) }

    let bytes = conversation.messages.reduce(0) { $0 + TokenEstimate.bytes(of: $1) }

    #expect(conversation.estimatedTokens == TokenEstimate.tokens(bytes: bytes))
  }

  @Test func `is led back to by its fewest steps`() {
    var conversation = Conversation.sample
    for change in RandomHistory(seed: 8).with({ $0.changes(300) }) { conversation.apply(change) }

    var copy = Conversation.sample
    for change in conversation.changes { copy.apply(change) }

    #expect(copy == conversation)
  }

  @Test func `grows an answer without copying it for each piece`() {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "hi"))
    conversation.append(.answer("a1", after: "u1", state: .streaming))
    let piece = StreamPart.text(String(repeating: "x", count: 20))

    var homes: Set<Int> = []
    for _ in 0..<10_000 {
      conversation.append(piece, to: MessageID("a1"))
      guard case .text(let part)? = conversation[MessageID("a1")]?.parts.first else { continue }
      part.text.utf8.withContiguousStorageIfAvailable {
        _ = homes.insert(Int(bitPattern: $0.baseAddress))
      }
    }

    // Doubling from 20 to 200,000 bytes moves about 14 times.
    #expect(conversation[MessageID("a1")]?.text.utf8.count == 200_000)
    #expect(homes.count < 40)
  }
}

extension RandomHistory {
  func with<Value>(_ body: (inout RandomHistory) -> Value) -> Value {
    var copy = self
    return body(&copy)
  }
}
