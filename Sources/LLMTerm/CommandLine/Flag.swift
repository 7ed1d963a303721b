/// An option of the command line: the table from which it is read and the help is written.
///
/// Which commands take it stands with the commands, in `CommandEntry.flags`.
struct Flag {
  /// The commands in the order of the help; what is known of each is its `entry`.
  enum Command: String, CaseIterable {
    case chat
    case ask
    case batch
    case compare
    case models
    case history
    case providers
    case config
    case stats
    case doctor
    case metrics
    case simulate
    case completions
    case demo
    case help
  }

  enum Name: CaseIterable {
    case model, route, system, seed, temperature, maxTokens, json, cache, noCache, tool, yesTool
    case toolChoice, `continue`
    case output, jobs, ordered, retryFailed, maxCost, dryRun
    case resume, demo, noMouse, screenReader
    case attach
    case role, param, noStream, extract, save, schema, jsonMode, formatAssertion
    case record, replay, replaySpeed, judge, columns
    case metricsListen, trace, logLevel
    case turns, fault
    case format, force, deleted
    case names, since, by, provider, offline
    case config, version, help
  }

  var name: Name
  /// `-m`; nil where there is no short form.
  var short: String?
  var long: String
  /// What its value is called in the help; nil where it takes none.
  var value: String?
  /// The words that its value can be; empty where it is free.
  var choices: [String] = []
  var help: String

  var spellings: [String] { [short, long].compactMap(\.self) }

  /// The commands that take it.
  var commands: [Command] {
    Flag.general.contains(name)
      ? Command.allCases : Command.allCases.filter { $0.entry.flags.contains(name) }
  }

  static func of(_ name: Name) -> Flag {
    // Every name stands in the table: a test holds it to that.
    all.first { $0.name == name } ?? all[0]
  }

  /// Those that every command takes.
  static let general: [Name] = [.config, .version, .help]

