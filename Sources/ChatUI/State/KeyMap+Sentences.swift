import ChatEngine

/// The engine's sentences name keys as they are bound at first; here they are called what they are now.
extension KeyMap {
  private static let usual = KeyMap()
  private static let named: [(name: String, command: Command)] = [
    ("^P", .picker), ("^O", .openConversation), ("Alt-R", .regenerate),
    ("Alt-U", .restoreConversation), ("Alt-←", .siblingBefore), ("Ctrl-T", .compare),
    ("Esc", .close),
  ]
  /// What is left of a sentence where nothing can be named that does it.
  private static let nameless: [(words: String, command: Command, left: String)] = [
    ("Press Alt-R to ask again", .regenerate, "Ask again"),
    (", and Alt-R there asks again", .regenerate, ""),
    ("; Alt-U brings it back", .restoreConversation, ""), (": Esc stops it", .close, ""),
    (" · Esc cancels", .close, ""), (" Esc cancels", .close, ""),
  ]

  /// What does a command, as a sentence names it: its first key, or else what is typed for it.
  ///
  /// Nil where there is neither.
  func name(of command: Command) -> String? {
    let key = shortLabel(of: command)
    if !key.isEmpty { return key }
    if let typed = command.typed { return "/\(typed.rawValue)" }
    // They stop, cancel and close the same.
    return command == .close && !shortLabel(of: .interrupt).isEmpty
      ? shortLabel(of: .interrupt) : nil
  }

  /// `text: KEY deed.`, or the text alone where nothing can be named that does it.
  func sentence(_ text: String, _ command: Command, _ deed: String) -> String {
    name(of: command).map { "\(text): \($0) \(deed)." } ?? text + "."
  }

  /// `text KEY deed.`, likewise.
  func sentences(_ text: String, _ command: Command, _ deed: String) -> String {
    name(of: command).map { "\(text) \($0) \(deed)." } ?? text
  }

  /// `Esc again`, or in words where it has no key.
  func again(_ command: Command) -> String {
    let key = shortLabel(of: command)
    return key.isEmpty ? "Once more" : key + " again"
  }

  /// Words in sentences, and what stands in their place; none where nothing is bound anew.
  private var renamed: [(name: String, label: String)] {
    guard hasKeys else { return [] }
    let nameless = KeyMap.nameless.filter { name(of: $0.command) == nil }
    let others = KeyMap.named.flatMap { name, command -> [(name: String, label: String)] in
      guard let label = self.name(of: command), label != KeyMap.usual.shortLabel(of: command)
      else { return [] }
      guard label.hasPrefix("/") else { return [(name, label)] }
      return [
        ("press " + name, "type " + label), ("Press " + name, "Type " + label), (name, label),
      ]
    }
    return nameless.map { ($0.words, $0.left) } + others
  }

  /// A sentence with the keys as they are bound.
  ///
  /// What providers say passes through it, too: a name counts only where it stands as a word.
  func reworded(_ text: String) -> String {
    let renamed = renamed
    guard !renamed.isEmpty else { return text }
    var result = ""
    var rest = Substring(text)
    while let first = rest.first {
      let isStart = result.last.map { !$0.isLetter && !$0.isNumber } ?? true
      let found = renamed.first { name, _ in
        guard isStart || ":,; ".contains(first), rest.hasPrefix(name) else { return false }
        return rest.dropFirst(name.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
      }
      result += found?.label ?? String(first)
      rest = rest.dropFirst(found?.name.count ?? 1)
    }
    return result
  }

  /// What the engine tells, with the keys in its sentences as they are bound.
  func reworded(_ update: EngineUpdate) -> EngineUpdate {
    switch update {
    case .notice(let notice): .notice(Notice(notice.level, reworded(notice.text)))
    case .confirm(let question, let command): .confirm(reworded(question), command)
    case .messageAdded(let message): .messageAdded(reworded(message))
    case .messageEnded(let message): .messageEnded(reworded(message))
    case .pathChanged(let path): .pathChanged(path.map(reworded))
    case .opened(let conversation): .opened(reworded(conversation))
    case .pane(let number, let update): .pane(number, reworded(update))
    default: update
    }
  }

  private func reworded(_ conversation: OpenedConversation) -> OpenedConversation {
    var conversation = conversation
    conversation.path = conversation.path.map(reworded)
    return conversation
  }

  private func reworded(_ message: PathMessage) -> PathMessage {
    guard let failure = message.failure else { return message }
    var message = message
    message.failure = reworded(failure)
    return message
  }
}
