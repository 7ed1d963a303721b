import ChatEngine

/// What Enter does with the prompt: it is sent, or it is a command that was typed.
extension AppState {
  mutating func send() -> [AppEffect] {
    if composer.endsWithBackslash {
      composer.deleteBackward()
      composer.insert("\n")
      return []
    }
    vi?.startOver()
    // Who goes on has read it; what is said now answers to this.
    errorIsFreshUntil = .zero
    if queue.edited != nil { return putBackInQueue() }
    let text = composer.text
    let isBlank = !text.contains { !$0.isWhitespace }
    guard !isBlank || !attachments.isEmpty else { return releaseQueue() }
    if composer.isCommand { return run(typed: text) }
    if turn != .idle, editing == nil, readOnly == nil { return enqueue() }
    if readOnly != nil {
      // Whoever had it open may have left.
      retried = written
      return [.engine(.reopen)]
    }
    if let obstacle { return refuse(obstacle) }
    let prompt = written
    guard let edited = editing else {
      written = WrittenPrompt()
      return ask(prompt) + keepDraft()
    }
    if !isBlank { history.add(text) }
    transcript.deselect()
    transcript.scrollToTail()
    let posted = post(isBlank ? "" : text, naming: composer.mentions, editing: edited.id)
    leaveEditing()
    return (isBlank ? [] : [.remember(text)]) + keepDraft() + posted
  }

  /// The conversation was opened once more: the prompt is sent, or stays where it was written.
  mutating func send(again prompt: WrittenPrompt, to id: String) -> [AppEffect] {
    written = prompt
    return readOnly == nil && id == conversationID ? send() : [.bell]
  }

  /// Has a prompt answered that was written here, now or a while ago.
  mutating func ask(_ prompt: WrittenPrompt) -> [AppEffect] {
    let text = prompt.isBlank ? "" : prompt.text.text
    if !text.isEmpty { history.add(text) }
    transcript.deselect()
    transcript.scrollToTail()
    // What is being written meanwhile keeps its own files.
    let (files, mentions) = (attachments, typedMentions)
    attachments = prompt.files
    typedMentions = prompt.mentions
    let posted = post(text, naming: prompt.text.mentions, editing: nil)
    attachments = files
    typedMentions = mentions
    return (text.isEmpty ? [] : [.remember(text)]) + posted
  }

  /// Why nobody can be asked now; nil if somebody can.
  var obstacle: String? {
    if let readOnly { return readOnly }
    if outgoing != nil { return "The files of the prompt before are still being read." }
    if turn != .idle {
      return keys.sentence("An answer is still coming", .close, "stops it")
    }
    guard destination == nil else { return nil }
    return keys.sentence("Nobody is there to answer", .picker, "says who could")
  }

  /// Gives back what was being written before an earlier prompt was edited.
  mutating func leaveEditing() {
    guard let editing else { return }
    composer = editing.draft
    attachments = editing.draftFiles
    self.editing = nil
  }

  /// Leaves the new wording without sending it: undoing and ↑ bring it back.
  mutating func giveUpEditing() -> [AppEffect] {
    guard let edited = editing else { return [] }
    let given = written
    leaveEditing()
    let before = transcript.entries.first { $0.message.id == edited.id }?.message.text
    // Files of the prompt itself were read before.
    return keep(given, insteadOf: before, foundBy: .earlierPrompt) { $0.source == .content }
  }

  /// Keeps what was worded anew where it can be found again, and the files that came with it beside the
  /// prompt that comes back; `isKnown` says of a file whether it was there before.
  mutating func keep(
    _ given: WrittenPrompt, insteadOf before: String?, foundBy command: Command,
    isKnown: (AttachmentChip) -> Bool
  ) -> [AppEffect] {
    let text = given.text.text
    let isNew = !given.isBlank && text != before
    // A file that the wording names comes back with it.
    let files = given.files.all.filter { $0.mention == nil && !isKnown($0) }
    for file in files { attachments.add(file) }
    guard isNew || !files.isEmpty else { return [] }
    var told = "Left."
    if isNew {
      typedMentions.formUnion(given.mentions)
      composer.rememberInstead(given.text)
      history.add(text)
      told = keys.sentences(told, command, "brings back what was written")
    }
    if !files.isEmpty {
      told += files.count == 1 ? " Its new file stays here." : " Its new files stay here."
    }
    show(.info, told)
    return isNew ? [.remember(text)] : []
  }

