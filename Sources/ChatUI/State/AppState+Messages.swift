import ChatEngine

/// Commands on messages, and on who answers.
extension AppState {
  /// Steps through the selections that were used, the latest first.
  mutating func switchRecent(by step: Int) -> [AppEffect] {
    guard recent.count > 1 else {
      return refuse(keys.sentence("No other target was used yet", .picker, "lists them"))
    }
    return [.engine(.select(step > 0 ? recent[1] : recent[recent.count - 1]))]
  }

  // MARK: Answering again

  /// Opens the picker with the target in force marked; after a cut, asks that one again.
  mutating func regenerateElsewhere() -> [AppEffect] {
    if case .asking = turn { return [.engine(.resolveCut(again: true))] }
    guard let answer = transcript.chosenAnswer else { return refuse("There is no answer yet.") }
    return openPicker(for: .regenerate(answer.id))
  }

  mutating func regenerateChosen() -> [AppEffect] {
    guard let answer = transcript.chosenAnswer else { return refuse("There is no answer yet.") }
    return regenerate(answer.id, with: nil)
  }

  mutating func regenerate(_ id: MessageID, with destination: Destination?) -> [AppEffect] {
    guard turn == .idle else {
      return refuse(keys.sentence("An answer is still coming", .close, "stops it"))
    }
    transcript.deselect()
    transcript.scrollToTail()
    return [.engine(.regenerate(id, with: destination))]
  }

  // MARK: Editing and siblings

  mutating func editSelected() -> [AppEffect] {
    guard let message = transcript.chosen, message.role == .user else {
      return refuse(keys.sentence("Only a prompt can be edited", .messageUp, "selects it"))
    }
    return edit(message)
  }

  mutating func editLastPrompt() -> [AppEffect] {
    let prompt = transcript.entries.last { $0.message.role == .user }
    return prompt.map { edit($0.message) } ?? []
  }

  private mutating func edit(_ message: Message) -> [AppEffect] {
    if let readOnly { return refuse(readOnly) }
    editing = Editing(
      id: message.id, draft: editing?.draft ?? composer,
      draftFiles: editing?.draftFiles ?? attachments)
    putBack(message.attachments)
    transcript.deselect()
    composer.startOver(with: message.text)
    editing?.before = composer.elements
    return weigh()
  }

  mutating func step(by offset: Int) -> [AppEffect] {
    guard let place = transcript.selected ?? transcript.branch,
      transcript.entries.indices.contains(place), transcript.entries[place].siblings > 1
    else { return refuse("There is no other version of this.") }
    return [.engine(.step(transcript.entries[place].message.id, by: offset))]
  }

  // MARK: Copying

  mutating func copyChosen() -> [AppEffect] {
    guard let message = transcript.chosen else { return refuse("There is nothing to copy yet.") }
    guard !message.text.isEmpty || message.toolCalls.isEmpty else {
      return refuse("There is no text to copy.")
    }
    switch message.codeBlocks.count {
    case 0: show(.info, "Copied.")
    case 1:
      prepared = .copyBlock
      show(.info, "Copied. 1 copies the code block alone.")
    case let count:
      prepared = .copyBlock
      show(.info, "Copied. A number copies a code block alone: 1 to \(min(9, count)).")
    }
    return [.copy(message.text)]
  }

  mutating func copyBlock(_ number: Int) -> [AppEffect] {
    prepared = .nothing
    let blocks = transcript.chosen?.codeBlocks ?? []
    guard blocks.indices.contains(number &- 1) else {
      return refuse("There is no code block \(number).")
    }
    show(.info, "Copied code block \(number).")
    return [.copy(blocks[number - 1].code)]
  }
}
