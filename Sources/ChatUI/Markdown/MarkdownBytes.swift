/// What the parsers ask of bytes.
enum MarkdownBytes {
  /// Space, tab or the end of a line.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

  /// ASCII punctuation: what a backslash can stand before.
  static func isPunctuation(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !isAlphanumeric(byte)
  }

  /// Without the spaces at both ends.
  static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
    guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return [] }
    return Array(bytes[...last].drop(while: isSpace))
  }

  /// Where a sequence begins.
  static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = wanted.first else { return nil }
    var index = start
    while index + wanted.count <= bytes.count {
      if bytes[index] == first, bytes[index..<(index + wanted.count)].elementsEqual(wanted) {
        return index
      }
      index += 1
    }
    return nil
  }

  /// Whether a sequence stands at a place.
  static func stands(_ wanted: StaticString, in bytes: [UInt8], at start: Int) -> Bool {
    wanted.withUTF8Buffer { wanted in
      start >= 0 && start + wanted.count <= bytes.count
        && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// The scalar that begins at a place, in well-formed UTF-8.
  static func scalar(at index: Int, in bytes: [UInt8]) -> Unicode.Scalar? {
    guard index >= 0, index < bytes.count else { return nil }
    let first = UInt32(bytes[index])
    guard first >= 0x80 else { return Unicode.Scalar(first) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = first & (0x7F >> UInt32(length))
    for next in bytes[min(index + 1, bytes.count)..<min(index + length, bytes.count)] {
      value = value << 6 | UInt32(next & 0x3F)
    }
    return Unicode.Scalar(value)
  }

  /// The scalar that ends before a place.
  static func scalar(before index: Int, in bytes: [UInt8]) -> Unicode.Scalar? {
    var start = index - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(at: start, in: bytes)
  }

  /// What CommonMark calls a Unicode whitespace character.
  static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isSpace(UInt8(scalar.value)) && scalar.value != 0x0B }
    return scalar.properties.generalCategory == .spaceSeparator
  }

  /// What CommonMark calls a Unicode punctuation character.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isPunctuation(UInt8(scalar.value)) }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol,
      .modifierSymbol, .otherSymbol:
      return true
    default: return false
    }
  }
}
