import ChatEngine

/// The command line taken apart by the table of flags: command, flags with their values, the rest.
struct CommandLineWords {
  private(set) var command = Flag.Command.chat
  /// Whether the command was written, and is not the full screen for want of one.
  private(set) var isNamed = false
  /// What is neither command nor flag, in its order.
  private(set) var operands: [String] = []
  /// The flags' values in their order, an empty one for those that take none.
  private var values: [Flag.Name: [String]] = [:]

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    if let first = rest.first, !first.hasPrefix("-") || first == "-" {
      command = try Self.command(named: first)
      isNamed = true
      rest.removeFirst()
    }
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      if word.hasPrefix("-"), word != "-" {
        try readFlag(word, &rest)
      } else {
        operands.append(word)
      }
    }
    if let extra = operands.dropFirst(command.entry.mostOperands).first {
      throw UsageError(
        "\(command.rawValue) takes no \(SafeQuote.quoted(extra)). \(hint(about: extra))")
    }
  }

  /// What a person may have meant with a word too many.
  private func hint(about extra: String) -> String {
    switch command {
    case .chat where !isNamed && Flag.Command(rawValue: extra) != nil:
      "A command stands before its options. Write: llmterm \(extra) …"
    case .chat, .demo: "To ask one question, write: llmterm ask \"QUESTION\""
    case .batch: "Say with -o where the answers go. Write: llmterm batch IN.jsonl -o OUT.jsonl"
    case .doctor: "To try one provider, write: llmterm doctor --provider PROVIDER"
    case .models, .ask, .compare, .history, .providers, .config, .stats, .metrics, .completions,
      .simulate, .help:
      "`llmterm \(command.rawValue) --help` says what it takes."
    }
  }

  /// What is neither command nor flag, as one text with spaces between.
  var text: String {
    operands.dropFirst().reduce(into: operands.first ?? "") { text, word in text += " " + word }
  }

  func has(_ flag: Flag.Name) -> Bool { values[flag] != nil }

  /// Where a flag is repeated, the last one counts, so that an alias can be overruled.
  func value(of flag: Flag.Name) -> String? { values[flag]?.last }

  /// All of them, for a flag that may be repeated.
  func values(of flag: Flag.Name) -> [String] { values[flag] ?? [] }

  func read<Value>(
    of flag: Flag.Name, as expected: @autoclosure () -> String, _ read: (String) -> Value?
  ) throws(UsageError) -> Value? {
    guard let text = value(of: flag) else { return nil }
    guard let value = read(text) else {
      throw UsageError(
        "\(Flag.of(flag).long) takes \(expected()), not \(SafeQuote.quoted(text)).")
    }
    return value
  }

  // MARK: Reading

  private static func command(named word: String) throws(UsageError) -> Flag.Command {
    if let command = Flag.Command(rawValue: word) { return command }
    let known = Flag.Command.allCases.map(\.rawValue)
    let question = Suggestion.question(for: word, among: known)
    let help =
      question.isEmpty
      ? " To ask one question, write: llmterm ask \"QUESTION\". Commands: llmterm --help" : question
    throw UsageError("there is no command \(SafeQuote.quoted(word)).\(help)")
  }

  /// Reads `--seed=7`, `--seed 7`, `-m x`, `-mx` and flags without a value.
  private mutating func readFlag(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    var (name, attached) = Self.split(word)
    guard let flag = Flag.all.first(where: { $0.spellings.contains(name) }) else {
      throw unknown(name)
    }
    guard flag.commands.contains(command) else { throw foreign(flag, name) }
    guard let placeholder = flag.value else {
      // `--continue=ID` is the same as `--resume ID`.
      if flag.name == .continue, let attached, !attached.isEmpty {
        values[.resume, default: []].append(attached)
        return
      }
      if attached != nil { throw UsageError("\(name) takes no value. Write it alone.") }
      values[flag.name, default: []].append("")
      return
    }
    // A flag is no value of another: `-m --json` has lost its model.
    if attached == nil, let next = rest.first, Self.canBeValue(next) {
      attached = next
      rest.removeFirst()
    }
    guard let attached, !attached.isEmpty || flag.name == .system else {
      throw UsageError("\(name) needs a value. Write: \(name) \(placeholder)")
    }
    values[flag.name, default: []].append(attached)
  }

  private static func canBeValue(_ word: String) -> Bool {
    !word.hasPrefix("-") || word == "-" || Double(word) != nil
  }

  private static func split(_ word: String) -> (name: String, attached: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let name = String(word.prefix(2))
    return (name, word.count > 2 ? String(word.dropFirst(2)) : nil)
  }

  private func unknown(_ name: String) -> UsageError {
    let known = Flag.all.filter { $0.commands.contains(command) }.flatMap(\.spellings)
    let question = Suggestion.question(for: name, among: known.filter { $0.hasPrefix("--") })
    let help =
      question.isEmpty
      ? " `llmterm \(command == .chat ? "" : command.rawValue + " ")--help` lists them; what begins with \"-\" and is no option goes after \"--\"."
      : question
    return UsageError("\(command.rawValue) has no option \(SafeQuote.quoted(name)).\(help)")
  }

  private func foreign(_ flag: Flag, _ name: String) -> UsageError {
    let names = flag.commands.map(\.rawValue)
    let most = names.dropLast().joined(separator: ", ")
    return UsageError(
      "\(command.rawValue) has no option \(name): it belongs to "
        + (most.isEmpty ? "" : most + " and ") + "\(names.last ?? "").")
  }
}
