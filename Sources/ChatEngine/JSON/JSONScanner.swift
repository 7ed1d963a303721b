/// A strict pull scanner: walks JSON bytes once and makes only the values that are asked for.
///
/// The bytes belong to the caller and must outlive the scanner. A value of a type other than the one
/// asked for is walked over and given as nil, so that a provider's `null` or surprise does no harm;
/// text that is not JSON throws. A byte order mark before the text is walked over.
package struct JSONScanner {
  package struct Options: Sendable {
    /// Levels of arrays and objects that may be open at once; never more than 1,024.
    package var maxDepth = 64
    /// Bytes of one string between its quotes.
    package var maxStringBytes = 4 << 20
    /// Repairs lone surrogates and bytes that are not UTF-8 to U+FFFD, instead of throwing.
    package var repairsText = false
    /// Takes `// …`, `/* … */` and a comma before a closing bracket, as in our configuration.
    package var allowsComments = false
    /// Throws on a name that appears twice in an object that is read as a value; else the last wins.
    package var refusesDuplicateKeys = false

    package init() {}

    /// For what providers send: strict in form, forgiving in text.
    package static let wire: Options = {
      var options = Options()
      options.repairsText = true
      // As long as an event, which is limited itself: no piece of an answer vanishes for its length.
      options.maxStringBytes = 8 << 20
      return options
    }()
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let options: Options
  /// Bytes before the next one to be read.
  package internal(set) var offset = 0
  /// Arrays and objects open now.
  var depth = 0

  package init(_ bytes: UnsafeBufferPointer<UInt8>, options: Options = .wire) {
    self.bytes = bytes
    self.options = options
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
  }

  // MARK: Walking

  /// Calls `body` for each member; gives false, having walked over the value, if it is no object.
  ///
  /// A body that reads nothing has the member's value walked over for it.
  @discardableResult
  package mutating func forEachMember(
    _ body: (inout JSONScanner, JSONKey) throws(JSONError) -> Void
  ) throws(JSONError) -> Bool {
    guard try peek() == UInt8(ascii: "{") else {
      try skip()
      return false
    }
    try open()
    var first = true
    while try !closes(with: UInt8(ascii: "}"), first: first) {
      first = false
      let key = try readKey()
      let start = offset
      try body(&self, key)
      if offset == start { try skip() }
    }
    return true
  }

  /// Calls `body` with the index of each element; gives false if the value is no array.
  @discardableResult
  package mutating func forEachElement(
    _ body: (inout JSONScanner, Int) throws(JSONError) -> Void
  ) throws(JSONError) -> Bool {
    guard try peek() == UInt8(ascii: "[") else {
      try skip()
      return false
    }
    try open()
    var index = 0
    while try !closes(with: UInt8(ascii: "]"), first: index == 0) {
      let start = offset
      try body(&self, index)
      if offset == start { try skip() }
      index += 1
    }
    return true
  }

  /// Throws unless only white space (and comments, if allowed) is left.
  package mutating func finish() throws(JSONError) {
    try skipSpace()
    if offset < bytes.count { throw error(.trailingText) }
  }

  // MARK: Reading one value

  package mutating func string() throws(JSONError) -> String? {
    guard try peek() == UInt8(ascii: "\"") else {
      try skip()
      return nil
    }
    return try decode(readStringBody())
  }

  package mutating func int() throws(JSONError) -> Int? {
    guard let text = try numberBytes() else { return nil }
    let isNegative = text.first == UInt8(ascii: "-")
    var value = 0
    for byte in text.dropFirst(isNegative ? 1 : 0) {
      guard byte >= 0x30, byte <= 0x39 else { return JSONNumber(checked: decoded(text)).int }
      let digit = Int(byte) - 0x30
      let (scaled, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(isNegative ? -digit : digit)
      if over || carry { return nil }
      value = sum
    }
    return value
  }

  package mutating func double() throws(JSONError) -> Double? {
    guard let text = try numberBytes() else { return nil }
    return JSONNumber(checked: decoded(text)).double
  }

  package mutating func bool() throws(JSONError) -> Bool? {
    switch try peek() {
    case UInt8(ascii: "t"):
      try expect("true")
      return true
    case UInt8(ascii: "f"):
      try expect("false")
      return false
    default:
      try skip()
      return nil
    }
  }

  /// Whether the next value is `null`; it is left to be read or walked over.
  package mutating func isNull() throws(JSONError) -> Bool { try peek() == UInt8(ascii: "n") }

  /// The first byte of the next value: `{ [ " t f n -` or a digit, if the text is JSON.
  @inline(__always)  // Asked before every value; the release build would make a call of it.
  package mutating func peek() throws(JSONError) -> UInt8 {
    try skipSpace()
    guard offset < bytes.count else { throw error(.expectedValue) }
    return bytes[offset]
  }

  /// Reads one value whole.
  package mutating func value() throws(JSONError) -> JSON {
    switch try peek() {
    case UInt8(ascii: "{"): return .object(try objectValue())
    case UInt8(ascii: "["):
      var elements: [JSON] = []
      try forEachElement { scanner, _ throws(JSONError) in elements.append(try scanner.value()) }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try decode(readStringBody()))
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    default: return .number(JSONNumber(checked: decoded(try readNumber())))
    }
  }

  private mutating func objectValue() throws(JSONError) -> JSONObject {
    var object = JSONObject()
    var places = JSONKeyPlaces()
    try forEachMember { scanner, key throws(JSONError) in
      let place = scanner.offset
      let member = JSONMember(key: key.text, value: try scanner.value())
      guard let earlier = places.place(of: member.key, in: object.members) else {
        object.append(member)
        return
      }
      if scanner.options.refusesDuplicateKeys {
        throw JSONError(kind: .duplicateKey(member.key), offset: place)
      }
      object.replaceValue(at: earlier, with: member.value)
    }
    return object
  }
}
