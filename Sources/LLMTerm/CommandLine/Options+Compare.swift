import ChatEngine

extension CommandEntry {
  static let compare = CommandEntry(
    summary: "ask several at once, and compare what it took",
    operands: "PROMPT…", mostOperands: .max,
    flags: [
      .model, .route, .system, .seed, .temperature, .maxTokens, .param, .schema, .jsonMode,
      .formatAssertion, .judge, .json, .columns, .record, .replay, .replaySpeed, .trace, .logLevel,
    ],
    notes: [
      "Name two or more targets or routes. The answers come one after the other, then a table.",
      "One that fails touches no other.",
    ],
    examples: [
      Example(
        line: "llmterm compare -m openai/gpt-6.1-sol -m groq/llama-3.3-70b \"A prime?\"",
        help: "both answers, and what they took"),
      Example(
        line: "llmterm compare -r main -r cheap --judge openai/gpt-6.1-sol \"A prime?\"",
        help: "with a word on which is best"),
    ])
}

extension Options {
  /// One question to several at once.
  struct Compare: Equatable {
    /// The words of the command line with spaces between; empty where all comes by standard input.
    var prompt = ""
    /// In the order of the command line, targets before routes.
    var selections: [Destination] = []
    var system: String?
    var parameters = Parameters()
    var shape: Shape?
    /// Who says which answer is best.
    var judge: Target?
    var inColumns = false
    var asJSON = false
    var wire = Wire()
  }

  /// `llmterm compare`.
  static func compare(_ words: CommandLineWords) throws(UsageError) -> Compare {
    var compare = Compare(prompt: words.text)
    for text in words.values(of: .model) {
      compare.selections.append(.target(try target(text)))
    }
    compare.selections += words.values(of: .route).map { .route($0) }
    if compare.selections.count < 2 {
      throw UsageError(
        "compare needs two or more to ask. Name each: llmterm compare -m TARGET -m TARGET \"QUESTION\""
      )
    }
    if words.has(.json), words.has(.columns) {
      throw UsageError(
        "--json and --columns were both given. Each says what is printed: give one of them.")
    }
    compare.system = words.value(of: .system)
    compare.parameters = try parameters(words)
    compare.shape = try shape(words)
    if let text = words.value(of: .judge) { compare.judge = try target(text, of: .judge) }
    compare.inColumns = words.has(.columns)
    compare.asJSON = words.has(.json)
    compare.wire = try wire(words)
    return compare
  }
}
