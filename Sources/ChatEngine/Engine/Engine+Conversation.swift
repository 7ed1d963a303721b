/// The open conversation: reading, writing and leaving it.
extension Engine {
  /// Applies a change and has it written.
  func record(_ change: Change) {
    conversation.apply(change)
    log.record(change)
    watchLog()
    watchSaving()
  }

  /// Tells what is only in memory, if that has changed.
  private func watchSaving() {
    let unsaved = log.unsaved
    guard unsaved != unsavedTold else { return }
    unsavedTold = unsaved
    publish(.unsaved(unsaved))
  }

  /// Sees to it that what waits is written in time.
  func watchLog() {
    guard logTimer == nil, let due = log.nextDeadline else { return }
    logTimer = world.loop.schedule(at: due) { [weak self] in
      guard let self else { return }
      logTimer = nil
      log.tick(conversation)
      watchLog()
    }
  }

  /// Goes on with another conversation and its file.
  func take(
    _ conversation: Conversation, _ log: ConversationLog, readOnly: String?,
    draft: (text: String, files: [DraftFile])? = nil
  ) {
    self.conversation = conversation
    self.log = log
    self.readOnly = readOnly
    withheld = []
    hiddenLately = []
    if let logTimer { world.loop.cancel(logTimer) }
    logTimer = nil
    log.onChange = { [weak self] in
      self?.watchLog()
      self?.watchSaving()
    }
    log.onNotice = { [weak self] in self?.say($0) }
    if let draft {
      saveDraft(draft.text)
      saveDraft(draft.files)
    }
    publishOpened(draft: draft)
    publishComparison()
    unsavedTold = nil
    watchSaving()
  }

  private func say(_ notice: StorageNotice) {
    publish(.notice(Notice(notice.level, notice.sentence(clock: world.clockText))))
  }

  func startEmpty() {
    let conversation = Conversation(
      id: makeConversationID(), meta: Meta(created: world.clock()))
    take(conversation, world.store.start(conversation), readOnly: nil)
  }

  /// Opens another conversation; one that was just left when its file is whole.
  func switchTo(_ text: String) {
    guard let id = ConversationID(text) else { return }
    guard id != conversation.id else { return reopen() }
    guard closing.contains(id) else { return replace { open(id) } }
    world.queue.run({ () }) { [weak self] in self?.switchTo(text) }
  }

  func open(_ id: ConversationID) {
    let opened: ConversationStore.Opened
    do throws(StorageError) {
      opened = try world.store.open(id)
    } catch {
      startEmpty()
      return say(.error, "Conversation \(id) cannot be read: \(error.path). A new one is open.")
    }
    let isReadOnly = opened.log.status == .readOnly
    let reason = opened.notices.first?.sentence(clock: world.clockText)
    take(opened.conversation, opened.log, readOnly: isReadOnly ? reason : nil)
    for notice in opened.notices { say(notice) }
  }

  /// Opens a conversation once more that could only be read: another program may have given it back.
  func reopen() {
    guard readOnly != nil else { return }
    let id = conversation.id
    replace { open(id) }
  }

  /// Copies the path, which may be read-only here, to a conversation of its own.
  func fork() {
    guard !isComparing else { return say(.warning, Engine.comparing) }
    replace(saying: "This is a copy; the original stays as it was.") {
      var copy = Conversation(
        id: makeConversationID(),
        meta: Meta(
          created: world.clock(), system: conversation.meta.system, source: conversation.id))
      copy.title = conversation.title
      for message in conversation.messages { copy.append(message) }
      take(copy, world.store.start(copy), readOnly: nil)
      watchLog()
    }
  }

  func save(to path: String) {
    let path = world.path(path)
    switch log.status {
    case .saved, .readOnly: log.copy(conversation, to: path)
    case .notSaved, .memoryOnly: log.move(to: path, conversation)
    }
    watchLog()
  }

  /// Writes at once what waits for the disk to have room, and says what is left of it.
  func trySaving() {
    log.tryNow(conversation) { [weak self, log] in
      guard let self, self.log === log else { return }
      publish(.savingTried(log.unsaved))
    }
    watchLog()
  }

  func saveDraft(_ text: String) {
    guard let drafts = world.drafts else { return }
    let id = draftID
    // A draft is a convenience: what stands in its way is told when a message cannot be kept.
    world.queue.run({ try? drafts.keep(text, of: id) }) { _ in }
  }

  /// Where the draft is kept: a conversation without a word has no file, and so no name to be found by.
  var draftID: ConversationID {
    conversation.isEmpty ? ConversationID("new") ?? conversation.id : conversation.id
  }

