/// What is wrong with bytes that should be replies; after it the connection is of no use.
struct RESPError: Error, Equatable, Sendable {
  let message: String

  init(_ message: String) { self.message = message }
}

/// Something whole that a server sent.
enum RESPMessage: Equatable, Sendable {
  case reply(RedisValue)
  /// Sent unasked; belongs to no command.
  case push([RedisValue])
}

/// Cuts replies out of bytes that come in pieces of any size (RESP2 and RESP3).
///
/// No byte is read twice for what came before it: a reply of a million elements costs the same
/// whether it comes whole or byte by byte.
struct RESPParser {
  /// The bounds of one reply, so that a hostile server cannot fill memory.
  struct Limits: Sendable {
    var bytes = 16 << 20
    var depth = 32
    var elements = 1_000_000
    /// Of a line: longer texts come as bulk strings.
    var line = 64 << 10
  }

  private let limits: Limits
  private var buffer: [UInt8] = []
  private var start = 0
  // How far the end of the present line was looked for.
  private var searched = 0
  private var collections: [RESPCollection] = []
  // A bulk string whose head was read.
  private var bulk: (kind: UInt8, count: Int)?
  // The pieces of a string of unknown length.
  private var pieces: [UInt8]?
  private var usedBytes = 0
  private var usedElements = 0

  init(limits: Limits = Limits()) { self.limits = limits }

  /// Whether no part of a reply waits for its rest.
  var isEmpty: Bool {
    start == buffer.count && collections.isEmpty && bulk == nil && pieces == nil
  }

  /// Takes what has come.
  mutating func append(_ bytes: some Sequence<UInt8>) {
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.count <= 1 << 20)
      start = 0
      searched = 0
    } else if start > 64 << 10, start > buffer.count / 2 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    buffer += bytes
  }

  /// Gives the next whole message; nil where its rest has not come.
  mutating func next() throws(RESPError) -> RESPMessage? {
    while true {
      guard let value = try element() else { return nil }
      guard let message = try close(value) else { continue }
      usedBytes = 0
      usedElements = 0
      return message
    }
  }
}

// MARK: Elements

extension RESPParser {
  /// A value that is whole, or the end of a collection; the head of a collection is taken in.
  private enum Element {
    case value(RedisValue)
    case opened
    case ended
  }

  private mutating func element() throws(RESPError) -> Element? {
    if let bulk { return try text(bulk.kind, bulk.count) }
    guard let line = try line() else { return nil }
    guard let kind = buffer[line].first else { throw RESPError("an empty line") }
    let rest = line.dropFirst()
    if pieces != nil, kind != UInt8(ascii: ";") {
      throw RESPError("a text in pieces is cut short")
    }
    switch kind {
    case UInt8(ascii: "+"): return .value(.string(Array(buffer[rest])))
    case UInt8(ascii: "-"): return .value(.error(String(decoding: buffer[rest], as: UTF8.self)))
    case UInt8(ascii: ":"): return .value(.integer(try RESPNumber.integer(buffer[rest])))
    case UInt8(ascii: ","): return .value(.double(try RESPNumber.double(buffer[rest])))
    case UInt8(ascii: "("): return .value(.string(try RESPNumber.digits(buffer[rest])))
    case UInt8(ascii: "#"): return .value(.bool(try RESPNumber.bool(buffer[rest])))
    case UInt8(ascii: "_"):
      guard rest.isEmpty else { throw RESPError("a null with a value") }
      return .value(.null)
    case UInt8(ascii: "$"), UInt8(ascii: "!"), UInt8(ascii: "="), UInt8(ascii: ";"):
      return try beginText(kind, buffer[rest])
    case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"), UInt8(ascii: "%"),
      UInt8(ascii: "|"):
      return try beginCollection(kind, buffer[rest])
    case UInt8(ascii: "."):
      guard rest.isEmpty else { throw RESPError("an end with a value") }
      return .ended
    default: throw RESPError("a reply of no known type")
    }
  }

  /// The place of the next line's text, without its end; nil where the end has not come.
  private mutating func line() throws(RESPError) -> Range<Int>? {
    searched = max(searched, start)
    guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = buffer.count
      guard buffer.count - start <= limits.line else { throw RESPError("a line without end") }
      return nil
    }
    guard end > start, buffer[end - 1] == UInt8(ascii: "\r") else {
      throw RESPError("a line that ends wrongly")
    }
    let line = start..<end - 1
    guard line.count <= limits.line else { throw RESPError("a line without end") }
    try use(bytes: end + 1 - start)
    start = end + 1
    searched = start
    return line
  }

  private mutating func use(bytes: Int) throws(RESPError) {
    usedBytes += bytes
    guard usedBytes <= limits.bytes else {
      throw RESPError("a reply of more than \(limits.bytes) bytes")
    }
  }
}

