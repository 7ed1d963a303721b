import ChatEngine

/// The question whether a call may run: it lies over everything else, and until somebody says
/// otherwise the answer is no.
extension AppState {
  /// Asks, asks another thing, or asks no more.
  mutating func take(_ request: ApprovalRequest?) -> [AppEffect] {
    guard let request else {
      approval = nil
      return []
    }
    guard approval?.request != request else { return [] }
    // What was begun was not meant for this.
    pendingKeys = []
    prepared = .nothing
    approval = ApprovalDialog(request, at: now)
    return isFocused == false ? [.notify("A tool waits for your word")] : [.bell]
  }

  /// What a command does while a call waits; most do nothing.
  mutating func perform(_ command: Command, whileAsked dialog: ApprovalDialog) -> [AppEffect] {
    // To stop is safe at any time.
    guard !Command.always.contains(command) else { return perform(command) }
    guard !ignoresKeys() else { return [] }
    return command.works(in: .approval) || command == .close ? perform(command) : [.bell]
  }

  /// Characters that are typed: one alone is a key, several at once are none.
  mutating func typeAnswer(_ text: String) -> [AppEffect] {
    guard !ignoresKeys() else { return [] }
    guard let character = text.first, text.dropFirst().isEmpty,
      case .command(let command) = keys.match([Key(.character(character))], in: .approval)
    else { return [.bell] }
    return perform(command)
  }

  /// Whether keys are still those of somebody who types on; as long as one follows the other, they are.
  private mutating func ignoresKeys() -> Bool {
    guard let dialog = approval, now < dialog.opens else { return false }
    approval?.holdBack(at: now)
    return true
  }

  mutating func allow(_ choice: ApprovalChoice) -> [AppEffect] {
    guard let dialog = approval else { return [] }
    guard !dialog.isTooSmall else {
      return refuse("The terminal is too small to show what would run.")
    }
    guard dialog.mayAllow else {
      let key = keys.name(of: .scrollDown).map { ": \($0)" } ?? ""
      return refuse("Read it to its end first\(key).")
    }
    guard choice == .once || dialog.request.mayAlways else {
      return refuse("Such a call is asked for each time.")
    }
    return answer(choice)
  }

  mutating func deny() -> [AppEffect] { answer(.deny) }

  private mutating func answer(_ choice: ApprovalChoice) -> [AppEffect] {
    guard let dialog = approval else { return [] }
    approval = nil
    forgetNotice()
    return [.engine(.approve(dialog.request.id, choice))]
  }

  mutating func toggleDifference() -> [AppEffect] {
    guard let dialog = approval, !dialog.request.difference.isEmpty else { return [.bell] }
    approval?.toggleDifference()
    return []
  }
}

extension Command {
  /// What is done at any time, whatever waits for an answer.
  fileprivate static let always: Set<Command> = [.interrupt, .suspend, .redraw]

  fileprivate func works(in context: Context) -> Bool {
    Command.table.contains { $0.command == self && $0.contexts.contains(context) }
  }
}
