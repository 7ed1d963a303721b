/// The two of the standard library's searches that are needed here, without its regular expressions.
extension StringProtocol {
  /// Whether that text stands in it, byte for byte.
  func holds(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    var rest = utf8[...]
    while rest.count >= wanted.count {
      if rest.starts(with: wanted) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  /// The text with another one in place of each of those scalars, marks on them or not.
  func putting(_ other: String, for piece: Unicode.Scalar) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == piece { text += other.unicodeScalars } else { text.append(scalar) }
    }
    return String(text)
  }
}
