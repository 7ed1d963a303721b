import ChatEngine

/// Keys while the prompt is edited as in vi.
extension AppState {
  /// Whether characters are commands now.
  var isInViCommands: Bool { vi?.mode == .normal }

  /// Puts in what was typed.
  mutating func insert(_ text: String) {
    composer.insert(text)
    vi?.typed(text)
  }

  mutating func typeViCommands(_ text: String) -> [AppEffect] {
    var effects: [AppEffect] = []
    for (place, character) in text.enumerated() {
      guard isInViCommands, overlay == nil else {
        // What follows `i` in the same run is text.
        let rest = String(text.dropFirst(place))
        if overlay == nil { insert(rest) } else { effects += editQuery(.type(rest)) }
        return effects
      }
      effects += takeViKey(character)
    }
    return effects
  }

  private mutating func takeViKey(_ character: Character) -> [AppEffect] {
    guard var vi else { return [] }
    let request = vi.take(character, &composer)
    self.vi = vi
    switch request {
    case .nothing: return []
    case .earlierPrompt: goEarlier()
    case .laterPrompt: goLater()
    case .search: openHistory()
    case .commands: insertSlash()
    case .help: toggleHelp()
    case .refused: return [.bell]
    }
    return []
  }

  /// `:` begins a command, as `/` does in a prompt.
  private mutating func insertSlash() {
    guard composer.isEmpty else { return openHistory() }
    vi?.startOver()
    insert("/")
  }

  /// Keys that mean something else there; nil for all others.
  mutating func pressInVi(_ key: Key) -> [AppEffect]? {
    guard isInViCommands else { return nil }
    switch (key.code, key.modifiers) {
    case (.character("r"), .control):
      composer.redo()
      return []
    case (.backspace, []): return takeViKey("h")
    case (.delete, []): return takeViKey("x")
    default: return nil
    }
  }
}
