/// References to characters: `&amp;`, `&#38;`, `&#x26;`.
enum Entity {
  private static let scalars: [String: String] = {
    var scalars: [String: String] = [:]
    scalars.reserveCapacity(2200)
    for row in names.split(separator: " ") {
      let parts = row.split(separator: "=")
      guard parts.count == 2 else { continue }
      var text = String.UnicodeScalarView()
      for number in parts[1].split(separator: ",") {
        text.append(UInt32(number, radix: 16).flatMap { Unicode.Scalar($0) } ?? "\u{FFFD}")
      }
      scalars[String(parts[0])] = String(text)
    }
    return scalars
  }()

  /// The longest name of the table has 31 letters.
  private static let longestName = 32

  /// The reference that begins at a place, as text, and where it ends.
  static func find(in bytes: [UInt8], at start: Int) -> (text: [UInt8], end: Int)? {
    guard start + 1 < bytes.count else { return nil }
    if bytes[start + 1] == 0x23 { return number(in: bytes, at: start + 2) }
    var end = start + 1
    while end < bytes.count, MarkdownBytes.isAlphanumeric(bytes[end]) {
      end += 1
      if end - start > longestName { return nil }
    }
    guard end < bytes.count, bytes[end] == 0x3B, end > start + 1 else { return nil }
    let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    return scalars[name].map { (Array($0.utf8), end + 1) }
  }

  private static func number(in bytes: [UInt8], at start: Int) -> (text: [UInt8], end: Int)? {
    guard start < bytes.count else { return nil }
    let isHexadecimal = bytes[start] | 0x20 == 0x78
    let first = isHexadecimal ? start + 1 : start
    var end = first
    var value: UInt32 = 0
    while end < bytes.count, end - first < (isHexadecimal ? 6 : 7),
      let digit = Character(Unicode.Scalar(bytes[end])).hexDigitValue,
      isHexadecimal || digit < 10
    {
      value = value * (isHexadecimal ? 16 : 10) + UInt32(digit)
      end += 1
    }
    guard end > first, end < bytes.count, bytes[end] == 0x3B else { return nil }
    let scalar = value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
    return (Array(String(Character(scalar)).utf8), end + 1)
  }

  /// Text with references and escapes resolved, as in addresses and titles.
  static func resolved(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(bytes)
    guard bytes.contains(where: { $0 == 0x26 || $0 == 0x5C }) else { return bytes }
    var text: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x5C, index + 1 < bytes.count,
        MarkdownBytes.isPunctuation(bytes[index + 1])
      {
        text.append(bytes[index + 1])
        index += 2
      } else if bytes[index] == 0x26, let entity = find(in: bytes, at: index) {
        text += entity.text
        index = entity.end
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    return text
  }
}
