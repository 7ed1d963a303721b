/// What a program writes: its beginning and its end, however much it is.
struct KeptOutput {
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private(set) var count = 0
  private let mostHead: Int
  private let mostTail: Int

  init(head: Int, tail: Int) {
    mostHead = head
    mostTail = tail
  }

  /// Whether anything had to be left out.
  var isCut: Bool { count > head.count + min(tail.count, mostTail) }

  mutating func append(_ bytes: [UInt8]) {
    count += bytes.count
    let room = min(mostHead - head.count, bytes.count)
    head += bytes[..<room]
    guard mostTail > 0, room < bytes.count else { return }
    tail += bytes[room...]
    // Not for each piece: a tail of twice the length is cut once in a while.
    if tail.count > 2 * mostTail { tail.removeFirst(tail.count - mostTail) }
  }

  /// All that was kept; only sensible where nothing is cut.
  var bytes: [UInt8] { head + tail.suffix(mostTail) }

  /// The text, with a line where something is left out; what is not UTF-8 becomes U+FFFD.
  var text: String {
    guard isCut else { return String(decoding: bytes, as: UTF8.self) }
    let start = Self.wholeScalars(head[...])
    let end = tail.suffix(mostTail).drop { $0 & 0xC0 == 0x80 }
    let left = count - start.count - end.count
    let gap = mostHead > 0 ? "\n[… \(left) bytes left out …]\n" : "[… \(left) bytes left out …]\n"
    return String(decoding: start, as: UTF8.self) + gap + String(decoding: end, as: UTF8.self)
  }

  /// Without the first bytes of a character whose others are cut off.
  private static func wholeScalars(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes }
    let length =
      switch bytes[lead] {
      case 0xF0...0xFF: 4
      case 0xE0...0xEF: 3
      case 0xC0...0xDF: 2
      default: 1
      }
    return lead + length > bytes.endIndex ? bytes[..<lead] : bytes
  }
}

extension String {
  /// Without the sequences that move a terminal's cursor, color its text or set its title.
  ///
  /// They tell a model nothing, and would show it what a person does not see.
  var withoutEscapes: String {
    guard utf8.contains(0x1B) else { return self }
    var result: [UInt8] = []
    var bytes = utf8.makeIterator()
    while let byte = bytes.next() {
      guard byte == 0x1B else {
        result.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "[")?:
        // CSI ends at its first byte from @ to ~ (ECMA-48, 5.4).
        while let next = bytes.next(), !(0x40...0x7E).contains(next) {}
      case UInt8(ascii: "]")?, UInt8(ascii: "P")?, UInt8(ascii: "X")?, UInt8(ascii: "^")?,
        UInt8(ascii: "_")?:
        // A string ends at BEL or ESC \; at a line's end too, lest an open one eats all.
        while let next = bytes.next(), next != 0x07 {
          if next == 0x1B {
            _ = bytes.next()
            break
          }
          if next == 0x0A {
            result.append(next)
            break
          }
        }
      case var next?:
        // Intermediate bytes before the final one (ECMA-35, 13.2).
        while (0x20...0x2F).contains(next), let following = bytes.next() { next = following }
        if next == 0x0A { result.append(next) }
      case nil: break
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
