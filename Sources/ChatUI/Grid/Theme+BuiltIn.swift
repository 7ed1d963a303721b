// The themes for those who need more of a difference, or whose terminal shows few colours.

extension Theme {
  /// Nothing is pale: what is dim elsewhere is plain here, and what counts is bright and bold.
  package static let contrast: Theme = {
    var theme = Theme.dark
    theme.dim = .plain
    theme.frame = .plain
    theme.reasoning = Style(attributes: .italic)
    theme.accent = Style(foreground: .palette(14), attributes: .bold)
    theme.you = Style(foreground: .palette(11), attributes: .bold)
    theme.answer = Style(foreground: .palette(14), attributes: .bold)
    theme.ok = Style(foreground: .palette(10), attributes: .bold)
    theme.warning = Style(foreground: .palette(11), attributes: .bold)
    theme.error = Style(foreground: .palette(9), attributes: [.bold, .reverse])
    theme.statusBar = Style(attributes: .reverse)
    theme.match = Style(foreground: .palette(11), attributes: [.bold, .underline])
    theme.text = .colours(accent: 14, link: 12, code: 11, number: 11, string: 10, dim: 7)
    return theme
  }()

  /// The terminal's first 16 colours alone, bright ones for what counts.
  package static let sixteen: Theme = {
    var theme = Theme.dark
    theme.accent = Style(foreground: .palette(14))
    theme.you = Style(foreground: .palette(12), attributes: .bold)
    theme.answer = Style(foreground: .palette(14), attributes: .bold)
    theme.ok = Style(foreground: .palette(10))
    theme.warning = Style(foreground: .palette(11))
    theme.error = Style(foreground: .palette(9))
    theme.match = Style(foreground: .palette(14), attributes: [.bold, .underline])
    theme.text = .colours(accent: 14, link: 12, code: 11, number: 11, string: 10, dim: 8)
    return theme
  }()
}
