/// A text that grows, given out by whole sentences and lines, so that nothing is read twice.
struct Sentences: Sendable {
  private var rest = SafeText()

  /// Adds to the text; gives what is whole by now.
  mutating func append(_ text: SafeText) -> [SafeText] {
    rest += text
    var whole: [SafeText] = []
    var start = 0
    var place = 0
    while place < rest.count {
      if let end = end(at: place, from: start) {
        whole.append(rest[start..<end.words])
        start = end.next
        place = end.next
      } else {
        place += 1
      }
    }
    if start > 0 { rest = rest[start..<rest.count] }
    return whole.map(\.trimmed).filter { !$0.isEmpty }
  }

  /// Ends the text; gives what is left of it.
  mutating func finish() -> SafeText? {
    let last = rest.trimmed
    rest = SafeText()
    return last.isEmpty ? nil : last
  }

  /// Where the sentence or line that began at `start` ends, if the character there ends it.
  private func end(at place: Int, from start: Int) -> (words: Int, next: Int)? {
    let utf8 = rest.utf8
    switch utf8[place] {
    case 0x0A: return (place, place + 1)
    case 0x2E, 0x21, 0x3F:
      var after = place + 1
      while after < utf8.count, Self.closing.contains(utf8[after]) { after += 1 }
      guard after < utf8.count, utf8[after] == 0x20, !isShort(before: place, from: start) else {
        return nil
      }
      return (after, after + 1)
    case 0xE3 where utf8[place...].starts(with: [0xE3, 0x80, 0x82]): return (place + 3, place + 3)
    case 0xEF where Self.wide.contains { utf8[place...].starts(with: $0) }:
      return (place + 3, place + 3)
    default: return nil
    }
  }

  /// Whether the word before a full stop is a letter or a number, as in "e.g." and "1."; it ends none.
  private func isShort(before place: Int, from start: Int) -> Bool {
    guard rest.utf8[place] == 0x2E else { return false }
    var length = 0
    var isNumber = true
    var index = place - 1
    while index >= start, rest.utf8[index] != 0x20, rest.utf8[index] != 0x2E {
      isNumber = isNumber && (0x30...0x39).contains(rest.utf8[index])
      length += 1
      index -= 1
    }
    // A number that ends a sentence of words is an end.
    return length < 2 || isNumber && index < start
  }

  /// Quotes and brackets that belong to the sentence before them.
  private static let closing: Set<UInt8> = [0x22, 0x27, 0x29, 0x5D]
  /// `！` and `？`.
  private static let wide: [[UInt8]] = [[0xEF, 0xBC, 0x81], [0xEF, 0xBC, 0x9F]]
}
