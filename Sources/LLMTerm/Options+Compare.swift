import ChatEngine

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
    var compare = Compare(prompt: words.operands.joined(separator: " "))
    for text in words.values(of: .model) {
      compare.selections.append(.target(try target(text, of: "-m")))
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
    if let text = words.value(of: .judge) { compare.judge = try target(text, of: "--judge") }
    compare.inColumns = words.has(.columns)
    compare.asJSON = words.has(.json)
    compare.wire = try wire(words)
    return compare
  }

  private static func target(_ text: String, of flag: String) throws(UsageError) -> Target {
    guard let target = Target(text) else {
      throw UsageError(
        "\(flag) takes provider/model, not \(SafeQuote.quoted(text)). Write it as in "
          + "anthropic/claude-sonnet-5; `llmterm models` lists what there is.")
    }
    return target
  }
}
