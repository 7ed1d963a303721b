import ChatEngine

extension CommandEntry {
  static let config = CommandEntry(
    summary: "look at the configuration",
    operands: "WHAT", mostOperands: 1,
    choices: Options.ConfigurationAction.allCases.map { ($0.rawValue, $0.help) },
    flags: [.json],
    notes: ["--json goes with show."],
    examples: [
      Example(line: "llmterm config check", help: "before a restart"),
      Example(line: "$EDITOR \"$(llmterm config path)\"", help: "open it"),
      Example(
        line: "llmterm config show --json | jq -r .default.value", help: "what is asked first"),
      Example(
        line: "llmterm config schema > ~/.config/llmterm/schema.json",
        help: "for an editor that completes and checks"),
    ])
}

extension Options {
  enum ConfigurationAction: String, CaseIterable, Equatable {
    case check, show, path, schema

    /// What it does, in one line.
    var help: String {
      switch self {
      case .check: "print all that is wrong with the configuration"
      case .show: "print what is in force and where it comes from"
      case .path: "print where the configuration is"
      case .schema: "print its JSON Schema, for editors"
      }
    }
  }

  /// What is to be done with the configuration.
  static func configurationAction(
    _ words: CommandLineWords
  ) throws(UsageError) -> ConfigurationAction {
    let known = ConfigurationAction.allCases.map(\.rawValue)
    guard let word = words.operands.first else {
      throw UsageError("config needs to know what to do: \(known.joined(separator: ", ")).")
    }
    guard let action = ConfigurationAction(rawValue: word) else {
      throw UsageError(
        "config does not know \(SafeQuote.quoted(word)); it knows "
          + "\(known.joined(separator: ", ")).\(Suggestion.question(for: word, among: known))")
    }
    if words.has(.json), action != .show {
      throw UsageError("--json goes with config show, not with config \(action.rawValue).")
    }
    return action
  }
}
