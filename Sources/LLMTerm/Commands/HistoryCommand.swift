import CSystem
import ChatEngine
import ChatUI
import Glibc

/// `llmterm history`: the conversations that are kept, without the full screen.
struct HistoryCommand {
  private let options: Options.History
  private let setup: Setup
  private let library: Library
  private let marks: MarkStore

  init(_ options: Options.History, _ configurationPath: String?) throws {
    self.options = options
    setup = try Setup(configurationPath: configurationPath)
    guard let folder = setup.conversations(ofDemo: options.isDemo) else {
      throw SetupError("There is no place for conversations: HOME is not set.")
    }
    let kept = Library(folder: folder)
    library = options.isOfTrash ? kept.trash : kept
    marks = MarkStore(folder: folder, processID: getpid())
  }

  func run() throws -> Int32 {
    if let reason = library.problem {
      return Program.complain(
        "\(library.folder) cannot be read: \(reason). Look at its owner and mode.",
        Program.Exit.failed)
    }
    switch options.action {
    case .list(let line): return list(LibraryQuery(line))
    case .search(let text): return try search(text)
    case .show(let id): return take(id, show)
    case .export(let id, let path): return take(id) { export($0, to: path) }
    case .import(let paths): return importFiles(paths)
    case .delete(let ids):
      return change(ids, "is in the trash; history restore brings it back") {
        id throws(Library.Refusal) in
        try library.delete(id, processID: getpid())
      }
    case .restore(let ids): return restore(ids)
    }
  }

  // MARK: Lists

  private func list(_ query: LibraryQuery) -> Int32 {
    let marks = marks.read()
    let all = library.entries()
    let entries = all.filter { entry in
      query.fits(marks[entry.id])
        && (query.words.isEmpty || FuzzyMatch(query.words, in: entry.title ?? "") != nil)
    }
    if options.asJSON {
      let rows = entries.map { json($0, marks[$0.id]) }
      Output.say(JSON.array(rows).text(.init(isPretty: true)) + "\n")
    } else if entries.isEmpty {
      let nothing =
        options.isOfTrash
        ? "The trash is empty."
        : "There is no conversation yet. Start one with: llmterm\(options.isDemo ? " --demo" : "")"
      Program.complain(all.isEmpty ? nothing : "No conversation fits.")
    } else {
      let table = HistoryTable(columns: HistoryTable.terminalColumns, setup.surroundings.utcOffset)
      Output.say(entries.map { table.row($0, marks[$0.id]) }.joined())
    }
    return entries.isEmpty ? Program.Exit.nothing : Program.Exit.answered
  }

  private func json(_ entry: Library.Entry, _ marks: LibraryMarks.Marks) -> JSON {
    [
      "id": .string(entry.id.text), "title": entry.title.map(JSON.string) ?? .null,
      "changed": .string(entry.changed.text), "bytes": .int(entry.bytes),
      "pinned": .bool(marks.isPinned), "archived": .bool(marks.isArchived),
      "tags": .array(marks.tags.map(JSON.string)),
    ]
  }

  private func search(_ text: String) throws -> Int32 {
    guard LibrarySearch.needle(text) != nil else {
      return Program.complain("That is too short to be looked for. Give two letters or more.")
    }
    let loop = try EventLoop()
    let workers = try (0..<2).map { _ in try Worker(name: "search", answers: loop.mailbox) }
    let ids = library.newestFirst().map(\.id)
    var found: [ConversationID: LibrarySearch.Found] = [:]
    var isDone = false
    let search = LibrarySearch(text, in: library, ids, queues: workers) { new, done in
      for one in new { found[one.id] = one }
      isDone = done
    }
    search?.start()
    while !isDone { loop.runOnce(until: nil) }
    for worker in workers { worker.finish() }
    print(ids.compactMap { found[$0] })
    return found.isEmpty ? Program.Exit.nothing : Program.Exit.answered
  }

  private func print(_ found: [LibrarySearch.Found]) {
    if options.asJSON {
      let rows = found.map { one -> JSON in
        [
          "id": .string(one.id.text),
          "title": library.entry(one.id)?.title.map(JSON.string) ?? .null,
          "message": .string(one.hit.message.text), "role": .string(one.hit.role.rawValue),
          "text": .string(one.hit.snippet), "messages": .int(one.count),
        ]
      }
      Output.say(JSON.array(rows).text(.init(isPretty: true)) + "\n")
      return
    }
    let table = HistoryTable(columns: HistoryTable.terminalColumns, setup.surroundings.utcOffset)
    let marks = marks.read()
    for one in found {
      guard let entry = library.entry(one.id) else { continue }
      Output.say(table.row(entry, marks[one.id]) + table.row(one))
    }
    if found.isEmpty { Output.complain("llmterm: Nobody said that.\n") }
  }

