import ChatEngine

/// What the terminal says: which command it is, and where it goes.
extension AppState {
  /// No terminal is larger; a size that is wrong must not take all memory.
  private static let largest = Size(columns: 2000, rows: 1000)

  mutating func handle(_ input: InputEvent) -> [AppEffect] {
    if let effects = answerFetch(input) { return effects }
    switch input {
    case .key(let key): return press(key)
    case .text(let text): return type(text)
    case .paste(let text): return paste(text)
    case .mouse(let mouse): return handle(mouse)
    case .focus(let focused):
      isFocused = focused
      return focused ? [] : keepDraft()
    case .resize(let columns, let rows):
      size = Size(
        columns: min(columns, AppState.largest.columns), rows: min(rows, AppState.largest.rows))
      selection = nil
      // What is asked looks different now; so it does after the program was suspended.
      approval?.holdBack(at: now)
      return []
    case .eof: return quit(mayStay: false)
    }
  }

  /// Where keys go now.
  var focus: Command.Context {
    if let overlay { return overlay.context }
    if find != nil { return .find }
    if comparison?.hasFocus == true { return .panes }
    return transcript.selected == nil ? .composer : .message
  }

  private mutating func press(_ key: Key) -> [AppEffect] {
    if pendingKeys.isEmpty, focus == .composer, let effects = pressInVi(key) { return effects }
    if key == Key(.escape), !pendingKeys.isEmpty {
      pendingKeys = []
      return []
    }
    pendingKeys.append(key)
    pendingSince = now
    switch keys.match(pendingKeys, in: focus) {
    case .command(let command):
      pressed = pendingKeys
      pendingKeys = []
      if let approval { return perform(command, whileAsked: approval) }
      return perform(command)
    case .prefix: return []
    case .none:
      let wasSequence = pendingKeys.count > 1
      pendingKeys = []
      // The second key of an unknown sequence may mean something alone.
      return wasSequence ? press(key) : typed(key)
    }
  }

  /// A key that is bound to nothing: a plain character is text.
  private mutating func typed(_ key: Key) -> [AppEffect] {
    guard case .character(let character) = key.code, key.modifiers.isEmpty else { return [] }
    return type(String(character))
  }

  private mutating func type(_ text: String) -> [AppEffect] {
    offerMark = nil
    // A plain character may be the end of a sequence.
    if !pendingKeys.isEmpty, let first = text.first {
      let effects = press(Key(.character(first)))
      let rest = String(text.dropFirst())
      return rest.isEmpty ? effects : effects + type(rest)
    }
    if prepared == .copyBlock, let number = Int(text) {
      return comparison == nil ? copyBlock(number) : inFocusedPane { $0.copyBlock(number) }
    }
    if case .confirm(let command) = prepared, composer.isEmpty {
      prepared = .nothing
      forgetNotice()
      if text == "y" { return [.engine(command)] }
    }
    prepared = .nothing
    switch focus {
    case .composer, .global:
      if isInViCommands { return typeViCommands(text) }
      if text == "?", composer.isEmpty {
        opened = .help(PageScroll())
      } else {
        insert(text)
      }
    case .message, .page, .tree, .panes: return typeCommands(text)
    case .find: return typeInFind(text)
    case .list, .library: return editQuery(.type(text))
    case .picker:
      if text == " " { return toggleMark() }
      return editQuery(.type(text))
    case .tools:
      if text == " " { return accept() }
      return editQuery(.type(text))
    case .approval: return typeAnswer(text)
    }
    return []
  }

  /// Characters that are commands, as `y` on a selected message; others go to the prompt.
  private mutating func typeCommands(_ text: String) -> [AppEffect] {
    var effects: [AppEffect] = []
    for character in text {
      let key = Key(.character(character))
      if case .command(let command) = keys.match([key], in: focus), focus != .composer {
        pressed = [key]
        effects += perform(command)
      } else if overlay == nil {
        transcript.deselect()
        comparison?.hasFocus = false
        composer.insert(String(character))
      }
    }
    return effects
  }

  private mutating func paste(_ text: String) -> [AppEffect] {
    pendingKeys = []
    offerMark = nil
    prepared = .nothing
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    switch overlay {
    case nil where find != nil: editFind(.type(line))
    case nil:
      transcript.deselect()
      comparison?.hasFocus = false
      if let effects = drop(text) { return effects }
      composer.paste(text)
    case .welcome(var welcome):
      welcome.paste(line)
      opened = .welcome(welcome)
    case .picker, .library, .history, .help, .details, .usage, .tools, .palette, .themes:
      return editQuery(.type(line))
    // What is pasted never answers.
    case .tree, .approval: return [.bell]
    }
    return []
  }

  private mutating func handle(_ mouse: MouseEvent) -> [AppEffect] {
    if comparison != nil, overlay == nil { return handleInPanes(mouse) }
    let step: Int
    switch mouse.kind {
    case .wheelUp: step = -3
    case .wheelDown: step = 3
    case .press, .release, .drag: return point(mouse)
    }
    switch overlay {
    case nil: transcript.scroll(by: step)
    case .picker, .library, .history, .welcome, .tools, .tree, .palette, .themes:
      moveItem(by: step.signum())
    case .help, .details, .usage: scrollPage(by: step)
    case .approval: approval?.scroll(by: step)
    }
    return []
  }
}
