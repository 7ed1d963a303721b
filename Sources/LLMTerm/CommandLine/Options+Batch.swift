import ChatEngine

extension CommandEntry {
  static let batch = CommandEntry(
    summary: "ask for each line of a file, many at a time",
    operands: "FILE|-", mostOperands: 1,
    flags: [
      .output, .jobs, .model, .route, .system, .role, .ordered, .retryFailed, .maxCost, .dryRun,
      .schema, .jsonMode, .formatAssertion, .seed, .temperature, .maxTokens, .param, .cache,
      .noCache, .json, .record, .replay, .replaySpeed, .metricsListen, .trace, .logLevel,
    ],
    notes: [
      "A line is a JSON object such as {\"id\": \"1\", \"prompt\": \"Hi\"}; lines of OpenAI's batches do",
      "too. Each answer is a line as well. The same command goes on where a run was stopped.",
    ],
    examples: [
      Example(
        line: "llmterm batch in.jsonl -o out.jsonl -j 50", help: "fifty at a time"),
      Example(
        line: "llmterm batch in.jsonl -o out.jsonl --retry-failed",
        help: "once more for what failed"),
      Example(line: "llmterm batch in.jsonl --dry-run", help: "what it would cost"),
    ])
}

extension Options {
  /// Many prompts, each a line.
  struct Batch: Equatable {
    /// A path, or `-` for standard input.
    var input = ""
    /// Nil for standard output.
    var output: String?
    var selection: Destination?
    var system: String?
    /// A role of the configuration.
    var role: String?
    /// The form of answers to lines that ask for none.
    var shape: Shape?
    var parameters = Parameters()
    /// Whether a kept answer will do; nil leaves it to the configuration.
    var usesCache: Bool?
    var rules = BatchRun.Rules()
    var isDryRun = false
    /// Whether a dry run's figures are printed as JSON.
    var isJSON = false
    var wire = Wire()
    var jobs: Int { rules.jobs }
  }

  /// Each has a socket, and a system gives a process a few thousand.
  private static let mostJobs = 10_000

  /// Many prompts.
  static func batch(_ words: CommandLineWords) throws(UsageError) -> Batch {
    guard let input = words.operands.first else {
      throw UsageError(
        "batch needs a file of JSON lines, or - for standard input. Write: llmterm batch IN.jsonl "
          + "-o OUT.jsonl")
    }
    var batch = Batch(input: input)
    batch.selection = try selection(words)
    batch.usesCache = try cacheUse(words)
    batch.output = words.value(of: .output).flatMap { $0 == "-" ? nil : $0 }
    batch.system = words.value(of: .system)
    batch.role = words.value(of: .role)
    batch.shape = try shape(words)
    batch.parameters = try parameters(words)
    batch.rules.jobs =
      try words.read(of: .jobs, as: "a whole number from 1 to \(mostJobs)") {
        Int($0).flatMap { (1...mostJobs).contains($0) ? $0 : nil }
      } ?? batch.rules.jobs
    batch.rules.isOrdered = words.has(.ordered)
    batch.rules.retriesFailed = words.has(.retryFailed)
    batch.rules.maxCost = try words.read(of: .maxCost, as: "US dollars, 0 or more") {
      Double($0).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    }
    batch.isDryRun = words.has(.dryRun)
    batch.isJSON = words.has(.json)
    if batch.isJSON, !batch.isDryRun {
      throw UsageError(
        "--json belongs to --dry-run: what a batch writes is JSON lines anyway. Leave it out.")
    }
    batch.wire = try wire(words)
    for flag in [Flag.Name.record, .replay] where batch.isDryRun && words.has(flag) {
      throw UsageError(
        "--dry-run and \(Flag.of(flag).long) were both given. A dry run asks nobody, so that there is "
          + "nothing to record or play: leave one of them out.")
    }
    if batch.rules.retriesFailed, batch.output == nil {
      throw UsageError(
        "--retry-failed needs the file that the failed answers stand in. Name it with -o.")
    }
    return batch
  }
}
