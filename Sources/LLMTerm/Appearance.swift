import ChatEngine
import ChatUI

/// What the configuration says of the screen's colours and keys.
struct Appearance {
  let theme: Theme
  let themes: [NamedTheme]
  let keys: KeyMap

  /// Throws the sentence about what is wrong with it.
  init(_ setup: Setup) throws(SetupError) {
    let interface = setup.configuration.interface
    let path = setup.file?.path ?? "config"
    let themes = try Appearance.themes(interface.themes, path)
    self.themes = themes
    // What was chosen may have been a theme of the configuration that is there no more.
    let chosen = setup.chosenTheme.flatMap { name in themes.first { $0.name == name }?.name }
    let name = interface.theme ?? chosen ?? "dark"
    guard let theme = themes.first(where: { $0.name == name })?.theme else {
      let known = themes.map(\.name).joined(separator: ", ")
      throw SetupError(
        "\(path): ui.theme knows no \(SafeQuote.quoted(name)). There are: \(known)."
          + Suggestion.question(for: name, among: themes.map(\.name)))
    }
    let hasColour = setup.surroundings.environment["NO_COLOR"].map(\.isEmpty) ?? true
    self.theme = hasColour ? theme : .mono
    var overrides: [String: [String]] = [:]
    for assignment in interface.keys { overrides[assignment.command] = assignment.keys }
    do throws(KeyMap.Problem) {
      keys = try KeyMap(overrides: overrides)
    } catch {
      throw SetupError("\(path): \(error.sentence)")
    }
  }
}

extension Appearance {
  /// The themes of the program, and those of the configuration, which may change them.
  private static func themes(
    _ written: [Configuration.Interface.ThemeColours], _ path: String
  ) throws(SetupError) -> [NamedTheme] {
    var themes = Theme.builtIn
    for colours in written {
      let name = SafeQuote.quoted(colours.name)
      let base = colours.base ?? "dark"
      guard let theme = themes.first(where: { $0.name == base })?.theme else {
        throw SetupError(
          "\(path): the base of theme \(name) is no theme: \(SafeQuote.quoted(base)). "
            + "There are: \(themes.map(\.name).joined(separator: ", ")).")
      }
      do throws(Theme.Problem) {
        let changed = try theme.changed(colours.roles.map { ($0.name, $0.style) })
        themes.removeAll { $0.name == colours.name }
        themes.append(NamedTheme(colours.name, changed))
      } catch {
        throw SetupError("\(path): ui.themes.\(colours.name) \(error.sentence)")
      }
    }
    return themes
  }
}

extension Theme.Problem {
  /// What is wrong with a theme, and what to do.
  var sentence: String {
    switch self {
    case .unknownRole(let name):
      "has no role \(SafeQuote.quoted(name)). There are: \(Theme.roleNames.joined(separator: ", "))."
    case .badStyle(let role, let style):
      "gives \(role) the style \(SafeQuote.quoted(style)), which is none. "
        + "Write it as in \"bold bright-red on #202020\"."
    }
  }
}

extension KeyMap.Problem {
  /// What is wrong with a binding, and what to do.
  var sentence: String {
    switch self {
    case .unknownCommand(let name):
      "ui.keys names no command: \"\(name)\". F1 in the chat lists them."
    case .badKey(let command, let key):
      "ui.keys.\(command) is no key: \"\(key)\". Write it as in \"ctrl-p\" or \"alt-enter\"."
    case .conflict(let key, let first, let second):
      "ui.keys binds \(key) to both \(first.rawValue) and \(second.rawValue). Give one another key."
    }
  }
}
