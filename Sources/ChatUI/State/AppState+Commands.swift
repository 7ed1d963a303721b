import ChatEngine

/// What each command does.
extension AppState {
  mutating func perform(_ command: Command) -> [AppEffect] {
    let prepared = prepared
    self.prepared = .nothing
    if let effects = performInOffers(command) ?? performInFind(command) { return effects }
    if let effects = performComparing(command) { return effects }
    switch command {
    case .send: return send()
    case .newLine: insert("\n")
    case .earlierPrompt: goEarlier()
    case .laterPrompt: goLater()
    case .searchPrompts: return searchPrompts()
    case .complete: return complete()
    case .editExternally: return keepDraft() + [.edit(composer.text)]
    case .lineStart: composer.moveToLineStart()
    case .lineEnd: composer.moveToLineEnd()
    case .left: composer.moveLeft()
    case .right: composer.moveRight()
    case .wordLeft: composer.moveWordLeft()
    case .wordRight: composer.moveWordRight()
    case .deleteBackward:
      if overlay != nil {
        return editQuery(.deleteBackward)
      } else if let effects = detachLast() {
        return effects
      } else {
        deleteBackward()
      }
    case .pasteClipboard: return attach(.clipboard)
    case .deleteForward: composer.deleteForward()
    case .killLineEnd: composer.killToLineEnd()
    case .killLineStart:
      if overlay == nil { composer.killToLineStart() } else { return editQuery(.clear) }
    case .killWordBackward:
      if overlay == nil { composer.killWordBackward() } else { return editQuery(.deleteWord) }
    case .killSmallWord: composer.killSmallWordBackward()
    case .killWordForward: composer.killWordForward()
    case .yank: composer.yank()
    case .yankEarlier: return composer.rotateYank() ? [] : [.bell]
    case .undo: composer.undo()
    case .redo: composer.redo()
    case .upperWord: composer.changeCase(to: .upper)
    case .lowerWord: composer.changeCase(to: .lower)
    case .capitalWord: composer.changeCase(to: .capitalized)
    case .dropQueue: return dropQueue()
    case .scrollUp: scroll(.page(-1))
    case .scrollDown: scroll(.page(1))
    case .top: scroll(.end(-1))
    case .bottom: scroll(.end(1))
    case .messageUp: transcript.select(by: -1)
    case .messageDown: transcript.select(by: 1)
    case .fold: transcript.toggleFold()
    case .itemUp: moveItem(by: -1)
    case .itemDown: moveItem(by: 1)
    case .help: toggleHelp()
    case .palette: openPalette()
    case .picker: return openPicker(for: .select)
    case .accept: return accept()
    case .close: return close(again: prepared == .edit)
    case .interrupt: return interrupt(again: prepared == .quit)
    case .recentTarget: return switchRecent(by: 1)
    case .olderTarget: return switchRecent(by: -1)
    case .newConversation: return leave(for: .newConversation)
    case .openConversation: return openLibrary()
    case .find: return openFind()
    case .findNext, .findPrevious: return []
    case .pinConversation, .tagConversation, .renameConversation, .archiveConversation,
      .deleteConversation, .restoreConversation:
      return performInLibrary(command)
    case .regenerate: return regenerateElsewhere()
    case .regenerateMessage: return regenerateChosen()
    case .editMessage: return editSelected()
    case .details: return openDetails()
    case .copyMessage, .copyAnswer: return copyChosen()
    case .forkMessage: return forkAtMessage()
    case .deleteMessage: return deleteMessage()
    case .bringBack: return bringBack()
    case .tree: return openTree()
    case .siblingBefore: return step(by: -1)
    case .siblingAfter: return step(by: 1)
    case .switchTool: return accept()
    case .deny: return deny()
    case .allowOnce: return allow(.once)
    case .allowAlways: return allow(.always)
    case .difference: return toggleDifference()
    case .compare: return toggleCompare()
    case .markTarget: return toggleMark()
    case .vote, .voteTie, .voteBad, .adopt, .adoptNumber, .merge, .askPaneAgain:
      return judge(command)
    case .paneAfter, .paneBefore, .zoomPane, .lockPanes, .blind, .compareWords, .askPaneAlone:
      return arrange(command)
    case .endOfInput:
      if composer.isEmpty || approval != nil { return quit() }
      composer.deleteForward()
    case .suspend: return keepDraft() + [.suspend]
    case .redraw: return [.redraw]
    }
    return []
  }

