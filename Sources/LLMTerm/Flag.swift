/// An option of the command line: the table from which it is read and the help is written.
struct Flag {
  enum Command: String, CaseIterable {
    case chat, ask, compare, models, config, simulate, demo, help

    /// How many words may stand after it.
    var operands: Int {
      switch self {
      case .ask, .compare: .max
      case .config: 1
      case .help: 1
      case .chat, .models, .simulate, .demo: 0
      }
    }
  }

  enum Name: CaseIterable {
    case model, route, system, seed, temperature, maxTokens, json, cache, noCache, tool, yesTool
    case toolChoice, `continue`
    case role, param, noStream, extract, save, schema, jsonMode, formatAssertion
    case record, replay, replaySpeed, judge, columns
    case resume, demo, noMouse, metricsListen, trace, logLevel, turns, fault, config, version, help
  }

  var name: Name
  /// `-m`; nil where there is no short form.
  var short: String?
  var long: String
  /// What its value is called in the help; nil where it takes none.
  var value: String?
  var commands: Set<Command>
  var help: String

  var spellings: [String] { [short, long].compactMap(\.self) }

  static func of(_ name: Name) -> Flag {
    // Every name stands in the table: a test holds it to that.
    all.first { $0.name == name } ?? all[0]
  }

  private static let screen: Set<Command> = [.chat, .demo]
  private static let every = Set(Command.allCases)

  static let all = [
    Flag(
      name: .model, short: "-m", long: "--model", value: "TARGET",
      commands: [.chat, .ask, .compare],
      help: "the model to ask, as provider/model"),
    Flag(
      name: .route, short: "-r", long: "--route", value: "ROUTE",
      commands: [.chat, .ask, .compare, .simulate],
      help: "the configured route to ask"),
    Flag(
      name: .system, short: "-s", long: "--system", value: "TEXT",
      commands: [.chat, .demo, .ask, .compare],
      help: "the system prompt"),
    Flag(
      name: .continue, long: "--continue", commands: [.chat, .ask],
      help: "go on with the last conversation"),
    Flag(
      name: .resume, long: "--resume", value: "ID", commands: [.chat, .ask],
      help: "open that conversation, or go on with it"),
    Flag(
      name: .save, long: "--save", commands: [.ask],
      help: "keep the question as a conversation"),
    Flag(
      name: .role, long: "--role", value: "NAME", commands: [.chat, .ask],
      help: "the configured role to ask in"),
    Flag(
      name: .demo, long: "--demo", commands: [.chat],
      help: "simulated providers in this process; no key needed"),
    Flag(
      name: .noMouse, long: "--no-mouse", commands: screen,
      help: "leave the mouse to the terminal"),
    Flag(
      name: .seed, long: "--seed", value: "N", commands: [.ask, .compare, .simulate],
      help: "the same seed, the same answer, where the provider can"),
    Flag(
      name: .temperature, long: "--temperature", value: "X", commands: [.ask, .compare],
      help: "0 to 2"),
    Flag(
      name: .maxTokens, long: "--max-tokens", value: "N", commands: [.ask, .compare],
      help: "the longest answer"),
    Flag(
      name: .param, long: "--param", value: "NAME=VALUE", commands: [.ask, .compare],
      help: "another parameter, as effort=low; may be repeated"),
    Flag(
      name: .schema, long: "--schema", value: "SCHEMA", commands: [.ask, .compare],
      help: "JSON of that form: a file, JSON Schema, or as \"name, age int\""),
    Flag(
      name: .jsonMode, long: "--json-mode", commands: [.ask, .compare],
      help: "any JSON object"),
    Flag(
      name: .formatAssertion, long: "--format-assertion", commands: [.ask, .compare],
      help: "the schema's formats count too"),
    Flag(
      name: .extract, long: "--extract", commands: [.ask],
      help: "print the last block of code only"),
    Flag(
      name: .noStream, long: "--no-stream", commands: [.ask],
      help: "the answer in one piece"),
    Flag(
      name: .judge, long: "--judge", value: "TARGET", commands: [.compare],
      help: "who says, without names, which answer is best"),
    Flag(
      name: .columns, long: "--columns", commands: [.compare],
      help: "the answers side by side"),
    Flag(
      name: .record, long: "--record", value: "FILE", commands: [.chat, .demo, .ask, .compare],
      help: "record the wire, to be played again"),
    Flag(
      name: .replay, long: "--replay", value: "FILE", commands: [.chat, .ask, .compare],
      help: "play a recording; nothing goes to the network"),
    Flag(
      name: .replaySpeed, long: "--replay-speed", value: "X", commands: [.chat, .ask, .compare],
      help: "1 for the time that it took; as fast as can be without"),
    Flag(
      name: .json, long: "--json", commands: [.ask, .compare, .models, .simulate],
      help: "print JSON instead of text"),
    Flag(
      name: .cache, long: "--cache", commands: [.ask],
      help: "a kept answer will do; keep this one"),
    Flag(
      name: .noCache, long: "--no-cache", commands: [.ask],
      help: "ask anew, and keep nothing"),
    Flag(
      name: .tool, long: "--tool", value: "NAME", commands: [.ask],
      help: "offer that tool or server, or all; may be repeated"),
    Flag(
      name: .yesTool, long: "--yes-tool", value: "NAME", commands: [.ask],
      help: "offer that tool and run it without asking; may be repeated"),
    Flag(
      name: .toolChoice, long: "--tool-choice", value: "CHOICE", commands: [.ask],
      help: "auto, none, required, or the tool to call"),
    Flag(
      name: .metricsListen, long: "--metrics-listen", value: "ADDR", commands: screen,
      help: "metrics for Prometheus at that address"),
    Flag(
      name: .trace, long: "--trace", value: "FILE", commands: [.chat, .demo, .ask, .compare],
      help: "record the wire, without keys"),
    Flag(
      name: .logLevel, long: "--log-level", value: "LEVEL",
      commands: [.chat, .demo, .ask, .compare],
      help: "off, error, warning, info, debug"),
    Flag(
      name: .turns, long: "--turns", value: "N", commands: [.simulate],
      help: "how many prompts are simulated"),
    Flag(
      name: .fault, long: "--fault", value: "FAULT", commands: [.simulate],
      help: "TARGET=KIND@FROM-TO, in percent of the run; may be repeated"),
    Flag(
      name: .config, long: "--config", value: "FILE", commands: every,
      help: "the configuration file"),
    Flag(name: .version, long: "--version", commands: every, help: "print the version"),
    Flag(name: .help, short: "-h", long: "--help", commands: every, help: "print this"),
  ]
}
