/// What a text is made of between its strings: brackets, names, literals, numbers, space, comments.
extension JSONScanner {
  /// The stack of `value()` holds this many levels with room to spare.
  static let deepest = 1024
  /// Longer numbers are refused: making a double of a million digits costs more than it can mean.
  static let maxNumberBytes = 1024

  func error(_ kind: JSONError.Kind) -> JSONError { JSONError(kind: kind, offset: offset) }

  func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    bytes.cut(start, end)
  }

  func decoded(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Walking over a value

  /// Walks over one value, checking it as strictly as if it had been read.
  package mutating func skip() throws(JSONError) {
    var levels = 0
    /// A bit a level, the innermost lowest: set for an object.
    var kinds: UInt64 = 0
    while true {
      let first = try peek()
      let isObject = first == UInt8(ascii: "{")
      if isObject || first == UInt8(ascii: "["), levels < UInt64.bitWidth {
        try open()
        levels += 1
        kinds = kinds << 1 | (isObject ? 1 : 0)
        if try enters(isObject, first: true) { continue }
        levels -= 1
        kinds >>= 1
      } else if isObject || first == UInt8(ascii: "[") {
        try skip()
      } else {
        try skipScalar(first)
      }
      while levels > 0, try !enters(kinds & 1 == 1, first: false) {
        levels -= 1
        kinds >>= 1
      }
      if levels == 0 { return }
    }
  }

  /// Goes to the next value of an array or object; false if its closing bracket came instead.
  private mutating func enters(_ isObject: Bool, first: Bool) throws(JSONError) -> Bool {
    if try closes(with: isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), first: first) {
      return false
    }
    if isObject { _ = try readKey() }
    return true
  }

  private mutating func skipScalar(_ first: UInt8) throws(JSONError) {
    switch first {
    case UInt8(ascii: "\""):
      let body = try readStringBody()
      if !options.repairsText, !body.isPlain || !body.isASCII { _ = try decode(body) }
    case UInt8(ascii: "t"): try expect("true")
    case UInt8(ascii: "f"): try expect("false")
    case UInt8(ascii: "n"): try expect("null")
    default: _ = try readNumber()
    }
  }

  // MARK: Brackets and names

  mutating func open() throws(JSONError) {
    depth += 1
    let limit = min(options.maxDepth, JSONScanner.deepest)
    if depth > limit { throw error(.tooDeep(limit: limit)) }
    offset += 1
  }

  /// Reads the comma before a further element, or the closing bracket.
  mutating func closes(with end: UInt8, first: Bool) throws(JSONError) -> Bool {
    try skipSpace()
    guard offset < bytes.count else { throw error(.expectedCommaOrEnd) }
    if !first, bytes[offset] == UInt8(ascii: ",") {
      offset += 1
      guard options.allowsComments else { return false }
      try skipSpace()
      guard offset < bytes.count, bytes[offset] == end else { return false }
    } else if bytes[offset] != end {
      if first { return false }
      throw error(.expectedCommaOrEnd)
    }
    offset += 1
    depth -= 1
    return true
  }

  mutating func readKey() throws(JSONError) -> JSONKey {
    try skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      throw error(.expectedKey)
    }
    let body = try readStringBody()
    let isItself = body.isPlain && (body.isASCII || options.repairsText)
    let key = JSONKey(bytes: body.bytes, decoded: isItself ? nil : try decode(body))
    try skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else {
      throw error(.expectedColon)
    }
    offset += 1
    try skipSpace()
    return key
  }

  // MARK: Literals and numbers

  mutating func expect(_ literal: StaticString) throws(JSONError) {
    let count = literal.utf8CodeUnitCount
    guard offset + count <= bytes.count else { throw error(.expectedValue) }
    for place in 0..<count where bytes[offset + place] != literal.utf8Start[place] {
      throw error(.expectedValue)
    }
    offset += count
  }

  /// The spelling of a number; nil, having walked over the value, if it is none.
  mutating func numberBytes() throws(JSONError) -> UnsafeBufferPointer<UInt8>? {
    let first = try peek()
    guard first == UInt8(ascii: "-") || (first >= 0x30 && first <= 0x39) else {
      try skip()
      return nil
    }
    return try readNumber()
  }

  /// RFC 8259, section 6: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  mutating func readNumber() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
    let start = offset
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    let whole = offset
    if !skipDigits() { throw error(offset == start ? .expectedValue : .badNumber) }
    if bytes[whole] == UInt8(ascii: "0"), offset > whole + 1 { throw error(.badNumber) }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      if !skipDigits() { throw error(.badNumber) }
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < bytes.count,
        bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
      {
        offset += 1
      }
      if !skipDigits() { throw error(.badNumber) }
    }
    if offset - start > JSONScanner.maxNumberBytes {
      throw JSONError(kind: .tooLarge(limit: JSONScanner.maxNumberBytes), offset: start)
    }
    return slice(start, offset)
  }

  private mutating func skipDigits() -> Bool {
    let start = offset
    while offset < bytes.count, bytes[offset] >= 0x30, bytes[offset] <= 0x39 { offset += 1 }
    return offset > start
  }

  // MARK: Space and comments

  @inline(__always)
  mutating func skipSpace() throws(JSONError) {
    // Providers send no space: most calls end here.
    if offset < bytes.count, bytes[offset] > 0x20, bytes[offset] != UInt8(ascii: "/") { return }
    try skipSpaceAndComments()
  }

  private mutating func skipSpaceAndComments() throws(JSONError) {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      case UInt8(ascii: "/") where options.allowsComments: try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSONError) {
    guard offset + 1 < bytes.count else { throw error(.expectedValue) }
    let start = offset
    switch bytes[offset + 1] {
    case UInt8(ascii: "/"):
      while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
    case UInt8(ascii: "*"):
      offset += 2
      while true {
        guard offset + 1 < bytes.count else {
          throw JSONError(kind: .unterminatedComment, offset: start)
        }
        if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") { break }
        offset += 1
      }
      offset += 2
    default: throw error(.expectedValue)
    }
    if !options.repairsText, String(validating: slice(start, offset), as: UTF8.self) == nil {
      throw JSONError(kind: .invalidUTF8, offset: start)
    }
  }
}
