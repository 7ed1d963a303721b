extension CommandEntry {
  static let providers = CommandEntry(
    summary: "list the known providers and where their keys are",
    flags: [.json],
    notes: [
      "Keys themselves are never printed. Servers of this machine are looked for on the ports",
      "where they listen as installed.",
    ],
    examples: [
      Example(line: "llmterm providers", help: "ready ones first"),
      Example(
        line: "llmterm providers --json | jq -r '.[] | select(.ready).name'",
        help: "the names of those that can be asked"),
    ])
}

extension Options {
  /// The list of providers.
  struct Providers: Equatable {
    var asJSON = false
  }
}
