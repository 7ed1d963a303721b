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
    case .drag: drag(to: place)
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
      selection = TextSelection(
        start: place, end: place, wasFollowing: transcript.scroll == .tail)
    case .prompt, .queued, .tail, .picker, .nothing: break
    }
    return []
  }

  private mutating func drag(to place: Point) {
    guard let marked = selection else { return }
    // What is marked must not run away under the mouse.
    if !marked.isMoved, marked.wasFollowing { transcript.scroll(by: 0) }
    let rect = ScreenLayout(self).transcript
    selection?.end = Point(
      column: max(rect.column, min(place.column, rect.right - 1)),
      row: max(rect.row, min(place.row, rect.bottom - 1)))
  }

  private mutating func release() -> [AppEffect] {
    guard let marked = selection else { return [] }
    if marked.isMoved {
      let text = text(of: marked)
      if marked.wasFollowing { transcript.scrollToTail() }
      selection = nil
      guard !text.isEmpty else { return [] }
      show(.info, "Copied what was marked.")
      return [.copy(text)]
    }
    selection = nil
    switch Screen.render(self).deed(at: marked.start) {
    case .fold: transcript.toggleFold()
    case .selectMessage(let entry): transcript.select(entry: entry)
    case .copyCode(let entry, let block): return copyCode(block, of: entry)
    default: transcript.deselect()
    }
    return []
  }

  /// The marked text, without margins and the frames of code blocks.
  private func text(of marked: TextSelection) -> String {
    let rect = ScreenLayout(self).transcript
    let grid = Screen.render(self)
    let margin = ScreenLayout.margin(of: rect)
    var lines: [String] = []
    for row in marked.rows.clamped(to: rect.rowRange) {
      let place = row - rect.row
      guard transcript.visible.indices.contains(place) else { continue }
      var inside = rect.column + margin..<max(rect.column + margin, rect.right - margin)
      if case .text(let text) = transcript.visible[place].row, case .code(let code) = text.kind {
        guard code.part == .body else { continue }
        let start = inside.lowerBound + text.prefix.columns
        let width = ScreenLayout.textColumns(in: rect) - text.prefix.columns
        let body = CodeFrame(width: width).bodyWidth
        // A narrow frame has no sides.
        let first = body < width ? start + 2 : start
        inside = first..<first + body
      }
      let columns = marked.columns(ofRow: row, within: inside)
      let text = columns.reduce(into: "") { text, column in
        if grid[column, row].width > 0 { text += grid[column, row].glyph.text }
      }
      lines.append(text.trimmingEnd())
    }
    return lines.joined(separator: "\n").trimmingEnd()
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
    let layout = ComposerLayout(composer, columns: size.columns)
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
