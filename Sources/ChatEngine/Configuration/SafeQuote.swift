/// Puts a stranger's words into our sentences: short, on one line, without keys.
package enum SafeQuote {
  /// The text in double quotes.
  package static func quoted(_ text: String) -> String { "\"\(shortened(text))\"" }

  /// At most 40 characters, with `�` for what is not to be seen and `[redacted]` for keys.
  static func shortened(_ text: String) -> String {
    let safe = Redactor().redacted(String(text.prefix(200)))
    let visible = String(String.UnicodeScalarView(safe.unicodeScalars.map(visible)))
    return visible.count > 40 ? visible.prefix(39) + "…" : visible
  }

  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      "\u{FFFD}"
    default: scalar
    }
  }
}