  static let all = [
    Flag(
      name: .model, short: "-m", long: "--model", value: "TARGET",
      help: "the model to ask, as provider/model"),
    Flag(
      name: .route, short: "-r", long: "--route", value: "ROUTE",
      help: "the configured route to ask"),
    Flag(
      name: .system, short: "-s", long: "--system", value: "TEXT", help: "the system prompt"),
    Flag(name: .continue, long: "--continue", help: "go on with the last conversation"),
    Flag(
      name: .resume, long: "--resume", value: "ID",
      help: "open that conversation, or go on with it"),
    Flag(name: .save, long: "--save", help: "keep the question as a conversation"),
    Flag(name: .role, long: "--role", value: "NAME", help: "the configured role to ask in"),
    Flag(
      name: .demo, long: "--demo", help: "simulated providers in this process; no key needed"),
    Flag(
      name: .screenReader, long: "--screen-reader",
      help: "line by line, for a screen reader"),
    Flag(name: .noMouse, long: "--no-mouse", help: "leave the mouse to the terminal"),
    Flag(
      name: .attach, short: "-a", long: "--attach", value: "FILE",
      help: "send it along, - for standard input; repeatable"),
    Flag(
      name: .seed, long: "--seed", value: "N",
      help: "the same seed, the same answer, where it can be"),
    Flag(name: .temperature, long: "--temperature", value: "X", help: "0 to 2"),
    Flag(name: .maxTokens, long: "--max-tokens", value: "N", help: "the longest answer"),
    Flag(
      name: .param, long: "--param", value: "NAME=VALUE",
      help: "another parameter, as effort=low; repeatable"),
    Flag(
      name: .schema, long: "--schema", value: "SCHEMA",
      help: "JSON of that form: a file, JSON Schema, or as \"name, age int\""),
    Flag(name: .jsonMode, long: "--json-mode", help: "any JSON object"),
    Flag(
      name: .formatAssertion, long: "--format-assertion", help: "the schema's formats count too"),
    Flag(name: .extract, long: "--extract", help: "print the last block of code only"),
    Flag(name: .noStream, long: "--no-stream", help: "the answer in one piece"),
    Flag(
      name: .judge, long: "--judge", value: "TARGET",
      help: "who says, without names, which answer is best"),
    Flag(name: .columns, long: "--columns", help: "the answers side by side"),
    Flag(
      name: .record, long: "--record", value: "FILE", help: "record the wire, to be played again"),
    Flag(
      name: .replay, long: "--replay", value: "FILE",
      help: "play a recording; nothing goes to the network"),
    Flag(
      name: .replaySpeed, long: "--replay-speed", value: "X",
      help: "1 for the time that it took; without it none"),
    Flag(name: .json, long: "--json", help: "print JSON instead of text"),
    Flag(name: .cache, long: "--cache", help: "a kept answer will do; keep this one"),
    Flag(name: .noCache, long: "--no-cache", help: "ask anew, and keep nothing"),
    Flag(
      name: .tool, long: "--tool", value: "NAME",
      help: "offer that tool or server, or all; repeatable"),
    Flag(
      name: .yesTool, long: "--yes-tool", value: "NAME",
      help: "offer that, and run it without asking; repeatable"),
    Flag(
      name: .toolChoice, long: "--tool-choice", value: "CHOICE",
      choices: ["auto", "none", "required"],
      help: "auto, none, required, or the tool to call"),
    Flag(
      name: .output, short: "-o", long: "--output", value: "FILE",
      help: "where answers go; a run that was stopped goes on there"),
    Flag(
      name: .jobs, short: "-j", long: "--jobs", value: "N",
      help: "how many are asked at a time; usually 16"),
    Flag(name: .ordered, long: "--ordered", help: "answers in the order of the input"),
    Flag(
      name: .retryFailed, long: "--retry-failed", help: "ask again for what failed before"),
    Flag(
      name: .maxCost, long: "--max-cost", value: "USD",
      help: "take no more lines when that may be spent"),
    Flag(
      name: .dryRun, long: "--dry-run", help: "count lines, tokens and cost, and ask nobody"),
    Flag(
      name: .metricsListen, long: "--metrics-listen", value: "ADDR",
      help: "metrics for Prometheus at that address"),
    Flag(
      name: .trace, long: "--trace", value: "FILE", help: "record the wire, without keys"),
    Flag(
      name: .logLevel, long: "--log-level", value: "LEVEL",
      choices: ["off", "error", "warning", "info", "debug"],
      help: "off, error, warning, info, debug"),
    Flag(
      name: .format, long: "--format", value: "FORMAT", choices: ["md", "json", "html"],
      help: "of an export: md, json or html"),
    Flag(name: .force, long: "--force", help: "write an export over a file that is there"),
    Flag(name: .deleted, long: "--deleted", help: "of what is in the trash"),
    Flag(name: .turns, long: "--turns", value: "N", help: "how many prompts are simulated"),
    Flag(
      name: .fault, long: "--fault", value: "FAULT",
      help: "TARGET=KIND@FROM-TO, in percent; repeatable"),
    Flag(name: .names, long: "--names", help: "nothing but the names, a line each"),
    Flag(
      name: .since, long: "--since", value: "WHEN",
      help: "a day as 2026-11-23, a time as 2026-11-23T08:00:00Z, or so long ago: 7d, 12h, 30m"),
    Flag(
      name: .by, long: "--by", value: "GROUP", choices: ["day", "provider", "model"],
      help: "day, provider or model"),
    Flag(
      name: .provider, long: "--provider", value: "PROVIDER", help: "of the providers only that"),
    Flag(name: .offline, long: "--offline", help: "ask nobody"),
    Flag(name: .config, long: "--config", value: "FILE", help: "the configuration file"),
    Flag(name: .version, long: "--version", help: "print the version"),
    Flag(name: .help, short: "-h", long: "--help", help: "print this"),
  ]
}
