/// The styles of the screen, one for each thing that is said with colour.
///
/// Nothing is said by colour alone: the mono theme has attributes only, and every mark has a shape.
package struct Theme: Sendable, Equatable {
  /// Times, counts, hints.
  package var dim = Style.plain
  package var accent = Style.plain
  /// The heading of one's own messages.
  package var you = Style.plain
  /// The heading of an answer.
  package var answer = Style.plain
  package var reasoning = Style.plain
  package var frame = Style.plain
  package var ok = Style.plain
  package var warning = Style.plain
  package var error = Style.plain
  package var statusBar = Style.plain
  /// The marked line of a list, and a selected message's bar.
  package var marked = Style.plain
  /// Characters that a search found.
  package var match = Style.plain
  /// Rich text and code.
  package var text = TextPalette.mono

  /// Attributes only: for `NO_COLOR` and terminals without colour.
  package static let mono: Theme = {
    var theme = Theme()
    theme.dim = Style(attributes: .dim)
    theme.accent = Style(attributes: .bold)
    theme.you = Style(attributes: .bold)
    theme.answer = Style(attributes: .bold)
    theme.reasoning = Style(attributes: [.dim, .italic])
    theme.frame = Style(attributes: .dim)
    theme.warning = Style(attributes: .bold)
    theme.error = Style(attributes: [.bold, .underline])
    theme.statusBar = Style(attributes: .reverse)
    theme.marked = Style(attributes: .reverse)
    theme.match = Style(attributes: [.bold, .underline])
    return theme
  }()

  /// The terminal's own background and its own 16 colours.
  package static let dark = Theme(
    accent: 6, you: 12, ok: 2, warning: 3, error: 1, dim: 8, text: .dark)
  /// As dark, without the colours that are pale on white.
  package static let light = Theme(
    accent: 4, you: 5, ok: 2, warning: 1, error: 1, dim: 8, text: .light)

  private static let all: [(name: String, theme: Theme)] = [
    ("dark", .dark), ("light", .light), ("contrast", .contrast), ("sixteen", .sixteen),
    ("mono", .mono),
  ]

  /// The themes that are there without a configuration.
  package static let builtIn = all.map { NamedTheme($0.name, $0.theme) }

  /// The names that the configuration may give.
  package static var names: [String] { all.map(\.name) }

  /// The theme of that name in the configuration.
  package static func named(_ name: String) -> Theme? { all.first { $0.name == name }?.theme }

  private init() {}

  private init(
    accent: UInt8, you: UInt8, ok: UInt8, warning: UInt8, error: UInt8, dim: UInt8,
    text: TextPalette
  ) {
    self.text = text
    self.dim = Style(foreground: .palette(dim))
    self.accent = Style(foreground: .palette(accent))
    self.you = Style(foreground: .palette(you), attributes: .bold)
    answer = Style(foreground: .palette(accent), attributes: .bold)
    reasoning = Style(foreground: .palette(dim), attributes: .italic)
    frame = Style(foreground: .palette(dim))
    self.ok = Style(foreground: .palette(ok))
    self.warning = Style(foreground: .palette(warning))
    self.error = Style(foreground: .palette(error))
    marked = Style(attributes: .reverse)
    match = Style(foreground: .palette(accent), attributes: [.bold, .underline])
  }
}
