import ChatEngine

/// Pointing: a click does what lies there, a drag marks text and copies it.
extension AppState {
  mutating func point(_ mouse: MouseEvent) -> [AppEffect] {
    // With Shift the mouse is the terminal's, also where the terminal tells us of it.
    guard mouse.button == .left || mouse.kind == .release, !mouse.modifiers.contains(.shift),
      approval == nil
    else { return [] }
    let place = Point(column: mouse.column, row: mouse.row)
    switch mouse.kind {
    case .press: return press(at: place)
    case .drag: dragMark(to: place)
    case .release: return release()
    case .wheelUp, .wheelDown: break
    }
    return []
  }

  private mutating func press(at place: Point) -> [AppEffect] {
    selection = nil
    guard let deed = Screen.render(self).deed(at: place) else { return [] }
    switch deed {
    case .listRow(let offset):
      if offset == 0 { return accept() }
      moveItem(by: offset)
    case .prompt where overlay == nil: placeCursor(at: place)
    case .queued(let number) where overlay == nil: editQueued(number)
    case .tail where overlay == nil: transcript.scrollToTail()
    case .picker where overlay == nil: return openPicker(for: .select)
    case .help: toggleHelp()
    case .text, .fold, .selectMessage, .copyCode:
      guard overlay == nil else { return [] }
      beginMarking(at: place, inPane: nil)
    case .prompt, .queued, .tail, .picker, .nothing: break
    }
    return []
  }

  private mutating func release() -> [AppEffect] {
    guard let marked = selection else { return [] }
    if marked.isMoved { return copyMarked() }
    selection = nil
    if let pane = marked.pane { return click(at: marked.pressed, inPane: pane) }
    switch Screen.render(self).deed(at: marked.pressed) {
    case .fold: transcript.toggleFold()
    case .selectMessage(let entry): transcript.select(entry: entry)
    case .copyCode(let entry, let block): return copyCode(block, of: entry)
    default: transcript.deselect()
    }
    return []
  }

  /// A pane has the focus already.
  private mutating func click(at place: Point, inPane pane: Int) -> [AppEffect] {
    switch Screen.render(self).deed(at: place) {
    case .fold: comparison?.panes[pane].transcript.toggleFold()
    case .copyCode(let entry, let block):
      return inFocusedPane { $0.copyCode(block, of: entry) }
    default: break
    }
    return []
  }

  private mutating func copyCode(_ block: Int, of entry: Int) -> [AppEffect] {
    guard transcript.entries.indices.contains(entry) else { return [] }
    let blocks = transcript.entries[entry].message.codeBlocks
    guard blocks.indices.contains(block) else { return [] }
    show(.info, "Copied code block \(block + 1).")
    return [.copy(blocks[block].code)]
  }

  /// Puts the cursor where the mouse points, and the focus to the prompt.
  private mutating func placeCursor(at place: Point) {
    transcript.deselect()
    let rect = ScreenLayout(self).composer
    let layout = ComposerLayout(composer, columns: size.columns, screen: size.rows)
    let hidden = max(0, layout.cursor.row - rect.rows + 1)
    let row = place.row - rect.row + hidden
    let column = place.column - rect.column - ComposerLayout.indent
    if let position = layout.position(atRow: row, column: max(0, column)) {
      composer.place(position)
    }
  }

  private mutating func editQueued(_ number: Int) {
    while queue.edited != number {
      let before = queue.edited
      let step = before.map { number < $0 ? -1 : 1 } ?? -1
      guard moveInQueue(by: step), queue.edited != before else { return }
    }
  }
}
