import ChatEngine

/// A theme by its name.
package struct NamedTheme: Sendable, Equatable {
  package var name: String
  package var theme: Theme

  package init(_ name: String, _ theme: Theme) {
    self.name = name
    self.theme = theme
  }
}

/// The list of themes; the screen has the marked one while it is open.
package struct ThemeList: Sendable {
  package var list: FilteredList<NamedTheme>
  /// What the screen has again if none is taken.
  let before: Theme

  init(_ themes: [NamedTheme], before: Theme) {
    list = FilteredList(themes) { $0.name }
    list.select { $0.theme == before }
    self.before = before
  }
}

/// Choosing how the screen looks.
extension AppState {
  mutating func openThemes() { opened = .themes(ThemeList(themes, before: theme)) }

  /// Takes the theme of that name.
  mutating func useTheme(_ name: String) -> [AppEffect] {
    guard let chosen = themes.first(where: { $0.name == name }) else {
      let known = themes.map(\.name).joined(separator: ", ")
      return refuse("There is no theme \(name). There are: \(known).")
    }
    return take(chosen)
  }

  mutating func take(_ chosen: NamedTheme) -> [AppEffect] {
    theme = chosen.theme
    guard let configured = configuredTheme else {
      show(.info, "\(chosen.name) it is, at the next start too.")
      return [.keepTheme(chosen.name)]
    }
    let isAgain = configured == chosen.name
    show(
      .info,
      isAgain
        ? "\(chosen.name) it is."
        : "\(chosen.name) it is, until you leave: ui.theme of the configuration says \(configured)."
    )
    return []
  }

  /// Shows the marked theme.
  mutating func preview(_ list: ThemeList) {
    opened = .themes(list)
    theme = list.list.selectedItem?.theme ?? list.before
  }
}
