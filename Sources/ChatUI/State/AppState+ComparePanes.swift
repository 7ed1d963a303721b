import ChatEngine

/// What commands do while panes are compared.
extension AppState {
  /// What a command does there; nil for one that does what it always does.
  mutating func performComparing(_ command: Command) -> [AppEffect]? {
    guard comparison != nil, overlay == nil else { return nil }
    switch command {
    // Nothing else holds the panes here: what is scrolled is not copied.
    case .scrollUp, .scrollDown, .top, .bottom, .itemUp, .itemDown:
      scrollPanes(command)
      return []
    default: return comparison.flatMap { perform(command, comparing: $0) }
    }
  }

  private mutating func perform(
    _ command: Command, comparing compared: CompareState
  ) -> [AppEffect]? {
    switch command {
    case .complete:
      return composer.isCommand || composer.pathWord != nil ? nil : moveFocus(by: 1)
    case .close: return closeInPanes(compared)
    case .interrupt: return interruptInPanes(compared)
    case .fold:
      for pane in compared.panes.indices { comparison?.panes[pane].transcript.toggleFold() }
      return []
    case .copyAnswer, .copyMessage: return inFocusedPane { $0.copyChosen() }
    case .details:
      guard !compared.layout.isBlind else { return refuse("The names are hidden until a vote.") }
      return inFocusedPane { $0.openDetails() }
    case .picker: return openPicker(for: .compare)
    case .regenerate: return askPaneAgain(compared)
    case .messageUp, .messageDown, .siblingBefore, .siblingAfter, .find, .tree:
      let key = keys.name(of: .compare) ?? "/compare"
      return refuse("\(key) ends comparing; then versions can be read.")
    default: return nil
    }
  }

  /// Does what is done to the answers.
  mutating func judge(_ command: Command) -> [AppEffect] {
    guard let compared = comparison else { return [.bell] }
    switch command {
    case .vote: return [.engine(.compare(.judge(.won(compared.focus))))]
    case .voteTie: return [.engine(.compare(.judge(.tied)))]
    case .voteBad: return [.engine(.compare(.judge(.rejected)))]
    case .adopt: return adopt(compared.focus)
    case .adoptNumber:
      guard let place = pressed.last.flatMap({ keys.place(of: [$0], for: .adoptNumber) }),
        compared.order.indices.contains(place)
      else { return [.bell] }
      return adopt(compared.order[place])
    case .merge:
      guard compared.panes.count(where: { $0.answer?.text.isEmpty == false }) > 1 else {
        return refuse("Fewer than two have answered: there is nothing to combine.")
      }
      return openPicker(for: .merge(pane: compared.focus))
    case .askPaneAgain: return askPaneAgain(compared)
    default: return [.bell]
    }
  }

  /// Changes how the panes are looked at.
  mutating func arrange(_ command: Command) -> [AppEffect] {
    guard let compared = comparison else { return [.bell] }
    switch command {
    case .paneAfter: return moveFocus(by: 1)
    case .paneBefore: return moveFocus(by: -1)
    case .zoomPane: comparison?.layout.isZoomed.toggle()
    case .lockPanes: comparison?.layout.isLocked.toggle()
    case .blind:
      comparison?.difference = nil
      comparison?.layout.isBlind.toggle()
    case .compareWords: return showDifference(compared)
    case .askPaneAlone:
      comparison?.isAlone = !compared.isAlone
      // Either way the prompt is what comes next, or the pane is where one was.
      comparison?.hasFocus = compared.isAlone
      return []
    default: return [.bell]
    }
    return arranged()
  }

  private mutating func adopt(_ pane: Int) -> [AppEffect] {
    [.engine(.compare(.adopt(pane)))]
  }

  private mutating func askPaneAgain(_ compared: CompareState) -> [AppEffect] {
    [.engine(.compare(.again(compared.focus)))]
  }

