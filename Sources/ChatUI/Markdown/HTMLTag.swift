/// Tags of HTML as CommonMark knows them (section 6.6).
enum HTMLTag {
  enum Scan: Equatable {
    /// Where the tag ends.
    case tag(end: Int)
    case none
    /// The text ends inside of it.
    case cut
  }

  /// The opening or closing tag at a place.
  static func scan(_ bytes: [UInt8], at start: Int) -> Scan {
    var scanner = Scanner(bytes: bytes, index: start + 1)
    let isClosing = scanner.next == 0x2F
    if isClosing { scanner.index += 1 }
    guard let first = scanner.next else { return .cut }
    guard MarkdownBytes.isLetter(first) else { return .none }
    scanner.skip { MarkdownBytes.isAlphanumeric($0) || $0 == 0x2D }
    if !isClosing {
      while scanner.attribute() {}
      if scanner.isCut { return .cut }
    }
    scanner.skip(MarkdownBytes.isSpace)
    if !isClosing, scanner.next == 0x2F { scanner.index += 1 }
    guard let last = scanner.next else { return .cut }
    return last == 0x3E ? .tag(end: scanner.index + 1) : .none
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index: Int
    var isCut = false

    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skip(_ isSkipped: (UInt8) -> Bool) {
      while index < bytes.count, isSkipped(bytes[index]) { index += 1 }
    }

    /// Passes over one attribute; false, and no further, where there is none.
    mutating func attribute() -> Bool {
      let start = index
      skip(MarkdownBytes.isSpace)
      guard index > start, let first = next,
        MarkdownBytes.isLetter(first) || first == 0x5F || first == 0x3A
      else {
        index = start
        return false
      }
      skip {
        MarkdownBytes.isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x3A || $0 == 0x2D
      }
      let end = index
      skip(MarkdownBytes.isSpace)
      guard next == 0x3D else {
        index = end
        return true
      }
      index += 1
      skip(MarkdownBytes.isSpace)
      return value()
    }

    private mutating func value() -> Bool {
      guard let quote = next else {
        isCut = true
        return false
      }
      guard quote == 0x22 || quote == 0x27 else {
        let start = index
        skip { !MarkdownBytes.isSpace($0) && !Self.isForbidden($0) }
        return index > start
      }
      index += 1
      skip { $0 != quote }
      isCut = next == nil
      index = min(index + 1, bytes.count)
      return !isCut
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
      byte == 0x22 || byte == 0x27 || byte == 0x3D || byte == 0x3C || byte == 0x3E || byte == 0x60
    }
  }
}
