/// A colour as a terminal knows it.
package enum Colour: Hashable, Sendable {
  /// The terminal's own.
  case `default`
  /// One of the 256 of the palette; the first 16 are the user's theme.
  case palette(UInt8)
  case rgb(UInt8, UInt8, UInt8)
}

/// How a cell is drawn.
package struct Style: Hashable, Sendable {
  /// What a style does beside colour.
  package struct Attributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    package static let italic = Attributes(rawValue: 4)
    package static let underline = Attributes(rawValue: 8)
    package static let reverse = Attributes(rawValue: 16)
    package static let strikethrough = Attributes(rawValue: 32)
    /// Nothing that is drawn: an image lies on the cell.
    static let image = Attributes(rawValue: 64)
  }

  package var foreground: Colour
  package var background: Colour
  package var attributes: Attributes
  /// What is drawn, until the theme has said how: the grid knows no roles.
  package var role = TextRole.plain

  package init(
    foreground: Colour = .default, background: Colour = .default, attributes: Attributes = [],
    role: TextRole = .plain
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
    self.role = role
  }

  /// The terminal's own colours, no attributes.
  package static let plain = Style()

  /// The style with these attributes as well.
  package func adding(_ more: Attributes) -> Style {
    var style = self
    style.attributes.formUnion(more)
    return style
  }

  /// `other` over this style: its colours and role where it has any, both styles' attributes.
  package func overlaid(by other: Style) -> Style {
    Style(
      foreground: other.foreground == .default ? foreground : other.foreground,
      background: other.background == .default ? background : other.background,
      attributes: attributes.union(other.attributes),
      role: other.role == .plain ? role : other.role)
  }
}
