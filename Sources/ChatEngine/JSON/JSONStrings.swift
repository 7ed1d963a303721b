/// Strings of the scanner: finding their end, and making text of them.
extension JSONScanner {
  /// What stands between a string's quotes.
  struct StringBody {
    var bytes: UnsafeBufferPointer<UInt8>
    var offset: Int
    /// No escapes.
    var isPlain: Bool
    var isASCII: Bool
  }

  /// Reads a string's quotes and what is between, and checks all but surrogates and UTF-8.
  @inline(__always)  // Most of a chunk is strings, and most of these are short and plain.
  mutating func readStringBody() throws(JSONError) -> StringBody {
    let start = offset + 1
    var run = JSONStringRun(place: start)
    guard run.advance(in: bytes), bytes[run.place] == UInt8(ascii: "\""),
      run.place - start <= options.maxStringBytes
    else { return try readAnyStringBody() }
    offset = run.place + 1
    return StringBody(
      bytes: slice(start, run.place), offset: start, isPlain: true, isASCII: run.isASCII)
  }

  /// The same for one with escapes, and for one that is wrong.
  private mutating func readAnyStringBody() throws(JSONError) -> StringBody {
    let start = offset + 1
    var run = JSONStringRun(place: start)
    var isPlain = true
    while run.advance(in: bytes) {
      let byte = bytes[run.place]
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        // The byte after it is judged with the escape.
        run.place += 2
        continue
      }
      offset = run.place
      if byte != UInt8(ascii: "\"") { throw error(.controlCharacterInString) }
      offset += 1
      if run.place - start > options.maxStringBytes {
        throw error(.tooLarge(limit: options.maxStringBytes))
      }
      let body = StringBody(
        bytes: slice(start, run.place), offset: start, isPlain: isPlain, isASCII: run.isASCII)
      if !isPlain { try checkEscapes(body) }
      return body
    }
    offset = bytes.count
    throw error(.unterminatedString)
  }

  /// The string's text; without `repairsText`, lone surrogates and bad UTF-8 throw.
  func decode(_ body: StringBody) throws(JSONError) -> String {
    if body.isPlain { return try utf8(body.bytes, body.offset) }
    var pending: UInt16?
    let text = try unescape(body, joining: &pending)
    guard pending != nil else { return text }
    if !options.repairsText { throw JSONError(kind: .loneSurrogate, offset: body.offset) }
    return text + "\u{FFFD}"
  }

  /// Reads a string whose surrogate pairs may be split between it and its neighbours.
  ///
  /// A half that is left over at the end is kept in `pending`, for the beginning of the next delta.
  package mutating func text(joining pending: inout UInt16?) throws(JSONError) -> String? {
    guard try peek() == UInt8(ascii: "\"") else {
      try skip()
      return nil
    }
    let body = try readStringBody()
    if body.bytes.isEmpty { return "" }
    if body.isPlain, pending == nil { return try utf8(body.bytes, body.offset) }
    return try unescape(body, joining: &pending)
  }

  private func unescape(
    _ body: StringBody, joining pending: inout UInt16?
  ) throws(JSONError) -> String {
    var unescaped = JSONUnescaped(pending: pending, count: body.bytes.count)
    var place = 0
    while place < body.bytes.count {
      let end = body.bytes.firstIndex(of: UInt8(ascii: "\\"), from: place) ?? body.bytes.count
      if end > place { unescaped.append(body.bytes.cut(place, end)) }
      if end == body.bytes.count { break }
      let escape = body.bytes[end + 1]
      if escape == UInt8(ascii: "u") {
        unescaped.append(unit: JSONEscape.unit(body.bytes, end + 2) ?? 0xFFFD)
        place = end + 6
      } else {
        unescaped.append(byte: JSONEscape.byte(escape) ?? escape)
        place = end + 2
      }
    }
    if unescaped.isRepaired, !options.repairsText {
      throw JSONError(kind: .loneSurrogate, offset: body.offset)
    }
    pending = unescaped.pending
    return try unescaped.bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
      try utf8(bytes, body.offset)
    }
  }

  private func utf8(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: Int
  ) throws(JSONError) -> String {
    if options.repairsText { return String(decoding: bytes, as: UTF8.self) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // Up to the first broken piece, the repaired text is the same.
      let good = zip(bytes, String(decoding: bytes, as: UTF8.self).utf8).prefix { $0 == $1 }
      throw JSONError(kind: .invalidUTF8, offset: place + good.count)
    }
    return text
  }

  private func checkEscapes(_ body: StringBody) throws(JSONError) {
    var place = 0
    while let escape = body.bytes.firstIndex(of: UInt8(ascii: "\\"), from: place) {
      let kind = body.bytes[escape + 1]
      if kind == UInt8(ascii: "u"), JSONEscape.unit(body.bytes, escape + 2) != nil {
        place = escape + 6
      } else if JSONEscape.byte(kind) != nil {
        place = escape + 2
      } else {
        throw JSONError(kind: .badEscape, offset: body.offset + escape)
      }
    }
  }
}

/// A walk over the bytes of a string that stand for themselves.
struct JSONStringRun {
  var place: Int
  private(set) var isASCII = true

  init(place: Int) { self.place = place }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Goes to the next quote, backslash or control character; false if there is none.
  ///
  /// Eight bytes at once: a byte is under n where taking n away borrows from its clear high bit
  /// (Anderson, Bit Twiddling Hacks, "hasless"); the lowest byte so found is exact.
  @inline(__always)
  mutating func advance(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    while place + 8 <= bytes.count {
      let loaded = UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self)
      let word = UInt64(littleEndian: loaded)
      let quote = word ^ (JSONStringRun.ones &* 0x22)
      let escape = word ^ (JSONStringRun.ones &* 0x5C)
      let found =
        ((quote &- JSONStringRun.ones) & ~quote | (escape &- JSONStringRun.ones) & ~escape
          | (word &- JSONStringRun.ones &* 0x20) & ~word) & JSONStringRun.highs
      if found != 0 {
        let bits = found.trailingZeroBitCount & ~7
        if word & JSONStringRun.highs & ((1 << UInt64(bits)) &- 1) != 0 { isASCII = false }
        place += bits >> 3
        return true
      }
      if word & JSONStringRun.highs != 0 { isASCII = false }
      place += 8
    }
    while place < bytes.count {
      let byte = bytes[place]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
      if byte >= 0x80 { isASCII = false }
      place += 1
    }
    return false
  }
}
