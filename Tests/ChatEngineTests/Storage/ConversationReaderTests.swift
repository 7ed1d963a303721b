import Testing

@testable import ChatEngine

@Suite struct `Reading a conversation's file` {
  private let time = Timestamp(milliseconds: 1_795_442_520_000)

  private func bytes(of changes: [Change]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, change) in changes.enumerated() {
      RecordEncoder.append(change, seq: place + 1, at: time, into: &bytes)
    }
    return bytes
  }

  private func read(_ bytes: [UInt8]) -> ConversationReader {
    bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: Conversation.sample.id, cutFor: "cut")
    }
  }

  /// What the steps lead to, seen by a program that starts after them.
  private func conversation(of changes: [Change]) -> Conversation {
    var conversation = Conversation.sample
    for change in changes { conversation.apply(change) }
    for id in conversation.streaming {
      conversation.end(id, as: .partial, Ending(failure: Failure(.cut, "cut")))
    }
    return conversation
  }

  @Test(arguments: 0..<20)
  func `gives back the conversation that was written`(seed: UInt64) {
    let changes = RandomHistory(seed: seed).with { $0.changes(200) }

    let reader = read(bytes(of: changes))

    #expect(reader.conversation == conversation(of: changes))
    #expect(reader.damaged == 0)
    #expect(reader.unknown == 0)
    #expect(reader.nextSeq == changes.count + 1)
  }

  @Test func `reads a large file, whose second half is decoded by itself, in its order`() {
    let text = String(repeating: "words ", count: 700)
    let changes = (1...300).map { number in
      Change.message(
        Message(
          id: MessageID("m\(number)"), parent: number > 1 ? MessageID("m\(number - 1)") : nil,
          role: .user, parts: [.text(text + "\(number)")], time: time))
    }
    let whole = bytes(of: changes)

    let reader = read(whole + Array("{\"v\":1,\"se".utf8))

    #expect(whole.count > 1 << 20)
    #expect(reader.conversation == conversation(of: changes))
    #expect(reader.damaged == 0)
    #expect(reader.nextSeq == changes.count + 1)
    #expect(reader.end == whole.count)
  }

  @Test func `gives a prefix of the history after any prefix of the file`() {
    let changes = RandomHistory(seed: 99).with { $0.changes(12) }
    let all = bytes(of: changes)
    let ends = all.indices.filter { all[$0] == 0x0A }
    let prefixes = (0...changes.count).map { conversation(of: Array(changes.prefix($0))) }

    for length in 0...all.count {
      let reader = read(Array(all.prefix(length)))
      // A line that only lacks its line feed is whole.
      let whole = ends.count { $0 <= length }
      if whole > 0 { #expect(reader.conversation == prefixes[whole], "after \(length) bytes") }
      #expect(reader.damaged == 0)
      #expect(reader.end == (whole == 0 ? 0 : min(length, ends[whole - 1] + 1)))
      #expect(reader.lacksLineFeed == (whole > 0 && ends[whole - 1] == length))
    }
  }

  @Test func `passes over a damaged record and keeps the rest`() {
    let changes: [Change] = [
      .meta(Meta(created: time)), .message(.prompt("u1", "one")),
      .message(.answer("a1", "two", after: "u1")), .message(.prompt("u2", "three", after: "a1")),
    ]
    var all = bytes(of: changes)
    let second = all.split(separator: 0x0A)[2].startIndex
    all[second + 100] ^= 0x20

    let reader = read(all)

    #expect(reader.damaged == 1)
    #expect(reader.conversation.path == [MessageID("u1"), MessageID("a1"), MessageID("u2")])
    #expect(reader.conversation[MessageID("a1")]?.role == .assistant)
    #expect(reader.conversation[MessageID("a1")]?.state == .partial)
    #expect(reader.conversation[MessageID("u2")]?.text == "three")
  }

  @Test func `keeps the words of an answer whose beginning is damaged`() {
    let changes: [Change] = [
      .message(.prompt("u1", "one")), .delta(MessageID("a1"), [.text("still here")]),
    ]

    let reader = read(bytes(of: changes))

    #expect(reader.conversation[MessageID("a1")]?.text == "still here")
    #expect(reader.conversation[MessageID("a1")]?.parent == MessageID("u1"))
  }

  @Test func `finds messages that two programs' lines bring out of order or twice`() {
    let changes: [Change] = [
      .message(.prompt("u1", "one")), .message(.prompt("u2", "three", after: "a1")),
      .message(.answer("a1", "two", after: "u1")), .message(.prompt("u1", "one")),
    ]

    let reader = read(bytes(of: changes))

    #expect(reader.conversation.messages.map(\.text) == ["one", "two", "three"])
    #expect(reader.damaged == 0)
  }

  @Test func `calls an answer cut that was still being written`() {
    let changes: [Change] = [
      .message(.prompt("u1", "one")), .message(.answer("a1", after: "u1", state: .streaming)),
      .delta(MessageID("a1"), [.text("as far as")]),
    ]

    let answer = read(bytes(of: changes)).conversation[MessageID("a1")]

    #expect(answer?.text == "as far as")
    #expect(answer?.state == .partial)
    #expect(answer?.ending?.failure == Failure(.cut, "cut"))
  }

  @Test func `passes over empty lines`() {
    let line = bytes(of: [.message(.prompt("u1", "one"))])

    let reader = read([0x0A] + line + [0x0A, 0x0A])

    #expect(reader.conversation.count == 1)
    #expect(reader.damaged == 0)
    #expect(reader.end == line.count + 3)
  }

  @Test func `survives any bytes`() {
    var random = SeededRandom(seed: 5)
    let all = bytes(of: RandomHistory(seed: 6).with { $0.changes(30) })

    for _ in 0..<300 {
      var bytes = all
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      #expect(read(bytes).conversation.path.count <= read(bytes).conversation.count)
    }
  }
}