  // MARK: One conversation

  /// The conversation whose id begins so.
  private func find(
    _ prefix: String, in place: Library? = nil
  ) throws(SetupError) -> ConversationID {
    let name = SafeText(prefix, context: .code).string
    switch (place ?? library).find(prefix) {
    case .one(let id): return id
    case .none:
      throw SetupError("There is no conversation \(name). See them with: llmterm history")
    case .several(let ids):
      throw SetupError("\(ids.count) conversations begin with \(name). Give more of the id.")
    }
  }

  /// Does it with the conversation whose id begins so, or says why that is none.
  private func take(_ prefix: String, _ work: (ConversationID) -> Int32) -> Int32 {
    do throws(SetupError) {
      return work(try find(prefix))
    } catch {
      for sentence in error.sentences { Program.complain(sentence) }
      return Program.Exit.nothing
    }
  }

  private func show(_ id: ConversationID) -> Int32 {
    guard let conversation = library.read(id) else { return unreadable(id) }
    let export = ConversationExport(conversation, utcOffset: setup.surroundings.utcOffset)
    return print(export.bytes(as: options.asJSON ? .json : options.format ?? .markdown))
  }

  private func export(_ id: ConversationID, to path: String?) -> Int32 {
    guard let path else { return show(id) }
    guard let conversation = library.read(id) else { return unreadable(id) }
    guard let format = options.format ?? ConversationExport.Format(path: path) else {
      return Program.complain(
        "\(SafeQuote.quoted(path)) does not say what to write. End it in .md, .json or .html, or "
          + "give --format.")
    }
    let export = ConversationExport(conversation, utcOffset: setup.surroundings.utcOffset)
    if let problem = ExportFile.write(
      export.bytes(as: format), to: path, overwrites: options.overwrites)
    {
      Output.complain("llmterm: \(problem.sentence(option: "--force"))\n")
      return Program.Exit.nothing
    }
    return Program.Exit.answered
  }

  /// Text for a terminal goes through the door, row by row; a pipe gets it as it is.
  private func print(_ bytes: [UInt8]) -> Int32 {
    if isatty(STDOUT_FILENO) == 1 {
      let text = String(decoding: bytes, as: UTF8.self)
      let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
      Output.say(rows.map { SafeText(String($0)).string }.joined(separator: "\n"))
    } else {
      Output.say(bytes)
    }
    return Program.Exit.answered
  }

  private func unreadable(_ id: ConversationID) -> Int32 {
    Output.complain("llmterm: \(library.path(of: id)) could not be read.\n")
    return Program.Exit.nothing
  }

  // MARK: Changing

  private func importFiles(_ paths: [String]) -> Int32 {
    let importing = LibraryImport(
      into: library, processID: getpid(), at: SystemClock.timestamp())
    var report = LibraryImport.Report()
    var isWhole = true
    for path in paths {
      do throws(LibraryImport.Refusal) {
        report.add(try importing.run(path))
      } catch {
        Output.complain("llmterm: \(SafeText(error.sentence).string)\n")
        isWhole = false
      }
    }
    if isWhole || report != LibraryImport.Report() {
      Output.say(SafeText(report.sentence).string + "\n")
    }
    return isWhole && report.failed == 0 ? Program.Exit.answered : Program.Exit.nothing
  }

  private func restore(_ ids: [String]) -> Int32 {
    let trash = options.isOfTrash ? library : library.trash
    let kept = Library(folder: setup.conversations(ofDemo: options.isDemo) ?? "")
    var status = Program.Exit.answered
    for text in ids {
      guard case .one(let id) = trash.find(text) else {
        let name = SafeText(text, context: .code).string
        Output.complain(
          "llmterm: There is no \(name) in the trash. See: llmterm history --deleted\n")
        status = Program.Exit.nothing
        continue
      }
      status = max(
        status,
        change([id.text], "is back", in: trash) { id throws(Library.Refusal) in
          try kept.restore(id, processID: getpid())
        })
    }
    return status
  }

  /// Does it to each that is there, and says of the others why not.
  private func change(
    _ ids: [String], _ done: String, in place: Library? = nil,
    _ work: (ConversationID) throws(Library.Refusal) -> Void
  ) -> Int32 {
    var status = Program.Exit.answered
    for text in ids {
      do throws(SetupError) {
        let id = try find(text, in: place)
        try perform(work, on: id)
        Output.say("\(id) \(done).\n")
      } catch {
        for sentence in error.sentences { Program.complain(sentence) }
        status = Program.Exit.nothing
      }
    }
    return status
  }

  private func perform(
    _ work: (ConversationID) throws(Library.Refusal) -> Void, on id: ConversationID
  ) throws(SetupError) {
    do throws(Library.Refusal) {
      try work(id)
    } catch {
      throw SetupError(error.sentence)
    }
  }
}
