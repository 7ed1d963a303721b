extension CommandEntry {
  static let doctor = CommandEntry(
    summary: "try each step to an answer, say how to repair it",
    flags: [.provider, .offline, .json, .trace],
    notes: [
      "Terminal, configuration, keys, folders, and each provider that has a key: name lookup,",
      "connection, TLS, key, list of models, and an answer of a few tokens, which costs a",
      "fraction of a cent. Keys are never printed. The status is 1 where something is wrong.",
    ],
    examples: [
      Example(line: "llmterm doctor", help: "everything"),
      Example(line: "llmterm doctor --provider openai", help: "of the providers only that one"),
      Example(
        line: "llmterm doctor --offline --json | jq '.[] | select(.mark == \"wrong\")'",
        help: "for a script, without asking anybody"),
    ])
}

extension Options {
  /// A look at everything an answer needs.
  struct Doctor: Equatable {
    /// The only provider that is tried; nil for all that can be.
    var provider: String?
    /// Whether nobody is asked.
    var isOffline = false
    var asJSON = false
  }

  /// What is looked at.
  static func doctor(_ words: CommandLineWords) throws(UsageError) -> Doctor {
    if words.has(.offline), words.has(.provider) {
      throw UsageError(
        "--offline and --provider were both given. One asks nobody, the other a provider: give "
          + "one of them.")
    }
    return Doctor(
      provider: words.value(of: .provider), isOffline: words.has(.offline),
      asJSON: words.has(.json))
  }
}
