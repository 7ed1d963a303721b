extension CommandEntry {
  static let models = CommandEntry(
    summary: "list the models that can be asked",
    flags: [.json],
    notes: ["No provider is asked for this."],
    examples: [
      Example(line: "llmterm models", help: "with context, prices and abilities"),
      Example(
        line: "llmterm models --json | jq -r '.[].target'", help: "their names, for scripts"),
    ])
}

extension Options {
  /// The list of models.
  struct Models: Equatable {
    var asJSON = false
  }

  /// Which models are listed, and how.
  static func models(_ words: CommandLineWords) -> Models {
    Models(asJSON: words.has(.json))
  }
}
