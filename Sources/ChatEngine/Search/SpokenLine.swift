/// What is said in one line of a conversation's file, without making a message of it.
struct SpokenLine {
  /// Which message it belongs to; nil for a line that says nothing.
  private(set) var message: MessageID?
  private(set) var role = Role.assistant
  /// The line is a piece of an answer whose beginning and end stand in other lines.
  private(set) var isPiece = false
  private(set) var texts: [Text] = []

  /// The text of one part, as it is escaped.
  struct Text {
    var kind: SearchHit.Kind
    var body: JSONScanner.StringBody
  }

  /// Reads a line without its line feed; nil for one that is not whole, or says nothing.
  init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard LineChecksum.isWhole(line) else { return nil }
    do {
      try read(line)
    } catch {
      return nil
    }
    guard message != nil else { return nil }
  }

  private mutating func read(_ line: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    var options = JSONScanner.Options.wire
    options.maxDepth = 128
    options.maxStringBytes = Int(Int32.max)
    var scanner = JSONScanner(line, options: options)
    var type: String?
    var id: String?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "type": type = try scanner.string()
      case "id": id = try scanner.string()
      case "body" where type == "message" || type == "delta": try readBody(&scanner)
      default: break
      }
    }
    isPiece = type == "delta"
    message = texts.isEmpty ? nil : id.map(MessageID.init)
  }

  private mutating func readBody(_ scanner: inout JSONScanner) throws(JSONError) {
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "role": role = try scanner.string().flatMap(Role.init) ?? role
      case "parts":
        try scanner.forEachElement { scanner, _ throws(JSONError) in try readPart(&scanner) }
      default: break
      }
    }
  }

  private mutating func readPart(_ scanner: inout JSONScanner) throws(JSONError) {
    var kind: SearchHit.Kind?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "type":
        switch try scanner.string() {
        case "text": kind = .text
        case "reasoning": kind = .reasoning
        case "tool_call", "tool_arguments", "tool_result": kind = .tool
        default: kind = nil
        }
      case "text", "arguments", "content":
        guard let kind, try scanner.peek() == UInt8(ascii: "\"") else { return }
        texts.append(Text(kind: kind, body: try scanner.readStringBody()))
      default: break
      }
    }
  }
}

/// A message in which the searched text stands.
package struct SearchHit: Sendable, Equatable {
  /// What of a message it stands in.
  package enum Kind: Sendable {
    case text, reasoning, tool
  }

  package var message: MessageID
  package var role: Role
  package var kind: Kind
  /// The words around it, in one piece; untrusted.
  package var snippet: String
  /// Where it stands in the snippet, in bytes of UTF-8.
  package var place: Range<Int>

  package init(
    message: MessageID, role: Role, kind: Kind, snippet: String, place: Range<Int>
  ) {
    self.message = message
    self.role = role
    self.kind = kind
    self.snippet = snippet
    self.place = place
  }
}
