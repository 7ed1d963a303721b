/// Spells changes as lines of a conversation's file (config.md, "Conversation files").
enum RecordEncoder {
  /// The only version of the format so far.
  static let version = 1

  /// Appends one line, its end included.
  static func append(_ change: Change, seq: Int, at time: Timestamp, into output: inout [UInt8]) {
    let start = output.count
    let record = Record(change, at: time)
    output += Array("{\"v\":\(version),\"seq\":\(seq),\"t\":\"\(record.time.text)\"".utf8)
    output += Array(",\"type\":\"\(record.type.rawValue)\"".utf8)
    member("id", record.id, &output)
    member("parent", record.parent, &output)
    output += Array(",\"body\":".utf8)
    JSON.object(record.body).write(into: &output)
    LineChecksum.close(&output, from: start)
    output.append(UInt8(ascii: "\n"))
  }

  private static func member(_ name: StaticString, _ text: String?, _ output: inout [UInt8]) {
    guard let text else { return }
    output += Array(",\"\(name)\":".utf8)
    JSON.write(text, into: &output)
  }
}

/// The kinds of lines in a conversation's file.
enum RecordType: String, CaseIterable {
  case meta, message, delta, end, head, title, vote, hide, note
}

/// A line's members before they are spelled.
private struct Record {
  var type: RecordType
  var time: Timestamp
  var id: String?
  var parent: String?
  var body = JSONObject()

  init(type: RecordType, time: Timestamp) {
    self.type = type
    self.time = time
  }

  init(_ message: Message) {
    type = .message
    time = message.time
    id = message.id.text
    parent = message.parent?.text
    body = RecordBody.members(of: message)
  }

  init(_ change: Change, at time: Timestamp) {
    self.init(type: .meta, time: time)
    switch change {
    case .meta(let meta):
      body = RecordBody.members(of: meta)
    case .message(let message): self.init(message)
    case .branch(let message, let panes):
      self.init(message)
      // A reader that does not know the member makes it the head, which is as true.
      body["panes"] = .array(panes.map(JSON.int))
    case .delta(let message, let pieces):
      type = .delta
      id = message.text
      body["parts"] = .array(pieces.compactMap(RecordBody.value))
    case .end(let message, let state, let origin, let ending):
      type = .end
      id = message.text
      body = RecordBody.members(of: ending)
      body["state"] = .string(state.rawValue)
      body["origin"] = origin.map(RecordBody.value)
    case .head(let message):
      type = .head
      id = message?.text
    case .title(let title):
      type = .title
      body["text"] = .string(title)
    case .vote(let message, let vote):
      type = .vote
      id = message.text
      body["vote"] = .string(vote?.plainWord ?? "none")
      if let vote, vote.plainWord != vote.rawValue { body["compared"] = .string(vote.rawValue) }
    case .hide(let message, let isHidden):
      type = .hide
      id = message.text
      body["hidden"] = .bool(isHidden)
    case .note(let note):
      type = .note
      self.time = note.time
      id = note.message?.text
      body["text"] = .string(note.text)
    }
  }
}

extension Vote {
  /// What it says to a reader that knows up and down alone.
  fileprivate var plainWord: String {
    switch self {
    case .up, .won, .tied: "up"
    case .down, .rejected: "down"
    case .lost: "none"
    }
  }
}
