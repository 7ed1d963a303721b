/// Which keys do what: the command table's keys with the configuration's put over them.
package struct KeyMap: Sendable {
  /// What a key sequence comes to.
  package enum Match: Sendable, Equatable {
    case command(Command)
    /// The beginning of a longer sequence.
    case prefix
    case none
  }

  /// A binding that cannot be.
  package enum Problem: Error, Sendable, Equatable {
    case unknownCommand(String)
    case badKey(command: String, key: String)
    case conflict(key: String, Command, Command)
  }

  private var bindings: [Command.Context: [[Key]: Command]] = [:]
  private var labels: [Command: [[Key]]] = [:]
  /// What is said in the place of keys, where there are none.
  private var words: [Command: String] = [:]
  /// Whether there are keys, and not words in their place.
  var hasKeys: Bool { words.isEmpty }

  /// The keys of the table.
  package init() {
    for row in Command.table { bind(row, to: row.keys.compactMap(Key.sequence)) }
  }

  /// No keys at all: each command has a word that is said in their place.
  init(words: [Command: String]) { self.words = words }

  /// The table's keys with some commands bound anew.
  package init(overrides: [String: [String]]) throws(Problem) {
    for row in Command.table where overrides[row.command.rawValue] == nil {
      bind(row, to: row.keys.compactMap(Key.sequence))
    }
    for (name, keys) in overrides.sorted(by: { $0.key < $1.key }) {
      guard let row = Command.table.first(where: { $0.command.rawValue == name }) else {
        throw .unknownCommand(name)
      }
      var sequences: [[Key]] = []
      for key in keys {
        guard let sequence = Key.sequence(key), row.allows(sequence) else {
          throw .badKey(command: name, key: key)
        }
        try refuseConflict(of: sequence, with: row, key: key)
        sequences.append(sequence)
      }
      bind(row, to: sequences)
    }
  }

  /// What the keys pressed so far mean there.
  package func match(_ keys: [Key], in context: Command.Context) -> Match {
    for place in context.places {
      guard let table = bindings[place] else { continue }
      if let command = table[keys] { return .command(command) }
      if table.keys.contains(where: { $0.count > keys.count && $0.starts(with: keys) }) {
        return .prefix
      }
    }
    return .none
  }

  /// What may follow the keys pressed so far: the next key, and what it does.
  package func continuations(
    of keys: [Key], in context: Command.Context
  ) -> [(key: String, help: String)] {
    var found: [(key: String, help: String)] = []
    for place in context.places {
      for (sequence, command) in bindings[place] ?? [:]
      where sequence.count > keys.count && sequence.starts(with: keys) {
        let rest = sequence.dropFirst(keys.count).map(\.label).joined(separator: " ")
        let help = Command.table.first { $0.command == command }?.help ?? ""
        if !found.contains(where: { $0.key == rest }) { found.append((rest, help)) }
      }
    }
    return found.sorted { $0.key < $1.key }
  }

  /// A command's keys as the screen shows them, most usual first: "^G, ^X ^E".
  package func label(of command: Command) -> String {
    if let word = words[command] { return word }
    return (labels[command] ?? []).map { $0.map(\.label).joined(separator: " ") }.joined(
      separator: ", ")
  }

  /// The most usual key alone, or nothing.
  package func shortLabel(of command: Command) -> String {
    if let word = words[command] { return word }
    return labels[command]?.first.map { $0.map(\.label).joined(separator: " ") } ?? ""
  }

  /// Which of a command's keys that is, from 0.
  func place(of sequence: [Key], for command: Command) -> Int? {
    labels[command]?.firstIndex(of: sequence)
  }

  private mutating func bind(_ row: Command.Row, to sequences: [[Key]]) {
    labels[row.command] = sequences
    for context in row.contexts {
      for sequence in sequences { bindings[context, default: [:]][sequence] = row.command }
    }
  }

  /// Two commands are in each other's way where one's keys begin with the other's, in a context in
  /// which both work.
  private func refuseConflict(
    of sequence: [Key], with row: Command.Row, key: String
  ) throws(Problem) {
    let isGlobal = row.contexts.contains(.global)
    let contexts = isGlobal ? Command.Context.allCases : row.contexts.flatMap(\.places)
    for context in contexts {
      let rivals = (bindings[context] ?? [:]).filter { other, command in
        command != row.command
          && (other.starts(with: sequence) || sequence.starts(with: other))
      }
      // Of several, the one that help lists first: the same each time.
      let first = Command.table.first { rivals.values.contains($0.command) }
      if let first { throw .conflict(key: key, first.command, row.command) }
    }
  }
}

extension Command.Row {
  /// Whether the keys can reach the command: where one types, a plain character is text.
  fileprivate func allows(_ sequence: [Key]) -> Bool {
    guard let first = sequence.first, case .character = first.code, first.modifiers.isEmpty else {
      return true
    }
    let reading: [Command.Context] = [
      .message, .page, .tools, .tree, .find, .approval, .picker, .panes,
    ]
    return contexts.allSatisfy(reading.contains)
  }
}

extension Command.Context {
  /// Where its keys are looked for, one after the other.
  fileprivate var places: [Command.Context] {
    switch self {
    case .tools, .picker, .library, .find: [self, .list, .global]
    case .global, .composer, .message, .list, .page, .panes, .tree, .approval: [self, .global]
    }
  }
}