  private mutating func moveFocus(by step: Int) -> [AppEffect] {
    comparison?.moveFocus(by: step)
    return arranged()
  }

  /// Shows what the focused pane's answer has that another one has not; then the next one, then the
  /// answer again.
  private mutating func showDifference(_ compared: CompareState) -> [AppEffect] {
    let start = compared.position
    let others = (1..<compared.order.count).map {
      compared.order[(start + $0) % compared.order.count]
    }
    var rest = others[...]
    if let shown = compared.difference, shown.pane == compared.focus {
      rest = others.drop { $0 != shown.other }.dropFirst()
      if rest.isEmpty {
        comparison?.difference = nil
        return []
      }
    }
    for other in rest {
      let shown = CompareDifference(pane: compared.focus, other: other, in: compared.panes)
      guard let shown else { continue }
      comparison?.difference = shown
      return []
    }
    comparison?.difference = nil
    return refuse("There are no two answers yet whose words could be compared.")
  }

  // MARK: Escape and Ctrl-C

  private mutating func closeInPanes(_ compared: CompareState) -> [AppEffect] {
    if compared.difference != nil {
      comparison?.difference = nil
    } else if compared.isAlone {
      comparison?.isAlone = false
    } else if compared.hasFocus {
      guard compared.panes[compared.focus].isBusy else {
        comparison?.hasFocus = false
        return []
      }
      return stopPane(compared)
    } else if compared.busyCount > 0 {
      return [.engine(.compare(.stop(nil)))]
    }
    return []
  }

  private func stopPane(_ compared: CompareState) -> [AppEffect] {
    if case .asking = compared.panes[compared.focus].turn {
      return [.engine(.compare(.resolveCut(again: false, pane: compared.focus)))]
    }
    return [.engine(.compare(.stop(compared.focus)))]
  }

  private mutating func interruptInPanes(_ compared: CompareState) -> [AppEffect]? {
    if compared.busyCount > 0 { return [.engine(.compare(.stop(nil)))] }
    guard compared.hasFocus else { return nil }
    comparison?.hasFocus = false
    return []
  }

  // MARK: Scrolling

  private mutating func scrollPanes(_ command: Command) {
    let frames = PaneFrames(self)
    for pane in comparison?.scrolled ?? [] {
      let rows = frames.panes.first { $0.pane == pane }?.body.rows ?? 1
      let page = max(1, rows - 2)
      switch command {
      case .scrollUp: scrollPane(only: pane, by: -page, rows: rows)
      case .scrollDown: scrollPane(only: pane, by: page, rows: rows)
      case .itemUp: scrollPane(only: pane, by: -1, rows: rows)
      case .itemDown: scrollPane(only: pane, by: 1, rows: rows)
      case .top: comparison?.panes[pane].transcript.scrollToTop()
      case .bottom: comparison?.panes[pane].transcript.scrollToTail()
      default: break
      }
    }
  }

  mutating func scrollPane(_ pane: Int, by lines: Int) {
    let frames = PaneFrames(self)
    let panes = comparison?.layout.isLocked == true ? comparison?.scrolled ?? [] : [pane]
    for pane in panes {
      let rows = frames.panes.first { $0.pane == pane }?.body.rows ?? 1
      scrollPane(only: pane, by: lines, rows: rows)
    }
  }

  private mutating func scrollPane(only pane: Int, by lines: Int, rows: Int) {
    if comparison?.difference?.pane == pane {
      comparison?.difference?.scroll(by: lines, rows: rows)
    } else {
      comparison?.panes[pane].transcript.scroll(by: lines)
    }
  }

  /// Does something as if the focused pane were the conversation.
  mutating func inFocusedPane(
    _ body: (inout AppState) -> [AppEffect]
  ) -> [AppEffect] {
    guard let pane = comparison?.focus, let own = comparison?.panes[pane].transcript else {
      return []
    }
    let transcript = transcript
    self.transcript = own
    let effects = body(&self)
    self.transcript = transcript
    return effects
  }
}
