/// What could stand at the end of a command line, from the tables of commands and options.
struct CompletionWords {
  /// A word, and what it means.
  struct Candidate: Equatable {
    var word: String
    var help = ""
  }

  enum Result: Equatable {
    case candidates([Candidate])
    /// Names of files, which the shell knows better.
    case files
  }

  /// Names that only the configuration knows, read when they are wanted.
  struct Names {
    var targets: () -> [String] = { [] }
    var routes: () -> [String] = { [] }
    var providers: () -> [String] = { [] }
    var tools: () -> [String] = { [] }
    var roles: () -> [String] = { [] }
  }

  private let names: Names

  init(_ names: Names) { self.names = names }

  /// What completes the last of the words behind the program's name.
  func complete(_ words: [String]) -> Result {
    let current = words.last ?? ""
    let earlier = Array(words.dropLast())
    let command = earlier.first.flatMap(Flag.Command.init)
    let taken = command ?? .chat
    if earlier.contains("--") { return .candidates([]) }
    if let flag = waiting(earlier.last, of: taken) { return value(of: flag, current, before: "") }
    if current.hasPrefix("-") {
      guard let equals = current.firstIndex(of: "=") else { return flags(of: taken, current) }
      let name = String(current[..<equals])
      let rest = String(current[current.index(after: equals)...])
      guard let flag = flag(named: name, of: taken), flag.value != nil else {
        return .candidates([])
      }
      return value(of: flag, rest, before: name + "=")
    }
    if earlier.isEmpty {
      return matching(
        Flag.Command.allCases.map { Candidate(word: $0.rawValue, help: $0.entry.summary) }, current)
    }
    return command.map { operands(of: $0, earlier, current) } ?? .candidates([])
  }

  /// The option that waits for a value.
  private func waiting(_ word: String?, of command: Flag.Command) -> Flag? {
    guard let word, let flag = flag(named: word, of: command), flag.value != nil else { return nil }
    return flag
  }

  private func flag(named word: String, of command: Flag.Command) -> Flag? {
    Flag.all.first { $0.spellings.contains(word) && $0.commands.contains(command) }
  }

  private func flags(of command: Flag.Command, _ current: String) -> Result {
    let flags = Flag.all.filter { $0.commands.contains(command) }
    // The long form says what it does; the short one only where it was begun.
    let words = flags.flatMap { flag in
      (current == "-" ? flag.spellings : [flag.long]).map { Candidate(word: $0, help: flag.help) }
    }
    return matching(words, current)
  }

  private func operands(
    of command: Flag.Command, _ earlier: [String], _ current: String
  ) -> Result {
    let entry = command.entry
    let isFirst = !earlier.dropFirst().contains { !$0.hasPrefix("-") }
    if !entry.choices.isEmpty, isFirst {
      var words = entry.choices.map { Candidate(word: $0.word, help: $0.help) }
      if command == .help {
        words += Flag.Command.allCases.map { Candidate(word: $0.rawValue, help: $0.entry.summary) }
      }
      return matching(words, current)
    }
    return entry.operands.holds("FILE") ? .files : .candidates([])
  }

  /// The placeholder of a value says what it is.
  private func value(of flag: Flag, _ current: String, before: String) -> Result {
    let words: [String]
    switch flag.name == .role ? "ROLE" : flag.value {
    case "TARGET": words = names.targets()
    case "ROUTE": words = names.routes()
    case "PROVIDER": words = names.providers()
    case "ROLE": words = names.roles()
    case "NAME": words = names.tools() + ["all"]
    case "FILE", "PATH": return .files
    default: words = flag.choices
    }
    return matching(words.map { Candidate(word: before + $0) }, before + current)
  }

  private func matching(_ candidates: [Candidate], _ current: String) -> Result {
    .candidates(candidates.filter { $0.word.hasPrefix(current) })
  }
}
