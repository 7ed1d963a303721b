/// An option of the command line: the table from which it is read and the help is written.
struct Flag {
  enum Command: String, CaseIterable {
    case chat, ask, models, config, simulate, demo, help

    /// How many words may stand after it.
    var operands: Int {
      switch self {
      case .ask: .max
      case .config: 1
      case .help: 1
      case .chat, .models, .simulate, .demo: 0
      }
    }
  }

  enum Name: CaseIterable {
    case model, route, system, seed, temperature, maxTokens, json, cache, noCache, tool, yesTool
    case toolChoice, `continue`
    case resume, demo, noMouse, attach, metricsListen, trace, logLevel, turns, fault, config,
      version, help
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
      name: .model, short: "-m", long: "--model", value: "TARGET", commands: [.chat, .ask],
      help: "the model to ask, as provider/model"),
    Flag(
      name: .route, short: "-r", long: "--route", value: "ROUTE",
      commands: [.chat, .ask, .simulate],
      help: "the configured route to ask"),
    Flag(
      name: .system, short: "-s", long: "--system", value: "TEXT", commands: [.chat, .demo, .ask],
      help: "the system prompt"),
    Flag(
      name: .continue, long: "--continue", commands: [.chat, .ask],
      help: "go on with the last conversation"),
    Flag(
      name: .resume, long: "--resume", value: "ID", commands: [.chat],
      help: "open that conversation"),
    Flag(
      name: .demo, long: "--demo", commands: [.chat],
      help: "simulated providers in this process; no key needed"),
    Flag(
      name: .noMouse, long: "--no-mouse", commands: screen,
      help: "leave the mouse to the terminal"),
    Flag(
      name: .attach, short: "-a", long: "--attach", value: "FILE", commands: [.ask],
      help: "send that file along, - for standard input; may be repeated"),
    Flag(
      name: .seed, long: "--seed", value: "N", commands: [.ask, .simulate],
      help: "the same seed, the same answer, where the provider can"),
    Flag(
      name: .temperature, long: "--temperature", value: "X", commands: [.ask],
      help: "0 to 2"),
    Flag(
      name: .maxTokens, long: "--max-tokens", value: "N", commands: [.ask],
      help: "the longest answer"),
    Flag(
      name: .json, long: "--json", commands: [.ask, .models, .simulate],
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
      name: .trace, long: "--trace", value: "FILE", commands: [.chat, .demo, .ask],
      help: "record the wire, without keys"),
    Flag(
      name: .logLevel, long: "--log-level", value: "LEVEL", commands: [.chat, .demo, .ask],
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
