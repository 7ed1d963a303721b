/// An option of the command line: the table from which it is read and the help is written.
///
/// Which commands take it stands with the commands, in `CommandEntry.flags`.
struct Flag {
  /// The commands in the order of the help; what is known of each is its `entry`.
  enum Command: String, CaseIterable {
    case chat
    case ask
    case models
    case history
    case config
    case simulate
    case demo
    case help
  }

  enum Name: CaseIterable {
    case model, route, system, seed, temperature, maxTokens, json, cache, noCache, tool, yesTool
    case toolChoice, `continue`
    case resume, demo, noMouse
    case metricsListen, trace, logLevel
    case turns, fault
    case format, force, deleted
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
    Flag(name: .resume, long: "--resume", value: "ID", help: "open that conversation"),
    Flag(
      name: .demo, long: "--demo", help: "simulated providers in this process; no key needed"),
    Flag(name: .noMouse, long: "--no-mouse", help: "leave the mouse to the terminal"),
    Flag(
      name: .seed, long: "--seed", value: "N",
      help: "the same seed, the same answer, where it can be"),
    Flag(name: .temperature, long: "--temperature", value: "X", help: "0 to 2"),
    Flag(name: .maxTokens, long: "--max-tokens", value: "N", help: "the longest answer"),
    Flag(name: .json, long: "--json", help: "print JSON instead of text"),
    Flag(name: .cache, long: "--cache", help: "a kept answer will do; keep this one"),
    Flag(name: .noCache, long: "--no-cache", help: "ask anew, and keep nothing"),
    Flag(
      name: .tool, long: "--tool", value: "NAME",
      help: "offer that tool or server, or all; repeatable"),
    Flag(
      name: .yesTool, long: "--yes-tool", value: "NAME",
      help: "offer it and run it without asking; repeatable"),
    Flag(
      name: .toolChoice, long: "--tool-choice", value: "CHOICE",
      choices: ["auto", "none", "required"],
      help: "auto, none, required, or the tool to call"),
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
    Flag(name: .config, long: "--config", value: "FILE", help: "the configuration file"),
    Flag(name: .version, long: "--version", help: "print the version"),
    Flag(name: .help, short: "-h", long: "--help", help: "print this"),
  ]
}
