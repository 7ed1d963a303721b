import ChatEngine

extension CommandEntry {
  static let help = CommandEntry(
    summary: "explain a command or a topic",
    operands: "[TOPIC]", mostOperands: 1,
    choices: HelpTopic.allCases.map { ($0.rawValue, $0.summary) },
    examples: [
      Example(line: "llmterm help ask", help: "the same as: llmterm ask --help"),
      Example(line: "llmterm help keys", help: "what the keys do in the chat"),
    ])
}

extension Options {
  /// What is explained.
  enum Help: Equatable {
    case overview
    case command(Flag.Command)
    case topic(HelpTopic)
  }

  /// What `help` was asked for.
  static func help(_ words: CommandLineWords) throws(UsageError) -> Help {
    guard let word = words.operands.first else { return .overview }
    if let command = Flag.Command(rawValue: word) { return .command(command) }
    if let topic = HelpTopic(rawValue: word) { return .topic(topic) }
    let topics = HelpTopic.allCases.map(\.rawValue)
    let known = Flag.Command.allCases.map(\.rawValue) + topics
    let question = Suggestion.question(for: word, among: known)
    throw UsageError(
      "there is no help on \(SafeQuote.quoted(word)). Topics beside the commands: "
        + "\(topics.joined(separator: ", ")).\(question)")
  }
}
