import Glibc

/// Brings conversations of other programs into a library.
///
/// Used where one may block.
///
/// Names are made of the other program's own, so that a second import adds only what is new.
package struct LibraryImport {
  /// What came of it.
  package struct Report: Sendable, Equatable {
    package var added = 0
    /// Conversations that were here and have more messages now.
    package var grown = 0
    package var known = 0
    /// Entries that could not be read.
    package var bad = 0
    /// Why the first of them could not.
    package var reason: String?
    /// Conversations that a program has open, or that could not be written.
    package var failed = 0
    /// Why the first of them could not.
    package var failure: String?

    package init() {}

    /// What happened, and what to do.
    package var sentence: String {
      var facts: [String] = []
      if added > 0 || grown + known == 0 { facts.append(Self.count(added, "new conversation")) }
      if grown > 0 { facts.append("\(Self.count(grown, "conversation")) went on") }
      if known > 0 { facts.append("\(known) were here already") }
      if bad > 0 {
        let why = reason.map { " (\($0))" } ?? ""
        facts.append("\(bad) could not be read\(why)")
      }
      if failed > 0 { facts.append("\(failed) could not be kept: \(failure ?? "")") }
      let text = "Imported: " + facts.joined(separator: ", ")
      // A reason may be a sentence, or end with a question.
      return text.hasSuffix("?") || text.hasSuffix(".") ? text : text + "."
    }

    private static func count(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
  }

  /// A file that is none of those that can be read, in a sentence.
  package struct Refusal: Error, Sendable, Equatable {
    package var sentence: String
  }

  /// Larger texts than this are none of aichat's.
  private static let largestText = 64 << 20

  private let library: Library
  private let files: any FileCalls
  private let processID: Int32
  private let time: Timestamp

  package init(into library: Library, processID: Int32, at time: Timestamp) {
    self.library = library
    files = library.files
    self.processID = processID
    self.time = time
  }

  /// Imports one file.
  package func run(_ path: String) throws(Refusal) -> Report {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try files.open(path, flags: O_RDONLY, mode: 0)
    } catch {
      throw Refusal(
        sentence: "\(path) could not be opened (\(String(cString: strerror(error.code)))). "
          + "Give the path of an export.")
    }
    defer { files.close(descriptor) }
    let head = (try? files.contents(of: descriptor, in: 0..<16)) ?? []
    if head.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      throw Refusal(
        sentence: "\(path) is a zip archive. Unpack it (unzip \(path)) and import the "
          + "conversations.json in it.")
    }
    if head.starts(with: Array("SQLite format 3".utf8)) {
      throw Refusal(
        sentence: "\(path) is a database. Have llm write its rows, and import those: "
          + "llm logs --json -n 0 > logs.json")
    }
    var elements = JSONElements(descriptor, files: files)
    switch elements.first() {
    case UInt8(ascii: "["): return try array(&elements, path)
    case UInt8(ascii: "{") where SavedImport.fits(head): return try saved(descriptor, path)
    case UInt8(ascii: "{"): return try single(descriptor, path)
    default: return try text(descriptor, path)
    }
  }

  // MARK: Kinds of files

  private func array(
    _ elements: inout JSONElements, _ path: String
  ) throws(Refusal) -> Report {
    var report = Report()
    var rows = LLMImport()
    var isKnown = false
    while let bytes = elements.next() {
      guard let json = parse(bytes) else {
        report.take(bad: "an entry is no JSON")
        continue
      }
      if let problem = rows.take(json) {
        isKnown = true
        if let problem { report.take(bad: problem) }
      } else if let entry = read(json) {
        isKnown = true
        keep(entry, &report)
      } else {
        report.take(bad: "an entry is of no kind that is known")
      }
    }
    for entry in rows.entries { keep(entry, &report) }
    if elements.isBroken { report.take(bad: "the file is cut off") }
    if !isKnown, report.bad > 0 || !elements.isBroken { throw unknown(path) }
    return report
  }

  private func single(_ descriptor: Int32, _ path: String) throws(Refusal) -> Report {
    guard let size = try? files.status(of: descriptor).size, size <= JSONElements.longest,
      let bytes = try? files.contents(of: descriptor, in: 0..<size), let json = parse(bytes),
      let entry = read(json)
    else { throw unknown(path) }
    var report = Report()
    keep(entry, &report)
    return report
  }

  private func saved(_ descriptor: Int32, _ path: String) throws(Refusal) -> Report {
    guard let size = try? files.status(of: descriptor).size, size <= JSONElements.longest,
      let bytes = try? files.contents(of: descriptor, in: 0..<size),
      let found = SavedImport.read(bytes)
    else { throw unknown(path) }
    var report = Report()
    keep(found.entry, &report)
    for _ in 0..<found.damaged { report.take(bad: "a line of it is damaged") }
    return report
  }

  private func text(_ descriptor: Int32, _ path: String) throws(Refusal) -> Report {
    guard let size = try? files.status(of: descriptor).size, size <= Self.largestText,
      let bytes = try? files.contents(of: descriptor, in: 0..<size)
    else { throw unknown(path) }
    let text = String(decoding: bytes, as: UTF8.self)
    var report = Report()
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let isLog = text.split(separator: "\n").contains { $0.hasPrefix("# CHAT: ") }
    if isLog {
      for entry in AichatImport.messages(text) { keep(entry, &report) }
    } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      let name = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
      keep(AichatImport.session(text, name: name), &report)
    } else {
      throw unknown(path)
    }
    return report
  }

  private func unknown(_ path: String) -> Refusal {
    Refusal(
      sentence: "\(path) is no export that is known. These are: conversations.json of ChatGPT and "
        + "of Claude, llm logs --json, aichat's sessions and messages.md, and our own JSON and "
        + "saved conversations.")
  }

  private func parse(_ bytes: [UInt8]) -> JSON? {
    var options = JSONScanner.Options.wire
    options.maxDepth = 256
    options.maxStringBytes = Int(Int32.max)
    return try? JSON.parse(bytes, options: options, maxBytes: JSONElements.longest)
  }

  private func read(_ json: JSON) -> ImportEntry? {
    ChatGPTImport.read(json) ?? ClaudeImport.read(json) ?? OwnImport.read(json)
  }

  // MARK: Keeping

  private func keep(_ entry: ImportEntry, _ report: inout Report) {
    switch entry {
    case .bad(let reason): report.take(bad: reason)
    case .conversation(let imported):
      let id = imported.conversation.id
      if (try? files.status(at: library.trash.path(of: id))) != nil {
        // Whoever threw it away does not want it back by the next import.
        report.known += 1
      } else if (try? files.status(at: library.path(of: id))) != nil {
        grow(imported, &report)
      } else {
        write(imported, &report)
      }
    }
  }

  private func write(_ imported: ImportedConversation, _ report: inout Report) {
    let path = library.path(of: imported.conversation.id)
    var bytes: [UInt8] = []
    for (index, change) in imported.conversation.changes.enumerated() {
      RecordEncoder.append(change, seq: index + 1, at: imported.changed, into: &bytes)
    }
    do {
      try files.makeFolders(for: path)
      try files.replace(path, with: bytes, durably: false)
      date(path, imported.changed)
      report.added += 1
    } catch {
      report.take(failure: "\(path) could not be written. Is the disk full?")
    }
  }

  /// Adds what was said since the last import.
  private func grow(_ imported: ImportedConversation, _ report: inout Report) {
    do throws(Library.Refusal) {
      let added = try library.append(
        to: imported.conversation.id, at: time, processID: processID
      ) { here in
        imported.conversation.everyMessage.filter { !here.contains($0.id) }.map(Change.message)
      }
      if added > 0 {
        date(library.path(of: imported.conversation.id), imported.changed)
        report.grown += 1
      } else {
        report.known += 1
      }
    } catch {
      report.take(failure: error.sentence)
    }
  }

  /// An old conversation stands where it belongs in the list, which goes by the files' dates.
  private func date(_ path: String, _ time: Timestamp) {
    let seconds = Int(time.milliseconds / 1000)
    guard seconds > 0 else { return }
    var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    utimensat(AT_FDCWD, path, &times, 0)
  }
}

extension LibraryImport.Report {
  fileprivate mutating func take(bad reason: String) {
    bad += 1
    if self.reason == nil { self.reason = reason }
  }

  fileprivate mutating func take(failure sentence: String) {
    failed += 1
    if failure == nil { failure = sentence }
  }

  /// Adds what another file came to.
  package mutating func add(_ other: Self) {
    added += other.added
    grown += other.grown
    known += other.known
    bad += other.bad
    failed += other.failed
    reason = reason ?? other.reason
    failure = failure ?? other.failure
  }
}
