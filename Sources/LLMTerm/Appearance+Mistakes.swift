import ChatEngine
import ChatUI

/// All that is wrong with what a configuration says of the screen.
extension Appearance {
  typealias Mistake = Configuration.Interface.Mistake

  static func mistakes(in interface: Configuration.Interface) -> [Mistake] {
    themeMistakes(interface) + keyMistakes(interface.keys)
  }

  // MARK: Themes

  private static func themeMistakes(_ interface: Configuration.Interface) -> [Mistake] {
    var mistakes: [Mistake] = []
    var known = Theme.builtIn.map(\.name)
    for colours in interface.themes {
      let path = "ui.themes.\(colours.name)"
      if let base = colours.base, !known.contains(base) {
        mistakes.append(
          Mistake(
            "\(path).base",
            "the base of theme \(SafeQuote.quoted(colours.name)) is no theme: "
              + "\(SafeQuote.quoted(base)). There are: \(known.joined(separator: ", "))."
              + Suggestion.question(for: base, among: known)))
      }
      mistakes += colours.roles.compactMap { mistake(in: $0, of: path) }
      if !known.contains(colours.name) { known.append(colours.name) }
    }
    if let theme = interface.theme, !known.contains(theme) {
      mistakes.append(
        Mistake(
          "ui.theme",
          "ui.theme knows no \(SafeQuote.quoted(theme)). There are: "
            + "\(known.joined(separator: ", "))." + Suggestion.question(for: theme, among: known)))
    }
    return mistakes
  }

  private static func mistake(
    in role: Configuration.Interface.ThemeColours.Role, of theme: String
  ) -> Mistake? {
    do throws(Theme.Problem) {
      _ = try Theme.dark.changed([(role.name, role.style)])
      return nil
    } catch {
      let isOfName = if case .unknownRole = error { true } else { false }
      return Mistake(
        "\(theme).roles.\(role.name)", ofName: isOfName, "\(theme) \(error.sentence)")
    }
  }

  // MARK: Keys

  private static func keyMistakes(
    _ assignments: [Configuration.Interface.KeyAssignment]
  ) -> [Mistake] {
    var mistakes: [Mistake] = []
    var possible: [String: [String]] = [:]
    for assignment in assignments {
      let (name, path) = (assignment.command, "ui.keys.\(assignment.command)")
      guard Command.table.contains(where: { $0.command.rawValue == name }) else {
        mistakes.append(
          Mistake(path, ofName: true, KeyMap.Problem.unknownCommand(name).sentence))
        continue
      }
      for (place, key) in assignment.keys.enumerated() {
        if let sentence = sentence(on: key, of: name) {
          mistakes.append(Mistake("\(path)[\(place)]", sentence))
        } else {
          possible[name, default: []].append(key)
        }
      }
    }
    return mistakes + conflicts(possible, assignments)
  }

  /// What is wrong with a key by itself.
  private static func sentence(on key: String, of command: String) -> String? {
    if Key.sequence(key)?.contains(where: \.isUnheard) == true {
      return "ui.keys.\(command) is a key that no terminal tells of: \(SafeQuote.quoted(key)). "
        + "With Ctrl goes a letter from a to z."
    }
    do throws(KeyMap.Problem) {
      _ = try KeyMap(overrides: [command: [key]])
      return nil
    } catch {
      switch error {
      case .unknownCommand, .badKey: return error.sentence
      // Another command may have another key.
      case .conflict: return nil
      }
    }
  }

  /// The keys that two commands have, each once.
  private static func conflicts(
    _ possible: [String: [String]], _ assignments: [Configuration.Interface.KeyAssignment]
  ) -> [Mistake] {
    var mistakes: [Mistake] = []
    var rest = possible
    for _ in 0..<possible.values.reduce(0, { $0 + $1.count }) {
      do throws(KeyMap.Problem) {
        _ = try KeyMap(overrides: rest)
        return mistakes
      } catch {
        guard case .conflict(let key, _, let command) = error else { return mistakes }
        let name = command.rawValue
        let place = assignments.last { $0.command == name }?.keys.firstIndex(of: key) ?? 0
        mistakes.append(Mistake("ui.keys.\(name)[\(place)]", error.sentence))
        rest[name]?.removeAll { $0 == key }
      }
    }
    return mistakes
  }
}

extension Key {
  /// Whether a terminal that is no modern one has no way to send it, nor any keyboard a reason to.
  fileprivate var isUnheard: Bool {
    guard modifiers.contains(.control), case .character(let character) = code else { return false }
    return !character.isASCII
  }
}

extension Theme.Problem {
  /// What is wrong with a theme, and what to do.
  var sentence: String {
    switch self {
    case .unknownRole(let name):
      "has no role \(SafeQuote.quoted(name)). There are: \(Theme.roleNames.joined(separator: ", "))."
        + Suggestion.question(for: name, among: Theme.roleNames)
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
      "ui.keys names no command: \(SafeQuote.quoted(name))."
        + KeyMap.Problem.help(for: name)
    case .badKey(let command, let key):
      "ui.keys.\(command) is no key: \(SafeQuote.quoted(key)). Write it as in \"ctrl-p\" or "
        + "\"alt-enter\"."
    case .conflict(let key, let first, let second):
      "ui.keys binds \(key) to both \(first.rawValue) and \(second.rawValue). Give one another key."
    }
  }

  private static func help(for name: String) -> String {
    let question = Suggestion.question(for: name, among: Command.table.map(\.command.rawValue))
    return question.isEmpty ? " F1 in the chat lists them." : question
  }
}
