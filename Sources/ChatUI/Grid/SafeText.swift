extension SafeText {
  /// A number in digits.
  package init(_ number: Int) {
    self = DisplayForm.line(String(number))
  }

  /// One row of text from outside, through the door.
  package init(_ text: String, context: DisplayForm.Context = .prose) {
    self = DisplayForm.line(text, context: context)
  }

  /// The bytes in UTF-8.
  package var count: Int { utf8.count }
  package var isEmpty: Bool { utf8.isEmpty }
  package var string: String { String(decoding: utf8, as: UTF8.self) }

  /// The columns that it takes on one row.
  package var columns: Int { CharacterWidth.columns(self) }

  /// So many spaces; none for a negative count.
  package static func spaces(_ count: Int) -> SafeText { repeating(" ", count) }

  /// Our own literal, so many times.
  package static func repeating(_ literal: StaticString, _ count: Int) -> SafeText {
    var text = SafeText()
    let piece = SafeText(trusted: literal)
    for _ in 0..<max(0, min(count, 1 << 16)) { text += piece }
    return text
  }

  package static func + (left: SafeText, right: SafeText) -> SafeText {
    var sum = left
    sum += right
    return sum
  }

  /// The longest beginning that fits into `columns`; ends in `…` where something was cut off.
  package func truncated(to columns: Int) -> SafeText {
    guard self.columns > columns else { return self }
    guard columns > 0 else { return SafeText() }
    var column = 0
    var end = 0
    var clusters = Clusters(self)
    while let cluster = clusters.next() {
      column += cluster.columns(at: column)
      if column > columns - 1 { break }
      end = cluster.range.upperBound
    }
    return self[0..<end] + "…"
  }

  /// The scalar that starts at a byte, and its length in bytes.
  func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let first = UInt32(utf8[index])
    guard first >= 0x80 else { return (Unicode.Scalar(UInt8(first)), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = first & (0x7F >> UInt32(length))
    for next in utf8[min(index + 1, count)..<min(index + length, count)] {
      value = value << 6 | UInt32(next & 0x3F)
    }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", min(length, count - index))
  }
}

extension SafeText: ExpressibleByStringInterpolation, CustomStringConvertible {
  /// Takes our own literals and other safe texts; text from outside does not compile.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = SafeText()

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserve(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: StaticString) {
      text += SafeText(trusted: literal)
    }

    package mutating func appendInterpolation(_ value: SafeText) { text += value }
    package mutating func appendInterpolation(_ value: Int) { text += SafeText(value) }
  }

  package init(stringLiteral literal: StaticString) {
    self.init(trusted: literal)
  }

  package init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.text
  }

  package var description: String { string }
}