// MARK: Texts with a length

extension RESPParser {
  private mutating func beginText(
    _ kind: UInt8, _ length: ArraySlice<UInt8>
  ) throws(RESPError) -> Element? {
    if kind == UInt8(ascii: ";"), pieces == nil { throw RESPError("a piece of no text") }
    if kind == UInt8(ascii: "$"), length.elementsEqual("-1".utf8) { return .value(.null) }
    if kind == UInt8(ascii: "$"), length.elementsEqual("?".utf8) {
      pieces = []
      return .opened
    }
    let count = try RESPNumber.count(length)
    // Before any of it has come: nobody shall wait for what will be refused.
    guard count <= limits.bytes - usedBytes else {
      throw RESPError("a reply of more than \(limits.bytes) bytes")
    }
    if kind == UInt8(ascii: ";"), count == 0 {
      defer { pieces = nil }
      return .value(.string(pieces ?? []))
    }
    bulk = (kind, count)
    return try text(kind, count)
  }

  private mutating func text(_ kind: UInt8, _ count: Int) throws(RESPError) -> Element? {
    let end = start + count
    guard buffer.count >= end + 2 else { return nil }
    guard buffer[end] == UInt8(ascii: "\r"), buffer[end + 1] == UInt8(ascii: "\n") else {
      throw RESPError("a text longer than its length")
    }
    let bytes = buffer[start..<end]
    try use(bytes: count + 2)
    start = end + 2
    bulk = nil
    switch kind {
    case UInt8(ascii: ";"):
      pieces?.append(contentsOf: bytes)
      return .opened
    case UInt8(ascii: "!"): return .value(.error(String(decoding: bytes, as: UTF8.self)))
    case UInt8(ascii: "="):
      // "txt:" or "mkd:" and the text.
      guard count >= 4, bytes[bytes.startIndex + 3] == UInt8(ascii: ":") else {
        throw RESPError("a verbatim text without its format")
      }
      return .value(.string(Array(bytes.dropFirst(4))))
    default: return .value(.string(Array(bytes)))
    }
  }
}

// MARK: Collections

extension RESPParser {
  private mutating func beginCollection(
    _ kind: UInt8, _ length: ArraySlice<UInt8>
  ) throws(RESPError) -> Element? {
    if kind == UInt8(ascii: "*"), length.elementsEqual("-1".utf8) { return .value(.null) }
    guard kind != UInt8(ascii: ">") || collections.isEmpty else {
      throw RESPError("a push inside a reply")
    }
    guard collections.count < limits.depth else {
      throw RESPError("a reply more than \(limits.depth) deep")
    }
    let isOpen = length.elementsEqual("?".utf8)
    let count = isOpen ? nil : try RESPNumber.count(length)
    // As early as for texts; the elements themselves are counted as they come.
    guard (count ?? 0) <= limits.elements - usedElements else {
      throw RESPError("a reply of more than \(limits.elements) elements")
    }
    collections.append(RESPCollection(kind: kind, count: count))
    return .opened
  }

  /// Puts a value where it belongs, and what becomes whole by it; gives the message at the end.
  private mutating func close(_ element: Element) throws(RESPError) -> RESPMessage? {
    switch element {
    case .opened: break
    case .ended:
      guard let last = collections.indices.last, collections[last].end() else {
        throw RESPError("an end of no collection")
      }
    case .value(let value):
      if collections.isEmpty { return .reply(value) }
      try add(value)
    }
    while let last = collections.last, last.isWhole {
      collections.removeLast()
      // What is said about the next value is of no use here.
      guard last.kind != UInt8(ascii: "|") else { continue }
      if last.kind == UInt8(ascii: ">") { return .push(last.elements) }
      if collections.isEmpty { return .reply(last.value) }
      try add(last.value)
    }
    return nil
  }

  private mutating func add(_ value: RedisValue) throws(RESPError) {
    usedElements += 1
    guard usedElements <= limits.elements else {
      throw RESPError("a reply of more than \(limits.elements) elements")
    }
    collections[collections.count - 1].elements.append(value)
  }
}
