/// Reads lines of a conversation's file straight into changes.
enum RecordDecoder {
  /// What a line turned out to be.
  enum Line: Sendable, Equatable {
    indirect case record(Change, seq: Int, time: Timestamp)
    /// Of a type, role or shape that a newer program knows: kept in the file, not shown.
    case unknown(seq: Int)
    /// Of another version of the format: nothing may be written to such a file.
    case newer
    /// Not what was written: torn, changed or rotten.
    case damaged
  }

  /// Reads one line without its line feed.
  static func read(_ line: UnsafeBufferPointer<UInt8>) -> Line {
    guard LineChecksum.isWhole(line) else {
      return version(of: line).map { _ in .newer } ?? .damaged
    }
    do {
      return try decode(line)
    } catch {
      return .damaged
    }
  }

  /// The version that a line without our checksum claims, if it is JSON and newer than ours.
  private static func version(of line: UnsafeBufferPointer<UInt8>) -> Int? {
    var version: Int?
    var scanner = JSONScanner(line, options: options)
    do {
      try scanner.forEachMember { scanner, key throws(JSONError) in
        if key == "v" { version = try scanner.int() }
      }
      try scanner.finish()
    } catch {
      return nil
    }
    guard let version, version > RecordEncoder.version else { return nil }
    return version
  }

  /// Our own lines: deeper than a provider's, since they hold its values, and as long as a file is.
  private static let options: JSONScanner.Options = {
    var options = JSONScanner.Options.wire
    options.maxDepth = 128
    options.maxStringBytes = Int(Int32.max)
    return options
  }()

  private static func decode(_ line: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Line {
    var scanner = JSONScanner(line, options: options)
    var header = Header()
    var body = Body()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "v": header.version = try scanner.int()
      case "seq": header.seq = try scanner.int() ?? 0
      case "t": header.time = try time(&scanner)
      case "type": header.type = try scanner.string().flatMap(RecordType.init)
      case "id": header.id = try scanner.string()
      case "parent": header.parent = try scanner.string()
      case "body": try body.read(&scanner, as: header.type)
      default: break
      }
    }
    guard header.version == RecordEncoder.version else { return .newer }
    guard let time = header.time, let change = header.change(with: body, at: time) else {
      return .unknown(seq: header.seq)
    }
    return .record(change, seq: header.seq, time: time)
  }

  static func time(_ scanner: inout JSONScanner) throws(JSONError) -> Timestamp? {
    try scanner.string().flatMap { Timestamp(text: $0) }
  }
}

/// The members of a line beside its body.
private struct Header {
  var version: Int?
  var seq = 0
  var time: Timestamp?
  var type: RecordType?
  var id: String?
  var parent: String?

  /// The change; nil where something is missing or of an unknown kind.
  func change(with body: Body, at time: Timestamp) -> Change? {
    let message = id.map(MessageID.init)
    switch type {
    case .meta:
      guard let created = body.created else { return nil }
      let source = body.source.flatMap { ConversationID($0) }
      var meta = Meta(created: created, system: body.system, source: source)
      meta.comparison = body.comparison
      return .meta(meta)
    case .message:
      guard let id = message, let role = body.role else { return nil }
      let message = Message(
        id: id, parent: parent.map(MessageID.init), role: role, parts: body.parts, time: time,
        origin: body.origin, state: body.state, ending: body.ending)
      return body.panes.map { .branch(message, panes: $0) } ?? .message(message)
    case .delta: return message.map { .delta($0, body.pieces) }
    case .end:
      return message.map {
        .end($0, state: body.state, origin: body.origin, body.ending ?? Ending())
      }
    case .head: return .head(message)
    case .title: return body.text.map(Change.title)
    case .vote:
      guard let message, let vote = body.vote else { return nil }
      if let vote = body.compared.flatMap(Vote.init) { return .vote(message, vote) }
      return vote == "none" ? .vote(message, nil) : Vote(rawValue: vote).map { .vote(message, $0) }
    case .hide:
      guard let message, let isHidden = body.isHidden else { return nil }
      return .hide(message, isHidden)
    case .note: return body.text.map { .note(Note($0, time: time, message: message)) }
    case nil: return nil
    }
  }
}

/// What a body may hold, whatever its line's type.
private struct Body {
  var created: Timestamp?
  var system: String?
  var source: String?
  var text: String?
  var vote: String?
  var isHidden: Bool?
  var compared: String?
  var comparison: Comparison?
  var panes: [Int]?
  var role: Role?
  var state = Message.State.complete
  var origin: Origin?
  var parts: [ContentPart] = []
  var pieces: [StreamPart] = []
  var ending: Ending?

  mutating func read(_ scanner: inout JSONScanner, as type: RecordType?) throws(JSONError) {
    if type == .end { ending = Ending() }
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "created": created = try RecordDecoder.time(&scanner)
      case "system": system = try scanner.string()
      case "source": source = try scanner.string()
      case "text": text = try scanner.string()
      case "vote": vote = try scanner.string()
      case "hidden": isHidden = try scanner.bool()
      case "compared": compared = try scanner.string()
      case "compare": comparison = Comparison(json: try scanner.value())
      case "panes": panes = try scanner.value().arrayValue?.compactMap(\.intValue)
      case "role": role = try scanner.string().flatMap(Role.init)
      case "state":
        state = try scanner.string().flatMap(Message.State.init) ?? .partial
      case "origin": origin = try PartDecoder.origin(&scanner)
      case "parts" where type == .delta: pieces = try PartDecoder.pieces(&scanner)
      case "parts": parts = try PartDecoder.parts(&scanner)
      case "ending": ending = try EndingDecoder.ending(&scanner)
      default: if type == .end { try EndingDecoder.member(key, &scanner, &ending) }
      }
    }
  }
}
