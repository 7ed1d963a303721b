/// Prompts that were sent while an answer streams: they are asked one after the other.
package struct PromptQueue: Sendable, Equatable {
  package private(set) var prompts: [WrittenPrompt] = []
  /// The one that is being edited; the composer has its text.
  package private(set) var edited: Int?
  /// Nothing is asked before a person says so: the answer before was stopped, or it failed.
  package private(set) var isHeld = false
  /// What was being written before one of them was edited.
  private var draft = WrittenPrompt()

  package init() {}

  package var isEmpty: Bool { prompts.isEmpty }

  mutating func add(_ prompt: WrittenPrompt) { prompts.append(prompt) }

  mutating func hold() { isHeld = !prompts.isEmpty }
  mutating func release() { isHeld = false }

  /// Takes the next one, unless it is being edited.
  mutating func next() -> WrittenPrompt? {
    guard !isHeld, !prompts.isEmpty, edited != 0 else { return nil }
    if let edited { self.edited = edited - 1 }
    return prompts.removeFirst()
  }

  // MARK: Editing

  /// Begins with the last one; gives what the composer shows then.
  mutating func edit(instead draft: WrittenPrompt) -> WrittenPrompt? {
    guard let last = prompts.last else { return nil }
    self.draft = draft
    edited = prompts.count - 1
    return last
  }

  /// Puts back what was edited and goes to another one; past the last, to what was being written.
  ///
  /// Nil where there is no earlier one.
  mutating func move(by step: Int, keeping prompt: WrittenPrompt) -> WrittenPrompt? {
    guard let edited, edited + step >= 0 else { return nil }
    prompts[edited] = prompt
    guard edited + step < prompts.count else { return leave() }
    self.edited = edited + step
    return prompts[edited + step]
  }

  /// Puts back what was edited, or takes it out where nothing is left of it; gives what was being
  /// written before.
  mutating func putBack(_ prompt: WrittenPrompt) -> WrittenPrompt {
    if let edited {
      if prompt.isNothing { prompts.remove(at: edited) } else { prompts[edited] = prompt }
    }
    return leave()
  }

  /// Ends editing without a change.
  mutating func leave() -> WrittenPrompt {
    edited = nil
    if prompts.isEmpty { isHeld = false }
    return draft
  }

  /// What is kept of it with a conversation that is left: all that was not asked, in its last wording.
  func unsent(with written: [Composer]) -> [Composer] {
    guard let edited else { return (prompts.map(\.text) + written).filter { !$0.isEmpty } }
    let before = prompts[..<edited].map(\.text)
    let after = prompts[(edited + 1)...].map(\.text)
    return (before + written + after + [draft.text]).filter { !$0.isEmpty }
  }

  /// The files that are kept with it.
  func unsentFiles(with files: AttachmentChips) -> [AttachmentChip] {
    prompts.flatMap(\.files.all) + (edited == nil ? files : draft.files).all
  }
}

extension Composer {
  /// The length of what is sent.
  var bytes: Int { elements.bytes }

  /// Whether there is nothing to send.
  var isBlank: Bool {
    elements.allSatisfy { element in
      switch element {
      case .character(let character): character.isWhitespace
      case .chip(let text): text.allSatisfy(\.isWhitespace)
      }
    }
  }
}
