/// How the roles of text look in a theme.
package struct TextPalette: Equatable, Sendable {
  private var styles: [Style]

  /// The style of a role.
  package subscript(role: TextRole) -> Style {
    get { styles[Int(role.rawValue)] }
    set { styles[Int(role.rawValue)] = newValue }
  }

  private init(_ roles: [(TextRole, Style)]) {
    styles = Array(repeating: .plain, count: TextRole.allCases.count)
    for (role, style) in roles { self[role] = style }
  }

  /// Attributes only.
  static let mono = TextPalette([
    (.heading1, Style(attributes: [.bold, .underline])), (.heading2, Style(attributes: .bold)),
    (.heading3, Style(attributes: [.bold, .italic])), (.heading, Style(attributes: .italic)),
    (.link, Style(attributes: .underline)), (.address, Style(attributes: .dim)),
    (.code, Style(attributes: .bold)), (.math, Style(attributes: .italic)),
    (.html, Style(attributes: .dim)), (.footnote, Style(attributes: .dim)),
    (.marker, Style(attributes: .bold)), (.quoteBar, Style(attributes: .dim)),
    (.rule, Style(attributes: .dim)), (.tableHeading, Style(attributes: .bold)),
    (.tableRule, Style(attributes: .dim)), (.keyword, Style(attributes: .bold)),
    (.comment, Style(attributes: [.dim, .italic])), (.key, Style(attributes: .bold)),
    (.meta, Style(attributes: .italic)), (.inserted, Style(attributes: .bold)),
    (.deleted, Style(attributes: .dim)), (.hunk, Style(attributes: .underline)),
  ])

  /// The terminal's own 16 colours, each by its place among them.
  static func colours(
    accent: UInt8, link: UInt8, code: UInt8, number: UInt8, string: UInt8, dim: UInt8
  ) -> TextPalette {
    func colour(_ number: UInt8, _ attributes: Style.Attributes = []) -> Style {
      Style(foreground: .palette(number), attributes: attributes)
    }
    return TextPalette([
      (.heading1, colour(accent, [.bold, .underline])), (.heading2, colour(accent, .bold)),
      (.heading3, Style(attributes: .bold)), (.heading, Style(attributes: [.bold, .italic])),
      (.link, colour(link, .underline)), (.address, colour(dim)), (.code, colour(code)),
      (.math, Style(attributes: .italic)), (.html, colour(dim)), (.footnote, colour(accent)),
      (.marker, colour(accent)), (.quoteBar, colour(dim)), (.rule, colour(dim)),
      (.tableHeading, Style(attributes: .bold)), (.tableRule, colour(dim)),
      (.keyword, colour(5)), (.type, colour(6)), (.literal, colour(number)),
      (.string, colour(string)), (.comment, colour(dim, .italic)), (.number, colour(number)),
      (.function, colour(link)), (.key, colour(link)), (.meta, colour(5, .italic)),
      (.variable, colour(6)), (.inserted, colour(2)), (.deleted, colour(1)), (.hunk, colour(6)),
    ])
  }

  /// Of the plain colours, many terminals draw blue too dark for a dark background.
  static let dark = colours(accent: 6, link: 12, code: 3, number: 3, string: 2, dim: 8)
  static let light = colours(accent: 4, link: 4, code: 5, number: 1, string: 2, dim: 8)
}

extension Theme {
  /// The style with its role's look under it.
  package func resolved(_ style: Style) -> Style {
    guard style.role != .plain else { return style }
    var style = text[style.role].overlaid(by: style)
    style.role = .plain
    return style
  }

  /// The line as the theme draws it.
  package func resolved(_ line: Line) -> Line {
    Line(line.runs.map { StyledRun($0.text, style: resolved($0.style)) })
  }
}
