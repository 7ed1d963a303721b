/// Values in a head that hold any text (mcp.md, section 5: the base 64 sentinel).
enum MCPHeaderText {
  private static let opening = "=?base64?"
  private static let closing = "?="

  /// The text itself where it is plain; otherwise as base 64 between two marks.
  static func encoded(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.utf8.first != 0x20
      && text.utf8.last != 0x20 && !(text.hasPrefix(opening) && text.hasSuffix(closing))
    return isPlain ? text : opening + Base64.text(Array(text.utf8)) + closing
  }
}
