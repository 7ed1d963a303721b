/// What is known of a command: its line in the help, what may stand after it, its options.
///
/// Each command has its own in `Options+COMMAND.swift`, beside what reads it.
struct CommandEntry {
  /// A command line, and what it does.
  struct Example {
    var line: String
    var help: String
  }

  /// One line, for the list of commands.
  var summary: String
  /// What stands after the command, as the help writes it: `PROMPT…`; empty where nothing may.
  var operands = ""
  /// How many words may stand after it.
  var mostOperands = 0
  /// The words that an operand can be, each with what it does; empty where it is free.
  var choices: [(word: String, help: String)] = []
  /// The options it takes beside those that every command takes.
  var flags: [Flag.Name] = []
  /// What a person should know beside the options, in sentences.
  var notes: [String] = []
  var examples: [Example]
}

extension Flag.Command {
  /// The row of a command.
  var entry: CommandEntry {
    switch self {
    case .chat: .chat
    case .ask: .ask
    case .batch: .batch
    case .compare: .compare
    case .models: .models
    case .history: .history
    case .providers: .providers
    case .config: .config
    case .stats: .stats
    case .doctor: .doctor
    case .metrics: .metrics
    case .simulate: .simulate
    case .completions: .completions
    case .demo: .demo
    case .help: .help
    }
  }
}
