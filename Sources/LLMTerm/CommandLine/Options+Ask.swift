import ChatEngine

extension CommandEntry {
  static let ask = CommandEntry(
    summary: "ask one question; standard input is added to it",
    operands: "PROMPT…", mostOperands: .max,
    flags: [
      .model, .route, .system, .continue, .seed, .temperature, .maxTokens, .json, .cache, .noCache,
      .tool, .yesTool, .toolChoice, .trace, .logLevel,
    ],
    notes: ["The answer goes to standard output, and nothing else does."],
    examples: [
      Example(line: "llmterm ask \"Name a prime.\"", help: "the answer, as it arrives"),
      Example(
        line: "git diff | llmterm ask \"Write a commit message.\"",
        help: "with standard input after the prompt"),
      Example(
        line: "llmterm ask --json \"Name a prime.\" | jq -r .text",
        help: "one object, for scripts"),
    ])
}

extension Options {
  /// One question, answered to standard output.
  struct Ask: Equatable {
    /// The words of the command line with spaces between; empty where all comes by standard input.
    var prompt = ""
    var selection: Destination?
    var system: String?
    var parameters = Parameters()
    var asJSON = false
    var continuesLast = false
    /// Whether a kept answer will do; nil leaves it to the configuration.
    var usesCache: Bool?
    var tools = Tools()
  }

  /// What the model may have called.
  struct Tools: Equatable {
    /// Names of tools and servers, or `all`.
    var offered: [String] = []
    /// Those that run without asking; offered too.
    var free: [String] = []
  }

  /// One question.
  static func ask(_ words: CommandLineWords) throws(UsageError) -> Ask {
    var ask = Ask(prompt: words.operands.joined(separator: " "))
    ask.selection = try selection(words)
    ask.system = words.value(of: .system)
    ask.asJSON = words.has(.json)
    ask.continuesLast = words.has(.continue)
    ask.usesCache = try cacheUse(words)
    ask.tools = Tools(offered: words.values(of: .tool), free: words.values(of: .yesTool))
    ask.parameters.toolChoice = try toolChoice(words)
    ask.parameters.seed = try words.read(of: .seed, as: "a whole number") { Int($0) }
    ask.parameters.temperature = try words.read(of: .temperature, as: "a number from 0 to 2") {
      Double($0).flatMap { (0...2).contains($0) ? $0 : nil }
    }
    ask.parameters.maxOutputTokens = try words.read(
      of: .maxTokens, as: "a whole number, 1 or more"
    ) { Int($0).flatMap { $0 >= 1 ? $0 : nil } }
    return ask
  }

  private static func cacheUse(_ words: CommandLineWords) throws(UsageError) -> Bool? {
    switch (words.has(.cache), words.has(.noCache)) {
    case (true, true):
      throw UsageError(
        "--cache and --no-cache were both given. One takes a kept answer, the other asks anew: "
          + "give one of them.")
    case (true, false): true
    case (false, true): false
    case (false, false): nil
    }
  }

  private static func toolChoice(_ words: CommandLineWords) throws(UsageError) -> ToolChoice? {
    guard let text = words.value(of: .toolChoice) else { return nil }
    if !words.has(.tool), !words.has(.yesTool) {
      throw UsageError(
        "--tool-choice was given without a tool. Offer one as well: --tool NAME, or --tool all.")
    }
    switch text {
    case "auto": return .auto
    case "none": return ToolChoice.none
    case "required": return .required
    default: return .tool(text)
    }
  }
}
