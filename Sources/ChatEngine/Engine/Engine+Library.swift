/// The conversations that are kept: listed, searched, marked, deleted and brought back.
extension Engine {
  /// Conversations that are listed at once, before the others are looked at.
  private static let firstListed = 40

  func listConversations() {
    guard let library = world.library else {
      return say(.warning, "No conversations are kept here.")
    }
    let marks = world.marks
    let known = knownEntries
    isListing = true
    world.queue.run({ library.newestFirst() }) { [weak self] bare in
      guard let self else { return }
      kept = bare.map(\.id)
      isListing = false
      if let text = awaitedSearch { search(text) }
      if bare.isEmpty { publish(.library([])) }
      let parts = bare.count > Engine.firstListed ? [Engine.firstListed, bare.count] : [bare.count]
      for end in parts where end > 0 {
        let isDone = end == bare.count
        let part = Array(bare.prefix(end))
        world.queue.run({
          (library.entries(of: part, known: known), marks?.read() ?? LibraryMarks())
        }) { [weak self] entries, marks in
          self?.take(entries, marks, isDone: isDone)
        }
      }
    }
  }

  private func take(_ entries: [Library.Entry], _ marks: LibraryMarks, isDone: Bool) {
    for entry in entries { knownEntries[entry.id] = entry }
    let list = entries.map { entry in
      var summary = ConversationSummary(entry, marks[entry.id])
      // What it is called here may not be in its file yet.
      if entry.id == conversation.id, let title = conversation.displayTitle {
        summary.title = title
      }
      return summary
    }
    publish(.library(list, isDone: isDone))
  }

  func handle(_ command: LibraryCommand) {
    switch command {
    case .search(let text): search(text)
    case .endSearch: endSearch()
    case .open(let text, let message): switchTo(text, at: message)
    case .mark(let text, let change): mark(text, change)
    case .rename(let text, let title): rename(text, title)
    case .delete(let text): delete(text)
    case .restore(let text): restore(text)
    case .export(let path, let utcOffset, let overwrites):
      export(to: path, utcOffset: utcOffset, overwrites: overwrites)
    case .importFile(let path): importFile(path)
    case .compact(let isAgreed): compact(isAgreed: isAgreed)
    }
  }

  // MARK: Searching

  private func search(_ text: String) {
    endSearch()
    guard let library = world.library else { return }
    guard !isListing else {
      awaitedSearch = text
      return
    }
    let threads = world.searchQueues()
    let queues = threads.isEmpty ? [world.queue] : threads
    librarySearch = LibrarySearch(text, in: library, kept, queues: queues) {
      [weak self] found, isDone in
      self?.publish(.searched(SearchUpdate(text: text, found: found, isDone: isDone)))
    }
    guard let librarySearch else {
      return publish(.searched(SearchUpdate(text: text, found: [], isDone: true)))
    }
    librarySearch.start()
  }

  private func endSearch() {
    librarySearch?.cancel()
    librarySearch = nil
    awaitedSearch = nil
  }

  // MARK: Marks and names

  private func mark(_ text: String, _ change: LibraryMarks.Change) {
    guard let id = ConversationID(text), let store = world.marks else { return }
    world.queue.run({ store.apply(change, to: id) }) { [weak self] result in
      switch result {
      case .success(let marks): self?.publish(.marked(text, marks[id]))
      case .failure(let error):
        self?.say(.error, "\(error.path) could not be written, so nothing was marked.")
      }
    }
  }

  private func rename(_ text: String, _ title: String) {
    guard let id = ConversationID(text), let library = world.library else { return }
    if id == conversation.id {
      setTitle(title)
      return listConversations()
    }
    let time = world.clock()
    let process = world.store.processID
    world.queue.run({ () -> Library.Refusal? in
      library.refusal { () throws(Library.Refusal) in
        _ = try library.append(to: id, at: time, processID: process) { _ in [.title(title)] }
      }
    }) { [weak self] refusal in
      if let refusal { return self?.say(.warning, refusal.sentence) ?? () }
      self?.listConversations()
    }
  }

  // MARK: The trash

  private func delete(_ text: String) {
    guard let id = ConversationID(text), let library = world.library else { return }
    let title = knownEntries[id]?.title ?? ConversationSummary.untitled
    // Its file is given back before it is moved: the queue does one thing after another.
    if id == conversation.id { replace { startEmpty() } }
    let process = world.store.processID
    world.queue.run({
      library.refusal { () throws(Library.Refusal) in
        try library.delete(id, processID: process)
      }
    }) { [weak self] refusal in
      guard let self else { return }
      if let refusal { return say(.warning, refusal.sentence) }
      deleted.append(id)
      say(.info, "“\(title)” is in the trash; Alt-U brings it back.")
      listConversations()
    }
  }

