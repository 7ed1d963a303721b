/// The text of a heading.
enum HeadingText {
  /// Without spaces at its end and without the `#` that close it.
  static func trimmed(_ line: [UInt8]) -> [UInt8] {
    let text = withoutSpaces(line[...])
    guard let last = text.lastIndex(where: { $0 != 0x23 }) else { return [] }
    guard last + 1 < text.endIndex else { return Array(text) }
    return text[last] == 0x20 || text[last] == 0x09
      ? Array(withoutSpaces(text[...last])) : Array(text)
  }

  private static func withoutSpaces(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let last = text.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return [] }
    return text[...last]
  }
}
