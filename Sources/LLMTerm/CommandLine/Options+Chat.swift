import ChatEngine

extension CommandEntry {
  static let chat = CommandEntry(
    summary: "chat in the full screen",
    flags: [
      .model, .route, .system, .role, .continue, .resume, .demo, .screenReader, .noMouse,
      .metricsListen,
      .trace, .logLevel, .record, .replay, .replaySpeed,
    ],
    examples: [
      Example(line: "llmterm --continue", help: "go on where you were"),
      Example(line: "llmterm -m anthropic/claude-sonnet-5", help: "ask that model first"),
      Example(line: "llmterm --demo", help: "try it without a key"),
    ])

  static let demo = CommandEntry(
    summary: "try it with simulated providers",
    flags: [.system, .screenReader, .noMouse, .metricsListen, .trace, .logLevel, .record],
    notes: [
      "The providers run in this process and speak the real protocols.",
      "No key is needed and nothing is paid.",
      "Conversations of the demo are kept apart from the others.",
    ],
    examples: [Example(line: "llmterm demo", help: "answers, faults and tools, all canned")])
}

extension Options {
  /// The full screen.
  struct Chat: Equatable {
    enum Start: Equatable {
      case new
      /// The conversation that was used last.
      case last
      case conversation(String)
    }

    var start = Start.new
    var selection: Destination?
    var system: String?
    var role: String?
    var isDemo = false
    var usesMouse = true
    /// Line by line, for a screen reader.
    var isScreenReader = false
    var wire = Wire()
  }

  /// The full screen, or the demo in it.
  static func chat(_ words: CommandLineWords) throws(UsageError) -> Chat {
    var chat = Chat()
    if words.has(.continue), words.has(.resume) {
      throw UsageError(
        "--continue and --resume were both given. One opens the last conversation, the other one "
          + "that you name: give one of them.")
    }
    if words.has(.continue) { chat.start = .last }
    if let id = words.value(of: .resume) { chat.start = .conversation(id) }
    chat.selection = try selection(words)
    chat.system = words.value(of: .system)
    chat.role = words.value(of: .role)
    chat.wire = try wire(words)
    chat.isDemo = words.command == .demo || words.has(.demo)
    chat.usesMouse = !words.has(.noMouse)
    chat.isScreenReader = words.has(.screenReader)
    return chat
  }
}
