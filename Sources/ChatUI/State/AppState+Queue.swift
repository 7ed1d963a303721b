import ChatEngine

/// Prompts that wait: put into the line, edited there, and asked when their time has come.
extension AppState {
  /// What would be lost if the program ended now.
  var unsent: [Composer] {
    guard let editing else { return queue.unsent(with: [composer]) }
    let isWordedAnew = composer.elements != editing.before && !composer.isBlank
    return queue.unsent(with: [editing.draft] + (isWordedAnew ? [composer] : []))
  }

  /// The tokens that the prompt and those that wait are likely to be.
  var tokensWritten: Int {
    let bytes = (queue.prompts.map(\.text) + [composer]).reduce(0) { $0 + $1.bytes }
    return TokenEstimate.tokens(bytes: bytes)
  }

  mutating func enqueue() -> [AppEffect] {
    guard !attachments.isReading else {
      return refuse("A file is still being read; then the prompt can wait.")
    }
    queue.add(written)
    written = WrittenPrompt()
    history.stop()
    return keepDraft()
  }

  /// An answer has ended: the next prompt is asked, or it waits for a word after a failure.
  mutating func goOnWithQueue() -> [AppEffect] {
    if transcript.entries.last?.failure != nil { queue.hold() }
    guard obstacle == nil, let prompt = queue.next() else { return [] }
    let (selected, scroll) = (transcript.selected, transcript.scroll)
    let effects = ask(prompt) + keepDraft()
    // Whoever reads further up goes on reading.
    if selected != nil || scroll != .tail { transcript.restore(scroll, selected: selected) }
    return effects
  }

  /// Enter on an empty prompt: what was held back goes on.
  mutating func releaseQueue() -> [AppEffect] {
    guard queue.isHeld, turn == .idle else { return [] }
    if let obstacle { return refuse(obstacle) }
    queue.release()
    guard let prompt = queue.next() else { return [] }
    return ask(prompt) + keepDraft()
  }

  mutating func dropQueue() -> [AppEffect] {
    guard !queue.isEmpty else { return refuse("No prompt waits.") }
    let effects = leaveQueue()
    for prompt in queue.prompts { history.add(prompt.text.text) }
    queue = PromptQueue()
    show(.info, keys.sentences("Dropped.", .earlierPrompt, "brings each of them back"))
    return effects + keepDraft()
  }

  // MARK: Editing

  /// Goes to another prompt of the queue; false where that is not what the key means.
  mutating func moveInQueue(by step: Int) -> Bool {
    if queue.edited != nil {
      guard let prompt = queue.move(by: step, keeping: written) else { return true }
      written = prompt
      return true
    }
    guard step < 0, editing == nil, let prompt = queue.edit(instead: written) else { return false }
    written = prompt
    return true
  }

  mutating func putBackInQueue() -> [AppEffect] {
    written = queue.putBack(written)
    return keepDraft() + (turn == .idle ? goOnAfterEditing() : [])
  }

  /// The answer may have ended while the next prompt was being edited.
  private mutating func goOnAfterEditing() -> [AppEffect] {
    guard obstacle == nil, let prompt = queue.next() else { return [] }
    return ask(prompt) + keepDraft()
  }

  /// Leaves the prompt as it waits; what it was changed to is not lost.
  mutating func leaveQueue() -> [AppEffect] {
    guard let number = queue.edited else { return [] }
    let (given, before) = (written, queue.prompts[number])
    written = queue.leave()
    // While prompts wait, ↑ goes to them.
    return keep(given, insteadOf: before.text.text, foundBy: .undo) { before.files.has($0.id) }
  }

  /// Backspace in an empty prompt takes it out of the queue.
  mutating func deleteBackward() {
    guard queue.edited != nil, composer.isEmpty, attachments.isEmpty else {
      composer.deleteBackward()
      vi?.deletedBackward()
      return
    }
    written = queue.putBack(written)
  }
}