  // MARK: Escape and Ctrl-C

  private mutating func close(again: Bool) -> [AppEffect] {
    if approval != nil {
      return deny()
    } else if overlay != nil {
      closeOverlay()
    } else if transcript.selected != nil {
      transcript.deselect()
    } else if vi?.escape(&composer) == true {
      return []
    } else if queue.edited != nil {
      return leaveQueue()
    } else if outgoing != nil {
      giveBack()
    } else if turn != .idle {
      return stop()
    } else if editing != nil {
      return giveUpEditing()
    } else if again {
      return editLastPrompt()
    } else if composer.isEmpty, transcript.entries.contains(where: { $0.message.role == .user }) {
      arm(.edit, saying: "\(keys.again(.close)) edits the last prompt.")
    }
    return []
  }

  /// A line being typed into the welcome card is given up first.
  private mutating func closeOverlay() {
    if case .welcome(var welcome) = overlay, welcome.input != nil {
      welcome.input = nil
      opened = .welcome(welcome)
    } else if case .library(var list) = overlay, list.input != nil {
      list.input = nil
      opened = .library(list)
    } else {
      if case .themes(let list) = overlay { theme = list.before }
      opened = nil
    }
  }

  private mutating func interrupt(again: Bool) -> [AppEffect] {
    if again {
      let effects = quit()
      // Once more means it.
      if !effects.contains(.quit) { prepared = .quit }
      return effects
    }
    if approval != nil { return deny() + stop() }
    if outgoing != nil {
      giveBack()
      return []
    }
    if turn != .idle { return stop() }
    if overlay != nil {
      closeOverlay()
    } else if transcript.selected != nil {
      transcript.deselect()
    } else if queue.edited != nil {
      return leaveQueue()
    } else if editing != nil {
      return giveUpEditing()
    } else if !composer.isEmpty {
      composer.clear()
      vi?.startOver()
      history.stop()
    } else if !attachments.isEmpty {
      return detach(attachments.all)
    } else {
      arm(.quit, saying: "\(keys.again(.interrupt)) quits.")
    }
    return []
  }

  private mutating func stop() -> [AppEffect] {
    queue.hold()
    if case .asking = turn { return [.engine(.resolveCut(again: false))] }
    return [.engine(.stop)]
  }

  // MARK: Scrolling

  /// How far to scroll; negative is towards the beginning.
  private enum Scrolling {
    case page(Int)
    case end(Int)
  }

  private mutating func scroll(_ scrolling: Scrolling) {
    switch (overlay, scrolling) {
    case (nil, .page(let sign)):
      transcript.scroll(by: sign * max(1, ScreenLayout(self).transcript.rows - 2))
    case (nil, .end(let sign)):
      if sign < 0 { transcript.scrollToTop() } else { transcript.scrollToTail() }
    case (.some, .page(let sign)): moveItem(by: sign * max(1, PageView.rows(self) - 2))
    // More than any list or page has, and far from overflowing.
    case (.some, .end(let sign)): moveItem(by: sign << 30)
    }
  }

  // MARK: Earlier prompts

  /// Opens the list of them; once more, as in readline, goes to the one before.
  private mutating func searchPrompts() -> [AppEffect] {
    if case .history = overlay {
      moveItem(by: 1)
    } else if overlay == nil {
      openHistory()
    } else {
      return [.bell]
    }
    return []
  }

  mutating func goEarlier() {
    guard !moveRow(by: -1), !moveInQueue(by: -1) else { return }
    if let prompt = history.earlier(than: composer.draft) { composer.replace(withDraft: prompt) }
  }

  mutating func goLater() {
    guard !moveRow(by: 1), !moveInQueue(by: 1) else { return }
    if let prompt = history.later() { composer.replace(withDraft: prompt) }
  }

  /// Moves the cursor to the row above or below as the screen shows it; false where there is none.
  private mutating func moveRow(by step: Int) -> Bool {
    let layout = ComposerLayout(composer, columns: size.columns, screen: size.rows)
    let column = composer.goalColumn ?? layout.cursor.column
    let next = layout.position(step, rowsFrom: composer.cursor, column: column)
    guard let next else { return false }
    composer.moveVertically(to: next, goal: column)
    return true
  }
}
