import ChatEngine

/// What `llmterm --help`, `llmterm COMMAND --help` and `llmterm help TOPIC` print.
enum HelpText {
  typealias Row = (usage: String, help: String)

  /// How wide the help is at most: the width of a terminal that nobody made larger.
  static let columns = 80

  private static let exitCodes: [Row] = [
    ("0", "answered"),
    ("1", "every provider failed"),
    ("2", "the command line or the configuration is wrong"),
    ("3", "refused, or cut off by a filter"),
    ("4", "the answer is not of the form that was asked for"),
    ("130", "interrupted"),
  ]

  static func text(of help: Options.Help) -> String {
    switch help {
    case .overview: overview
    case .command(let command): text(of: command)
    case .topic(let topic): topic.text
    }
  }

  /// All commands in a line each, and the options of the full screen.
  static let overview: String = {
    let commands = Flag.Command.allCases.map { command -> Row in
      (command == .chat ? "llmterm [chat]" : usage(of: command), command.entry.summary)
    }
    let names = HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")
    let topics = fold(names, columns: columns - 2).joined(separator: "\n  ")
    return section("Usage", commands) + "\n" + section("Options", options(of: .chat)) + "\n"
      + section("Exit codes", exitCodes)
      + "\nOptions of another command: llmterm COMMAND --help"
      + "\nMore: llmterm help TOPIC, with a command or one of\n  \(topics)\n"
  }()

  /// What a command does, takes and is good for.
  static func text(of command: Flag.Command) -> String {
    let entry = command.entry
    var text = "\(usage(of: command)): \(entry.summary)\n"
    let notes = fold(entry.notes.joined(separator: " "), columns: columns)
    if !notes.isEmpty { text += "\n" + notes.joined(separator: "\n") + "\n" }
    if !entry.choices.isEmpty {
      let rows = entry.choices.map { (usage: $0.word, help: $0.help) }
      text += "\n" + section(command == .help ? "Topics" : "What", rows)
    }
    text += "\n" + section("Options", options(of: command))
    text += "\nExamples:\n"
    for example in entry.examples {
      text += "  # \(example.help)\n  \(example.line)\n"
    }
    return text
  }

  /// The exit codes as a page.
  static var exitCodePage: String { section("Exit codes", exitCodes) }

  private static func usage(of command: Flag.Command) -> String {
    let operands = command.entry.operands
    return "llmterm \(command.rawValue)" + (operands.isEmpty ? "" : " " + operands)
  }

  private static func options(of command: Flag.Command) -> [Row] {
    Flag.all.filter { $0.commands.contains(command) }.map { flag in
      let value = flag.value.map { " " + $0 } ?? ""
      let short = flag.short.map { $0 + ", " } ?? "    "
      return (usage: short + flag.long + value, help: flag.help)
    }
  }

  /// Rows under a heading, their second column aligned and folded where it is too long.
  static func section(_ title: String, _ rows: [Row]) -> String {
    // One name that is very long does not push all others to the right edge.
    let width = min(32, rows.map(\.usage.count).max() ?? 0) + 2
    let lines = rows.flatMap { row -> [String] in
      let folded = fold(row.help, columns: columns - width - 2)
      let indent = String(repeating: " ", count: width + 2)
      guard row.usage.count < width else {
        return ["  " + row.usage] + folded.map { indent + $0 }
      }
      let first = "  " + row.usage + String(repeating: " ", count: width - row.usage.count)
      return [first + (folded.first ?? "")] + folded.dropFirst().map { indent + $0 }
    }
    return title + ":\n" + lines.joined(separator: "\n") + "\n"
  }

  /// Folds a sentence between its words.
  static func fold(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
