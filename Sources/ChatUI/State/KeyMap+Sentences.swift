import ChatEngine

/// The engine's sentences name keys as they are bound at first; here they are called what they are now.
extension KeyMap {
  private static let usual = KeyMap()
  private static let named: [(name: String, command: Command)] = [
    ("^P", .picker), ("Alt-R", .regenerate), ("Alt-U", .restoreConversation),
    ("Alt-←", .siblingBefore), ("Ctrl-T", .compare), ("Esc", .close),
  ]

  /// Names in sentences, and what stands in their place; none where nothing is bound anew.
  private var renamed: [(name: String, label: String)] {
    guard hasKeys else { return [] }
    return KeyMap.named.compactMap { name, command in
      let label = shortLabel(of: command)
      return label.isEmpty || label == KeyMap.usual.shortLabel(of: command) ? nil : (name, label)
    }
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
        guard isStart, rest.hasPrefix(name) else { return false }
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