  private func restore(_ text: String) {
    guard let library = world.library else { return }
    guard let id = text.isEmpty ? deleted.last : ConversationID(text) else {
      return say(.info, "Nothing was deleted since the start. See: llmterm history restore")
    }
    let process = world.store.processID
    world.queue.run({
      library.refusal { () throws(Library.Refusal) in
        try library.restore(id, processID: process)
      }
    }) { [weak self] refusal in
      guard let self else { return }
      deleted.removeAll { $0 == id }
      if let refusal { return say(.warning, refusal.sentence) }
      say(.info, "It is back.")
      listConversations()
    }
  }

  // MARK: In and out

  private func export(to path: String?, utcOffset: Int, overwrites: Bool) {
    guard !isComparing else { return say(.warning, Engine.comparing) }
    guard !conversation.isEmpty else { return say(.warning, "There is nothing to export yet.") }
    let export = ConversationExport(conversation, utcOffset: utcOffset)
    let path = path.map(world.path) ?? export.fileName(as: .markdown)
    guard let format = ConversationExport.Format(path: path) else {
      return say(
        .warning, "End the name in .md, .json or .html, so that it says what to write.")
    }
    world.queue.run({
      ExportFile.write(export.bytes(as: format), to: path, overwrites: overwrites)
    }) { [weak self] problem in
      switch problem {
      case nil: self?.say(.info, "Written to \(path).")
      case .isThere:
        self?.publish(
          .confirm(
            "\(path) is there already: y writes over it, any other key leaves it.",
            .library(.export(to: path, utcOffset: utcOffset, overwrites: true))))
      case .failed?: self?.say(.error, problem?.sentence(option: "") ?? "")
      }
    }
  }

  private func importFile(_ path: String) {
    guard let library = world.library else {
      return say(.warning, "No conversations are kept here.")
    }
    let path = world.path(path)
    say(.info, "Reading \(path) …")
    let importing = LibraryImport(
      into: library, processID: world.store.processID, at: world.clock())
    // Apart from the files' thread, which goes on writing this conversation meanwhile.
    let queue = world.searchQueues().first ?? world.queue
    queue.run({ () -> Result<LibraryImport.Report, LibraryImport.Refusal> in
      Result { () throws(LibraryImport.Refusal) in try importing.run(path) }
    }) { [weak self] result in
      switch result {
      case .success(let report):
        self?.say(report.bad + report.failed > 0 ? .warning : .info, report.sentence)
      case .failure(let refusal): self?.say(.warning, refusal.sentence)
      }
    }
  }

  // MARK: What was asked

  private static let usageSpan: Int64 = 30 * 86_400_000

  func readUsage(by grouping: UsageReport.Grouping, _ utcOffset: Int) {
    guard let folders = world.statistics else {
      return say(.warning, "No statistics are kept here.")
    }
    let now = world.clock()
    let summary = UsageSummary(
      since: Timestamp(milliseconds: now.milliseconds - Engine.usageSpan), until: now,
      by: grouping, utcOffset: utcOffset)
    // Apart from the files' thread, which goes on writing this conversation meanwhile.
    let queue = world.searchQueues().first ?? world.queue
    queue.run({
      var summary = summary
      summary.read(folders)
      return summary
    }) { [weak self] summary in
      guard let path = summary.unreadable else { return self?.publish(.usage(summary)) ?? () }
      self?.say(.error, "\(path) could not be read. Look at its owner and mode.")
    }
  }

  // MARK: Opening at a place

  private func switchTo(_ text: String, at message: MessageID) {
    guard let id = ConversationID(text) else { return }
    if closing.contains(id) {
      return world.queue.run({ () }) { [weak self] in self?.switchTo(text, at: message) }
    }
    if id != conversation.id {
      replace { open(id) }
    } else if readOnly != nil {
      reopen()
    } else {
      publishPath()
    }
    guard conversation.id == id, conversation.contains(message), current == nil,
      !conversation.path.contains(message)
    else { return }
    let head = conversation.leaf(through: message)
    // Where nothing can be written the branch is shown all the same.
    if readOnly == nil { record(.head(head)) } else { conversation.select(head) }
    publishPath()
    publishContext()
  }
}

extension Library {
  /// Why something was not done; nil where it was.
  fileprivate func refusal(_ work: () throws(Refusal) -> Void) -> Refusal? {
    do throws(Refusal) {
      try work()
      return nil
    } catch {
      return error
    }
  }
}

extension ConversationSummary {
  /// What a conversation is called in which nothing was said yet.
  static let untitled = "New conversation"

  init(_ entry: Library.Entry, _ marks: LibraryMarks.Marks) {
    self.init(
      id: entry.id.text, title: entry.title ?? Self.untitled, changed: entry.changed,
      bytes: entry.bytes, marks: marks)
  }
}