  /// Leaves the open conversation whole, then opens another; says what became of an answer.
  func replace(saying text: String? = nil, with open: () -> Void) {
    let title = conversation.displayTitle ?? ConversationSummary.untitled
    let stopped = running.isEmpty ? nil : Engine.stopped(running.count, in: title)
    stop()
    keepLayout()
    let id = conversation.id
    log.close(conversation)
    closing.insert(id)
    world.queue.run({ () }) { [weak self] in _ = self?.closing.remove(id) }
    open()
    let told = [text, stopped].compactMap(\.self).joined(separator: " ")
    if !told.isEmpty { say(stopped == nil ? .info : .warning, told) }
  }

  /// What became of answers in a conversation that was left.
  private static func stopped(_ answers: Int, in title: String) -> String {
    let what = answers == 1 ? "The answer" : "\(answers) answers"
    let them = answers == 1 ? "was" : "were"
    return "\(what) in “\(title)” \(them) stopped; what had come is kept. "
      + "^O opens it, and Alt-R there asks again."
  }

  /// Whether something can be added to the open conversation; says why where it cannot.
  var canRecord: Bool {
    if let readOnly { say(.warning, readOnly) }
    return readOnly == nil
  }

  func setTitle(_ title: String) {
    guard canRecord else { return }
    record(.title(title))
    publish(.titled(title))
  }

  /// Sets the conversation's own system prompt; nil wants none, whatever the configuration says.
  func setSystem(_ system: String?) {
    guard canRecord else { return }
    var meta = conversation.meta
    meta.system = system ?? ""
    record(.meta(meta))
    say(.info, system == nil ? "No system prompt from here on." : "The system prompt is set.")
  }

  /// Steps to a sibling and to where its branch was read last.
  func step(_ id: MessageID, by offset: Int) {
    guard !isComparing else { return say(.warning, Engine.comparing) }
    guard current == nil else {
      return say(.warning, "An answer is still coming: Esc stops it.")
    }
    let siblings = conversation.siblings(of: id)
    guard let place = siblings.firstIndex(of: id) else { return }
    let next = min(max(place + offset, 0), siblings.count - 1)
    guard next != place else { return say(.info, "There is no further version.") }
    record(.head(conversation.leaf(through: siblings[next])))
    publishPath()
    publishContext()
  }

  // MARK: Publishing

  func onPath(_ message: Message) -> PathMessage {
    let place = conversation.position(of: message.id)
    return onPath(message, place?.number ?? 1, of: place?.count ?? 1)
  }

  private func onPath(_ message: Message, _ position: Int, of siblings: Int) -> PathMessage {
    let ending = message.ending
    return PathMessage(
      message, position: position, siblings: siblings,
      failure: ending?.failure.map { sentences.full($0, attempts: ending?.attempts ?? []) })
  }

  private var pathMessages: [PathMessage] {
    conversation.mapPath { onPath($0, $1, of: $2) }
  }

  /// What was said in a pane since the comparison began.
  func path(ofPane number: Int) -> [PathMessage] {
    guard let comparison = conversation.comparison else { return [] }
    return conversation.mapPath(to: comparison.head(of: number), after: comparison.root) {
      onPath($0, $1, of: $2)
    }
  }

  var sentences: ErrorSentence { ErrorSentence(providers: catalog.providers) }

  func publishPath() {
    publish(.pathChanged(pathMessages))
  }

  private func publishOpened(draft: (text: String, files: [DraftFile])? = nil) {
    publish(
      .opened(
        OpenedConversation(
          id: conversation.id.text, title: conversation.displayTitle,
          path: pathMessages,
          draft: draft?.text ?? world.drafts?.draft(of: draftID) ?? "",
          draftFiles: draft?.files ?? world.drafts?.files(of: draftID) ?? [],
          readOnly: readOnly)))
    publishContext()
  }

  /// Tokens of the path: the provider's count up to the last answer that has one, and our estimate
  /// of what came after.
  func publishContext() {
    var estimated = 0
    var counted: Int?
    for id in conversation.path.reversed() {
      if let usage = conversation[id]?.ending?.usage, !usage.isEstimated,
        let input = usage.inputTokens, let output = usage.outputTokens
      {
        counted = input + output
        break
      }
      estimated += conversation.estimatedTokens(of: id)
    }
    let target = destination.flatMap(catalog.route(to:))?.targets.first?.target
    publish(
      .context(
        used: (counted ?? 0) + estimated, isEstimated: estimated > 0,
        window: target.flatMap { catalog.model(of: $0).context }))
  }
}

extension StorageNotice {
  /// How grave it is.
  fileprivate var level: Notice.Level {
    switch self {
    case .savedAgain, .copied, .goingOn: .info
    case .tornTail, .damaged, .unknown, .openElsewhere, .newer, .unlockable, .moved, .rewritten:
      .warning
    case .notSaved, .memoryOnly, .notCopied: .error
    }
  }
}
