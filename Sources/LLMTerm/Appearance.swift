import ChatEngine
import ChatUI

/// What the configuration says of the screen's colours and keys.
struct Appearance {
  let theme: Theme
  let keys: KeyMap

  /// Throws the sentence about what is wrong with it.
  init(_ setup: Setup) throws(SetupError) {
    let interface = setup.configuration.interface
    let path = setup.file?.path ?? "config"
    let name = interface.theme ?? "dark"
    guard let theme = Theme.named(name) else {
      let known = Theme.names.joined(separator: ", ")
      throw SetupError(
        "\(path): ui.theme knows no \(SafeQuote.quoted(name)). There are: \(known)."
          + Suggestion.question(for: name, among: Theme.names))
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
