/// Makes a conversation of its file's bytes: after any prefix of the file, a prefix of its history.
struct ConversationReader {
  private(set) var conversation: Conversation
  /// Lines in the middle that are not what was written.
  private(set) var damaged = 0
  /// Lines of a kind that we do not know.
  private(set) var unknown = 0
  /// The file was written by a program with a newer format.
  private(set) var isNewer = false
  private(set) var nextSeq = 1
  /// Bytes up to the end of the last whole line; what is after it is torn.
  private(set) var end = 0
  /// The last line is whole but for its line feed.
  private(set) var lacksLineFeed = false
  private var isDated = false
  /// Messages that are known only from what names them.
  private var standIns: Set<MessageID> = []

  /// What a record takes with its message (goals.md: 9.6 MB for 10,000).
  static let bytesPerLine = 1024
  /// Less is read before another thread would have begun.
  private static let minBytesShared = 512 << 10

  /// Reads all the bytes of a file.
  ///
  /// Decoding is most of the work and needs nothing of what went before, so that the second half of a
  /// large file is decoded meanwhile.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, of id: ConversationID, cutFor reason: String
  ) -> ConversationReader {
    var reader = ConversationReader(id)
    reader.conversation.reserve(min(bytes.count / bytesPerLine, 1 << 16))
    let lineFeed = UInt8(ascii: "\n")
    let end = bytes.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
    let middle = bytes.firstIndex(of: lineFeed, from: end / 2).map { $0 + 1 } ?? end
    let isShared = end >= minBytesShared
    if isShared, let second = LineDecoding.start(bytes.cut(middle, end)) {
      reader.readLines(bytes.cut(0, middle))
      for line in second.lines() { reader.take(line) }
    } else {
      reader.readLines(bytes.cut(0, end))
    }
    reader.end = end
    reader.readTail(bytes.cut(end, bytes.count))
    reader.endStreams(reason)
    return reader
  }

  private init(_ id: ConversationID) {
    conversation = Conversation(id: id, meta: Meta(created: Timestamp(milliseconds: 0)))
  }

  private mutating func readLines(_ lines: UnsafeBufferPointer<UInt8>) {
    lines.forEachLine { take(RecordDecoder.read($0)) }
  }

  private mutating func take(_ line: RecordDecoder.Line) {
    switch line {
    case .record(let change, let seq, let time): take(change, seq, time)
    case .unknown(let seq):
      unknown += 1
      count(seq)
    case .newer: isNewer = true
    case .damaged: damaged += 1
    }
  }

  /// Takes a last line that only lacks its end; leaves a torn one.
  private mutating func readTail(_ line: UnsafeBufferPointer<UInt8>) {
    guard case .record(let change, let seq, let time) = RecordDecoder.read(line) else { return }
    take(change, seq, time)
    end += line.count
    lacksLineFeed = true
  }

  private mutating func count(_ seq: Int) {
    // A number near the end of Int is nobody's count.
    if seq >= nextSeq, seq < 1 << 48 { nextSeq = seq + 1 }
  }

  private mutating func take(_ change: Change, _ seq: Int, _ time: Timestamp) {
    count(seq)
    if !isDated {
      conversation.meta.created = time
      isDated = true
    }
    switch change {
    case .message(let message): take(message, change)
    case .branch(let message, _): take(message, change)
    case .delta(let id, _), .end(let id, _, _, _):
      if !conversation.contains(id) { standIn(for: id, .assistant, .streaming, time) }
      conversation.apply(change)
    case .meta, .head, .title, .vote, .hide, .note: conversation.apply(change)
    }
  }

  private mutating func take(_ message: Message, _ change: Change) {
    if standIns.remove(message.id) != nil {
      conversation.replace(message.id, with: message)
      return
    }
    if let parent = message.parent, !conversation.contains(parent) {
      standIn(for: parent, message.role == .user ? .assistant : .user, .partial, message.time)
    }
    conversation.apply(change)
  }

  /// Puts an empty message where a damaged line's must have been, so that what follows stays.
  private mutating func standIn(
    for id: MessageID, _ role: Role, _ state: Message.State, _ time: Timestamp
  ) {
    standIns.insert(id)
    let ending =
      state == .streaming ? nil : Ending(failure: Failure(.malformed, "its record is damaged"))
    conversation.append(
      Message(
        id: id, parent: conversation.head, role: role, parts: [], time: time, state: state,
        ending: ending))
  }

  private mutating func endStreams(_ reason: String) {
    for id in conversation.streaming {
      conversation.end(id, as: .partial, Ending(failure: Failure(.cut, reason)))
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Calls `body` with each line that is not empty, of bytes that end with a line feed.
  func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var start = 0
    while let end = firstIndex(of: UInt8(ascii: "\n"), from: start) {
      if end > start { body(cut(start, end)) }
      start = end + 1
    }
  }
}
