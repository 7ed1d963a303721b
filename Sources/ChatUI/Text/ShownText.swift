/// What a reader sees of an answer, as plain text: without markup, frames, and the breaks of rows.
package enum ShownText {
  /// Wider than any paragraph that matters, and no row is padded to it.
  private static let width = 4096

  /// The text line by line; code stands as it is, without its fences.
  package static func of(_ text: String) -> String {
    var layout = MessageLayout(width: width)
    layout.append(text)
    layout.finish()
    return (0..<layout.rowCount).map { line(layout.row($0)) }.joined(separator: "\n")
  }

  private static func line(_ row: LayoutRow) -> String {
    let text = row.line.text
    // A rule between two parts is as long as a row.
    let string = text.string
    return text.columns >= width && string.hasSuffix("───") ? "───" : string
  }

  /// What an answer begins with, on one line that may have been cut, ending in `…`.
  ///
  /// Markup whose other half was cut off is closed, so that it is none of the text.
  package static func line(of words: String) -> SafeText {
    let isCut = words.hasSuffix("…")
    let begun = isCut ? String(words.dropLast()) : words
    let forms = ["", "**", "*", "`", "~~", "_", "__"].map { end in
      of(begun + end).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    guard let shown = forms.filter({ !$0.isEmpty }).min(by: { $0.count < $1.count }) else {
      return SafeText(words, context: .code)
    }
    return SafeText(isCut ? shown + "…" : shown, context: .code)
  }
}
