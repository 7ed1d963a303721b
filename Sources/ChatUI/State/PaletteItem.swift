/// A line of the list of all commands.
package enum PaletteItem: Sendable, Equatable {
  case command(Command)
  case typed(SlashCommand)

  /// What it does, by which it is found.
  var help: String {
    switch self {
    case .command(let command): Command.table.first { $0.command == command }?.help ?? ""
    case .typed(let command): command.help
    }
  }

  /// The name that the configuration gives it, or that is typed.
  var name: String {
    switch self {
    case .command(let command): command.rawValue
    case .typed(let command): "/" + command.rawValue
    }
  }

  /// What is done from everywhere first, then what is done to the prompt and to messages; what only
  /// moves the cursor has keys at hand.
  static let all: [PaletteItem] = {
    let rows = Command.table.filter { row in
      row.contexts.contains { [.global, .composer, .message].contains($0) }
        && !row.command.isSmall
    }
    let sorted =
      rows.filter { $0.contexts == [.global] } + rows.filter { $0.contexts != [.global] }
    return sorted.map { .command($0.command) } + SlashCommand.allCases.map(PaletteItem.typed)
  }()
}

extension Command {
  /// What a person does with a key, or not at all.
  fileprivate var isSmall: Bool {
    switch self {
    case .left, .right, .wordLeft, .wordRight, .lineStart, .lineEnd, .deleteBackward,
      .deleteForward, .earlierPrompt, .laterPrompt, .complete, .close, .endOfInput, .palette:
      true
    default: false
    }
  }
}