  private mutating func run(typed text: String) -> [AppEffect] {
    guard let (command, argument) = SlashCommand.parse(text) else {
      let name = text.prefix { !$0.isWhitespace }
      if let prompt = serverPrompts.first(where: { $0.typed == name.dropFirst() }) {
        return use(prompt, typed: String(text.dropFirst(name.count).drop { $0.isWhitespace }))
      }
      return refuse("There is no \(name). /help lists all; with a space before it is no command.")
    }
    if command.needsArgument, argument.isEmpty {
      let end = command.help.hasSuffix(".") ? "" : "."
      return refuse("It is /\(command.rawValue) \(command.argument): \(command.help)\(end)")
    }
    composer.clear()
    return run(command, argument: argument)
  }

  /// Does what a command says that was typed, or chosen from the list of all.
  mutating func run(_ command: SlashCommand, argument: String) -> [AppEffect] {
    switch command {
    case .model, .route: return choose(typed: argument, by: command)
    case .compare: return compare(typed: argument)
    case .new: return leave(for: .newConversation)
    case .open: return openLibrary()
    case .fork: return leave(for: .fork)
    case .tree: return perform(.tree)
    case .theme where !argument.isEmpty: return useTheme(argument)
    case .theme: openThemes()
    case .save: return [.engine(.save(argument))]
    case .title: return [.engine(.setTitle(argument))]
    case .system: return [.engine(.setSystem(argument.isEmpty ? nil : argument))]
    case .params: return setParameter(argument)
    case .tools: return openTools()
    case .details: return perform(.details)
    case .stats: return readUsage(typed: argument)
    case .copy: return perform(.copyAnswer)
    case .find: return comparison == nil ? openFind(argument) : perform(.find)
    case .export:
      let path = argument.isEmpty ? nil : argument
      return [.engine(.library(.export(to: path, utcOffset: utcOffset)))]
    case .compact: return [.engine(.library(.compact()))]
    case .import: return [.engine(.library(.importFile(argument)))]
    case .attach: return attach(typed: argument)
    case .detach: return detach(typed: argument)
    case .paste: return attach(.clipboard)
    case .keys, .help: opened = .help(PageScroll())
    case .quit: return quit()
    }
    return []
  }

  private mutating func use(_ prompt: ServerPrompt, typed text: String) -> [AppEffect] {
    if let obstacle { return refuse(obstacle) }
    do throws(Notice) {
      let values = try prompt.filled(with: text.trimmingEnd())
      composer.clear()
      return [.engine(.usePrompt(server: prompt.server, name: prompt.name, arguments: values))]
    } catch {
      return refuse(error.text)
    }
  }

  /// Completes the path or the name of a command that was begun.
  mutating func complete() -> [AppEffect] {
    if composer.unfoldChip() { return [] }
    if let effects = completePath() ?? completeBlank() { return effects }
    guard composer.isCommand, composer.cursor == composer.elements.count,
      let completed = Completion.completed(composer.text, serverPrompts),
      completed != composer.text
    else { return [.bell] }
    composer.replace(with: completed)
    return []
  }

  private mutating func choose(typed name: String, by command: SlashCommand) -> [AppEffect] {
    guard !name.isEmpty else { return openPicker(for: .select) }
    if let choice = choices.first(where: { $0.destination.text == name }) {
      return [.engine(.select(choice.destination))]
    }
    // What is not listed may still be there: a provider knows more models than its list has.
    guard let target = Target(name) else {
      let kind = command == .route ? "route" : "target"
      return refuse(
        "There is no \(kind) \(name). /\(command.rawValue) without a name lists them.")
    }
    return [.engine(.select(.target(target)))]
  }

  private mutating func setParameter(_ argument: String) -> [AppEffect] {
    let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else {
      return refuse("/params wants a name and a value, as in /params temperature 0.2.")
    }
    return [.engine(.setParameter(name: words[0], value: words[1]))]
  }

  // MARK: The draft

  mutating func keepDraftIfDue() -> [AppEffect] {
    guard let due = draftDue, now >= due else { return [] }
    return keepDraft()
  }

  /// Has the unsent prompt kept, if it is another than the one that is kept.
  mutating func keepDraft() -> [AppEffect] {
    draftDue = nil
    let draft = draftText.text(of: unsent)
    guard draft != keptDraft else { return keepDraftFiles() }
    keptDraft = draft
    return [.engine(.saveDraft(draft))] + keepDraftFiles()
  }
}
