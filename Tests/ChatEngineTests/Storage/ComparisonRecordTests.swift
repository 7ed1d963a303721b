import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A comparison in a conversation's file` {
  private let time = Timestamp(milliseconds: 1_795_442_520_000)

  private var comparison: Comparison {
    var comparison = Comparison(
      [
        .target(Target(provider: "a", model: "m")), .route("main"),
        .target(Target(provider: "x/y", model: "m")),
      ], after: MessageID("root"))
    comparison.lead(1, to: MessageID("answer"))
    comparison.layout.focus = 2
    comparison.layout.isZoomed = true
    comparison.layout.isBlind = true
    comparison.layout.order = [2, 0, 1]
    return comparison
  }

  private func read(_ change: Change) -> RecordDecoder.Line {
    var bytes: [UInt8] = []
    RecordEncoder.append(change, seq: 1, at: time, into: &bytes)
    return bytes.dropLast().withUnsafeBufferPointer(RecordDecoder.read)
  }

  @Test func `is read as it was written`() {
    var meta = Meta(created: time)
    meta.comparison = comparison
    #expect(read(.meta(meta)) == .record(.meta(meta), seq: 1, time: time))
  }

  @Test(arguments: [Vote.up, .down, .won, .lost, .tied, .rejected])
  func `has votes that are read as they were written`(vote: Vote) {
    let change = Change.vote(MessageID("m"), vote)
    #expect(read(change) == .record(change, seq: 1, time: time))
  }

  @Test func `has messages that leave the head where it is`() {
    let message = Message(
      id: MessageID("m"), parent: nil, role: .user, parts: [.text("Hi")], time: time)
    let change = Change.branch(message, panes: [0, 2])
    #expect(read(change) == .record(change, seq: 1, time: time))

    var meta = Meta(created: time)
    meta.comparison = comparison
    var conversation = Conversation(id: ConversationID("c") ?? .make(), meta: meta)
    conversation.apply(change)
    #expect(conversation.head == nil)
    #expect(conversation.comparison?.panes.map(\.head?.text) == ["m", "answer", "m"])
  }

  @Test(arguments: [
    "{}", #"{"panes":[{"target":"a/m"}]}"#, #"{"panes":[{"target":"a/m"},{"what":1}]}"#,
    #"{"panes":7}"#,
  ])
  func `is left out where it cannot be shown`(text: String) throws {
    #expect(Comparison(json: try JSON.parse(Array(text.utf8))) == nil)
  }
}

extension ConversationID {
  fileprivate static func make() -> ConversationID {
    var random = SystemRandomNumberGenerator()
    return .make(at: Timestamp(milliseconds: 0), using: &random)
  }
}

@Suite struct `A win table` {
  private func ballot(_ answers: String..., votes: Vote...) -> Ballot {
    Ballot(
      time: Timestamp(milliseconds: 0), conversation: "c",
      entries: zip(answers, votes).map {
        Ballot.Entry(
          target: Target(provider: String($0.prefix(1)), model: "m"), answer: $0, vote: $1)
      })
  }

  @Test func `counts wins, losses, ties and both bad, and their rate`() {
    let table = WinTable([
      ballot("a1", "b1", votes: .won, .lost), ballot("a2", "b2", votes: .won, .lost),
      ballot("a3", "b3", votes: .tied, .tied), ballot("a4", "b4", votes: .rejected, .rejected),
    ])
    #expect(table.rows.map(\.target.provider) == ["a", "b"])
    #expect(
      table.rows.map { [$0.wins, $0.losses, $0.ties, $0.bothBad] } == [
        [2, 0, 1, 1], [0, 2, 1, 1],
      ])
    #expect(table.rows.map(\.rate) == [0.625, 0.125])
    #expect(table.rows.map(\.votes) == [4, 4])
  }

  @Test func `counts the last of several votes on the same answers`() {
    let table = WinTable([
      ballot("a1", "b1", votes: .won, .lost), ballot("b1", "a1", votes: .won, .lost),
    ])
    #expect(table.rows.map { [$0.wins, $0.losses] } == [[1, 0], [0, 1]])
    #expect(table.rows.first?.target.provider == "b")
  }

  @Test func `is read from a file that several programs append to`() {
    let folder = TemporaryFolder()
    let store = VoteStore(folders: Folders(under: folder.path))
    #expect(store.read() == [])
    let ballots = [ballot("a1", "b1", votes: .won, .lost), ballot("a2", "b2", votes: .tied, .tied)]
    #expect(store.add(ballots[0]) == nil)
    folder.write("state/votes.jsonl", "{\"torn\":")
    #expect(store.add(ballots[0]) == nil)
    #expect(VoteStore(folders: Folders(under: folder.path)).add(ballots[1]) == nil)
    #expect(store.read() == ballots)
  }
}
