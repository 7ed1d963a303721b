import ChatEngine

extension CommandEntry {
  static let models = CommandEntry(
    summary: "list the models that can be asked",
    operands: "[WORD…]", mostOperands: .max,
    flags: [.json, .names],
    notes: [
      "With words, the models whose names have all of them. No provider is asked for this:",
      "what stands here comes from the configuration and the built-in table.",
    ],
    examples: [
      Example(line: "llmterm models", help: "with context, prices and abilities"),
      Example(line: "llmterm models openai mini", help: "those with both words in their names"),
      Example(line: "llmterm models --names | fzf", help: "only their names, to choose from"),
    ])
}

extension Options {
  /// The list of models.
  struct Models: Equatable {
    /// What their names must have, in any case of letters.
    var words: [String] = []
    var asJSON = false
    /// Nothing but the targets, a line each.
    var namesOnly = false
  }

  /// Which models are listed, and how.
  static func models(_ words: CommandLineWords) throws(UsageError) -> Models {
    if words.has(.json), words.has(.names) {
      throw UsageError(
        "--json and --names were both given. One prints all that is known, the other only names: "
          + "give one of them.")
    }
    return Models(
      words: words.operands, asJSON: words.has(.json), namesOnly: words.has(.names))
  }
}
