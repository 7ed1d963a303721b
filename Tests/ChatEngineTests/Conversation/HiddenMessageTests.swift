import Testing

@testable import ChatEngine

@Suite struct `A hidden message` {
  /// A prompt with three answers, of which the last is read.
  private static var three: Conversation {
    var conversation = Conversation.sample
    conversation.append(.prompt("p", "ask"))
    for id in ["a", "b", "c"] { conversation.append(.answer(id, id, after: "p")) }
    return conversation
  }

  @Test func `is not counted among its siblings`() {
    var conversation = Self.three
    conversation.apply(.hide(MessageID("a"), true))
    #expect(conversation.siblings(of: MessageID("c")) == [MessageID("b"), MessageID("c")])
    let position = conversation.position(of: MessageID("c"))
    #expect(position?.number == 2)
    #expect(position?.count == 2)
    #expect(conversation.hidden == [MessageID("a")])
  }

  @Test func `has its place again when it comes back`() {
    var conversation = Self.three
    let before = conversation
    conversation.apply(.hide(MessageID("a"), true))
    #expect(conversation != before)
    conversation.apply(.hide(MessageID("a"), false))
    #expect(conversation == before)
    #expect(conversation.position(of: MessageID("c"))?.number == 3)
  }

  @Test func `is not where a branch was last read to`() {
    var conversation = Self.three
    conversation.apply(.hide(MessageID("c"), true))
    #expect(conversation.leaf(through: MessageID("p")) == MessageID("b"))
  }

  @Test func `cannot be hidden twice, and nobody cannot be hidden`() {
    var conversation = Self.three
    let took = [
      conversation.apply(.hide(MessageID("a"), true)),
      conversation.apply(.hide(MessageID("a"), true)),
      conversation.apply(.hide(MessageID("nobody"), true)),
    ]
    #expect(took == [true, false, false])
  }

  @Test func `is among the fewest steps to a conversation`() {
    var conversation = Self.three
    conversation.apply(.hide(MessageID("c"), true))
    conversation.apply(.head(MessageID("b")))
    var again = Conversation(id: conversation.id, meta: conversation.meta)
    for change in conversation.changes { again.apply(change) }
    #expect(again == conversation)
  }

  @Test func `is still in the map of the branches`() {
    var conversation = Self.three
    conversation.apply(.hide(MessageID("c"), true))
    conversation.apply(.head(MessageID("b")))
    let nodes = conversation.branchNodes
    #expect(nodes.map(\.isHidden) == [false, false, false, true])
    #expect(nodes.map(\.isOnPath) == [true, false, true, false])
  }
}
