import ChatEngine
import ChatUI

/// What the configuration says of the screen's colours and keys.
struct Appearance {
  let theme: Theme
  let themes: [NamedTheme]
  let keys: KeyMap

  /// Throws the sentences about what is wrong with it.
  init(_ setup: Setup) throws(SetupError) {
    let interface = setup.configuration.interface
    let path = setup.file?.path ?? "config"
    let mistakes = Appearance.mistakes(in: interface)
    guard mistakes.isEmpty else { throw SetupError(mistakes.map { "\(path): \($0.sentence)" }) }
    let themes = Appearance.themes(interface.themes)
    self.themes = themes
    // What was chosen may have been a theme of the configuration that is there no more.
    let chosen = setup.chosenTheme.flatMap { name in themes.first { $0.name == name }?.name }
    let name = interface.theme ?? chosen ?? "dark"
    let hasColour = setup.surroundings.environment["NO_COLOR"].map(\.isEmpty) ?? true
    theme = hasColour ? themes.first { $0.name == name }?.theme ?? .dark : .mono
    var overrides: [String: [String]] = [:]
    for assignment in interface.keys { overrides[assignment.command] = assignment.keys }
    do throws(KeyMap.Problem) {
      keys = try KeyMap(overrides: overrides)
    } catch {
      throw SetupError("\(path): \(error.sentence)")
    }
  }

  /// The themes of the program, and those of the configuration, which may change them.
  private static func themes(
    _ written: [Configuration.Interface.ThemeColours]
  ) -> [NamedTheme] {
    var themes = Theme.builtIn
    for colours in written {
      let base = themes.first { $0.name == colours.base ?? "dark" }?.theme ?? .dark
      let changed = try? base.changed(colours.roles.map { ($0.name, $0.style) })
      themes.removeAll { $0.name == colours.name }
      themes.append(NamedTheme(colours.name, changed ?? base))
    }
    return themes
  }
}
