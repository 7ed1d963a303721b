import ChatEngine

/// Comparing: what the engine says of it, and where the focus is.
extension AppState {
  mutating func take(_ opened: OpenedComparison) -> [AppEffect] {
    lastCompared = opened.comparison.destinations
    guard opened.comparison.isOpen else {
      comparison = nil
      return []
    }
    if comparison == nil {
      comparison = CompareState(opened)
      transcript.deselect()
      return giveUpEditing()
    }
    comparison?.replace(with: opened)
    return []
  }

  /// A vote lets the names be known.
  mutating func take(_ verdict: Verdict?) -> [AppEffect] {
    comparison?.verdict = verdict
    guard verdict != nil, comparison?.layout.isBlind == true else { return [] }
    comparison?.layout.isBlind = false
    return arranged()
  }

  /// Sends a prompt that is meant for one pane there.
  mutating func aimed(_ effects: [AppEffect]) -> [AppEffect] {
    guard let compared = comparison, compared.isAlone else { return effects }
    return effects.map { effect in
      guard case .engine(.ask(let text, let attachments)) = effect else { return effect }
      comparison?.isAlone = false
      return .engine(.compare(.ask(text, attachments, pane: compared.focus)))
    }
  }

  /// Has the layout kept.
  func arranged() -> [AppEffect] {
    comparison.map { [.engine(.compare(.arrange($0.layout)))] } ?? []
  }

  /// Begins to compare those that were compared last, or asks who; or ends it.
  mutating func toggleCompare() -> [AppEffect] {
    if let comparison {
      let key = keys.name(of: .compare) ?? "/compare"
      let ended = "\(key) compares again. The other answers are versions of this one."
      let isBusy = comparison.busyCount > 0
      let stopped = isBusy ? "What was still coming was stopped; what had come is kept. " : ""
      show(isBusy ? .warning : .info, stopped + ended)
      return [.engine(.compare(.leave(comparison.focus)))]
    }
    if let readOnly { return refuse(readOnly) }
    if lastCompared.count > 1 { return [.engine(.compare(.begin(lastCompared)))] }
    return openPicker(for: .compare)
  }

  /// `/compare A B ...`.
  mutating func compare(typed text: String) -> [AppEffect] {
    let names = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !names.isEmpty else { return toggleCompare() }
    var destinations: [Destination] = []
    for name in names {
      let choice = choices.first { $0.destination.text == name }
      guard let destination = choice?.destination ?? Target(name).map(Destination.target) else {
        return refuse("There is no target \(name). /compare without names lists them.")
      }
      destinations.append(destination)
    }
    return begin(comparing: destinations)
  }

  mutating func begin(comparing destinations: [Destination]) -> [AppEffect] {
    guard Comparison.sizes.contains(Set(destinations).count) else {
      return refuse("2 to 6 different targets can be compared, not \(Set(destinations).count).")
    }
    forgetNotice()
    return [.engine(.compare(.begin(destinations)))]
  }

  /// Lays out the panes that are in view.
  mutating func layOutPanes() {
    for frame in PaneFrames(self).panes {
      let columns = ScreenLayout.textColumns(in: frame.body)
      comparison?.panes[frame.pane].transcript.resize(columns: columns, rows: frame.body.rows)
      comparison?.panes[frame.pane].transcript.prepare()
      if comparison?.difference?.pane == frame.pane {
        comparison?.difference?.fit(columns: columns, theme)
      }
    }
  }

  // MARK: The picker's marks

  mutating func toggleMark() -> [AppEffect] {
    guard case .picker(var picker) = opened, picker.takesMarks else { return [.bell] }
    let choice = picker.list.selectedItem
    if let obstacle = choice?.obstacle { return refuse(obstacle) }
    // What is not listed may still be there: a provider knows more models than its list has.
    let typed = Target(picker.list.query).map(Destination.target)
    guard let destination = choice?.destination ?? typed else { return [.bell] }
    if let place = picker.marks.firstIndex(of: destination) {
      picker.marks.remove(at: place)
    } else if picker.marks.count == Comparison.sizes.upperBound {
      return refuse("No more than 6 can be compared.")
    } else {
      picker.marks.append(destination)
    }
    opened = .picker(picker)
    return []
  }

  /// Compares the marked rows; nil where the picker is for something else.
  mutating func compareMarked(_ picker: Picker) -> [AppEffect]? {
    guard picker.purpose == .compare || !picker.marks.isEmpty else { return nil }
    var marked = picker.marks
    // The marked line counts where only one more is needed.
    if marked.count == 1, let choice = picker.list.selectedItem, choice.obstacle == nil,
      !marked.contains(choice.destination)
    {
      marked.append(choice.destination)
    }
    guard marked.count > 1 else {
      let key = keys.name(of: .markTarget) ?? "Space"
      return refuse("\(key) marks those to compare: 2 to 6.")
    }
    opened = nil
    return begin(comparing: marked)
  }

  // MARK: The mouse

  mutating func handleInPanes(_ mouse: MouseEvent) -> [AppEffect] {
    let frames = PaneFrames(self)
    let place = Point(column: mouse.column, row: mouse.row)
    if selection != nil, [.drag, .release].contains(mouse.kind) { return point(mouse) }
    guard let frame = frames.panes.first(where: { $0.whole.contains(place) }) else {
      guard [.press, .release, .drag].contains(mouse.kind) else { return [] }
      if mouse.kind == .press { comparison?.hasFocus = false }
      return point(mouse)
    }
    switch mouse.kind {
    case .wheelUp: scrollPane(frame.pane, by: -3)
    case .wheelDown: scrollPane(frame.pane, by: 3)
    case .press where mouse.button == .left && !mouse.modifiers.contains(.shift):
      comparison?.layout.focus = frame.pane
      comparison?.hasFocus = true
      selection = nil
      if frame.body.contains(place) { beginMarking(at: place, inPane: frame.pane) }
      return arranged()
    case .press, .release, .drag: break
    }
    return []
  }
}
