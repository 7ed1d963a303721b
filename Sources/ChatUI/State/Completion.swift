package import ChatEngine

/// A line of what fits the name that is being typed after `/`: a command, or a server's prompt.
package struct Completion: Sendable, Equatable {
  package var name: String
  /// What follows it, as help shows it.
  package var argument: String
  package var help: String

  init(_ command: SlashCommand) {
    name = command.rawValue
    argument = command.argument
    help = command.help
  }

  init(_ prompt: ServerPrompt) {
    name = prompt.typed
    argument = prompt.usage
    help = prompt.title ?? ""
  }

  /// All that fit; none once there is an argument.
  package static func all(of text: String, _ prompts: [ServerPrompt]) -> [Completion] {
    let commands = SlashCommand.completions(of: text).map(Completion.init)
    guard text.hasPrefix("/"), !text.contains(where: \.isWhitespace) else { return commands }
    let name = text.dropFirst()
    return commands
      + prompts.filter { $0.isTypeable && $0.typed.hasPrefix(name) }.map(Completion.init)
  }

  /// What Tab makes of a name that was begun: as much as all that fit have in common, and a space
  /// where an argument follows; nil where nothing fits.
  package static func completed(_ text: String, _ prompts: [ServerPrompt]) -> String? {
    let fitting = all(of: text, prompts)
    guard var common = fitting.first?.name else { return nil }
    for item in fitting { common = String(zip(common, item.name).prefix { $0 == $1 }.map(\.0)) }
    let isWhole = fitting.count == 1 && fitting.first?.argument.isEmpty == false
    return "/" + common + (isWhole ? " " : "")
  }
}

extension ServerPrompt {
  /// `server:name`.
  var typed: String { server + ":" + name }

  /// A name with a space in it could not be told from its arguments.
  fileprivate var isTypeable: Bool { !typed.contains(where: \.isWhitespace) }

  /// `city=… [days=…]`.
  var usage: String {
    arguments.map { $0.isRequired ? $0.name + "=…" : "[" + $0.name + "=…]" }
      .joined(separator: " ")
  }

  /// Reads `name=value name="a value"`; a single blank takes all that was typed.
  ///
  /// Throws the sentence that says what is wrong.
  func filled(with text: String) throws(Notice) -> [String: String] {
    if let only = arguments.first, arguments.count == 1, !text.isEmpty,
      !text.hasPrefix(only.name + "=")
    {
      return [only.name: text]
    }
    var values: [String: String] = [:]
    for word in ServerPrompt.words(of: text) {
      let name = String(word.prefix { $0 != "=" })
      guard arguments.contains(where: { $0.name == name }), name.count < word.count else {
        throw Notice(.warning, "/\(typed) has no \(name)=. It is /\(typed) \(usage).")
      }
      values[name] = String(word.dropFirst(name.count + 1))
    }
    for argument in arguments where argument.isRequired && values[argument.name] == nil {
      throw Notice(.warning, "\(argument.name)= is missing: it is /\(typed) \(usage).")
    }
    return values
  }

  /// Split at spaces outside of quotes; a backslash takes the next character as it is.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        word = word ?? ""
        isQuoted.toggle()
      } else if character.isWhitespace, !isQuoted {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
