/// The words around a place in a JSON string, as text.
struct SearchSnippet {
  /// Bytes that are shown before the place, and after it.
  static let before = 120
  static let after = 240

  private(set) var text: String
  /// Where what was found stands in the text, in bytes of UTF-8.
  private(set) var place: Range<Int>

  /// `after` is what stood before these bytes.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ found: Range<Int>, after context: [UInt8]) {
    let start = SearchSnippet.start(bytes, found.lowerBound)
    let end = SearchSnippet.end(bytes, found.upperBound)
    var before = Array(bytes[start..<found.lowerBound])
    if start == 0, before.count < Self.before {
      let more = context.withUnsafeBufferPointer { context in
        let from = SearchSnippet.start(context, context.count, room: Self.before - before.count)
        return Array(context[from...])
      }
      before = more + before
    }
    let head = SearchSnippet.unescaped(before)
    let middle = SearchSnippet.unescaped(Array(bytes[found]))
    text = head + middle + SearchSnippet.unescaped(Array(bytes[found.upperBound..<end]))
    place = head.utf8.count..<head.utf8.count + middle.utf8.count
  }

  /// Where to begin: not within a character or an escape.
  private static func start(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, room: Int = before
  ) -> Int {
    var start = max(0, place - room)
    guard start > 0 else { return 0 }
    while start < place, bytes[start] & 0xC0 == 0x80 { start += 1 }
    // An escape has six bytes at most; one that may begin before is left out whole.
    if let escape = bytes[max(0, start - 6)..<start].lastIndex(of: UInt8(ascii: "\\")) {
      let length = start > escape + 1 && bytes[escape + 1] == UInt8(ascii: "u") ? 6 : 2
      start = min(place, max(start, escape + length))
    }
    return start
  }

  private static func end(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    var end = min(bytes.count, place + after)
    guard end < bytes.count else { return end }
    while end > place, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    if let escape = bytes[max(place, end - 6)..<end].lastIndex(of: UInt8(ascii: "\\")) {
      end = escape
      while end > place, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
    }
    return end
  }

  private static func unescaped(_ bytes: [UInt8]) -> String {
    let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    let text = quoted.withUnsafeBufferPointer { quoted -> String? in
      var scanner = JSONScanner(quoted)
      return (try? scanner.string()) ?? nil
    }
    return text ?? String(decoding: bytes, as: UTF8.self)
  }
}
