import ChatEngine

extension CommandEntry {
  static let ask = CommandEntry(
    summary: "ask one question; standard input is added to it",
    operands: "PROMPT…", mostOperands: .max,
    flags: [
      .model, .route, .system, .role, .attach, .continue, .resume, .save, .seed, .temperature,
      .maxTokens, .param, .schema, .jsonMode, .formatAssertion, .json, .extract, .noStream, .cache,
      .noCache,
      .tool, .yesTool, .toolChoice, .record, .replay, .replaySpeed, .trace, .logLevel,
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
      Example(
        line: "llmterm ask --schema \"name, born int\" \"Who found radium?\"",
        help: "JSON that meets a schema, or exit code 4"),
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
    var role: String?
    var form = Form.text
    /// Whether the answer is sent piece by piece.
    var streams = true
    var shape: Shape?
    var continuesLast = false
    /// The conversation to go on with, by the beginning of its id.
    var resumes: String?
    /// Whether a new conversation is kept.
    var isKept = false
    var wire = Wire()
    /// Whether a kept answer will do; nil leaves it to the configuration.
    var usesCache: Bool?
    var tools = Tools()
    /// Files that go with it; `-` is standard input.
    var attachments: [String] = []
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
    var ask = Ask(prompt: words.text)
    ask.selection = try selection(words)
    ask.system = words.value(of: .system)
    ask.role = words.value(of: .role)
    ask.form = try Ask.form(words)
    ask.streams = !words.has(.noStream)
    ask.shape = try shape(words)
    ask.wire = try wire(words)
    if words.has(.continue), words.has(.resume) {
      throw UsageError(
        "--continue and --resume were both given. One goes on with the last conversation, the other "
          + "with one that you name: give one of them.")
    }
    ask.continuesLast = words.has(.continue)
    ask.resumes = words.value(of: .resume)
    ask.isKept = words.has(.save)
    ask.usesCache = try cacheUse(words)
    ask.tools = Tools(offered: words.values(of: .tool), free: words.values(of: .yesTool))
    ask.attachments = words.values(of: .attach)
    ask.parameters = try parameters(words)
    ask.parameters.toolChoice = try toolChoice(words)
    return ask
  }

  static func cacheUse(_ words: CommandLineWords) throws(UsageError) -> Bool? {
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
