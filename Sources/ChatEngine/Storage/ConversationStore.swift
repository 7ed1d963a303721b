import Glibc

/// The conversations' folder: starts conversations and opens them.
package struct ConversationStore {
  /// Where the files lie; nil where there is no place for them.
  package let folder: String?
  let files: any FileCalls
  let queue: any LogQueue
  let clock: LogClock
  let processID: Int32

  package init(
    folder: String?, queue: any LogQueue, clock: LogClock, processID: Int32,
    files: any FileCalls = SystemFiles()
  ) {
    self.folder = folder
    self.queue = queue
    self.clock = clock
    self.processID = processID
    self.files = files
  }

  /// A conversation that was opened.
  package struct Opened {
    package var conversation: Conversation
    package var log: ConversationLog
    /// What a person should know, the gravest first.
    package var notices: [StorageNotice]
  }

  /// A log for a new conversation; its file is made with the first change that is recorded.
  ///
  /// What the conversation already holds (a fork, an import) is written at once.
  package func start(_ conversation: Conversation) -> ConversationLog {
    let path = folder.map { Library.path(of: conversation.id, in: $0) } ?? ""
    let missing = StorageError(.denied, path: "~/.local/share/llmterm", code: ENOENT)
    let changes = conversation.changes
    let writer = LogWriter(
      nextSeq: 1, status: folder == nil ? .memoryOnly(missing) : .saved,
      title: conversation.title, prelude: conversation.isEmpty ? changes : [])
    let log = log(conversation.id, writer, newFile(path))
    if !conversation.isEmpty { for change in changes { log.record(change) } }
    return log
  }

  /// Reads a conversation, repairs the end of its file, and goes on in it.
  package func open(_ id: ConversationID) throws(StorageError) -> Opened {
    guard let folder else { throw StorageError(.denied, path: id.text, code: ENOENT) }
    let path = Library.path(of: id, in: folder)
    do {
      switch FileLock.take(FileLock.path(for: path), files, processID: processID) {
      case .taken(let lock): return try open(id, path, lock)
      case .held(let pid):
        let reason = "it is still being written by another llmterm"
        return try read(id, path, .openElsewhere(pid: pid), cutFor: reason)
      case .unavailable(let error):
        let denied = StorageError(error, path: path)
        let notice = error.call == "flock" ? .unlockable : StorageNotice.memoryOnly(denied)
        return try read(id, path, notice, cutFor: Self.crash)
      }
    } catch {
      throw StorageError(error, path: path)
    }
  }

  private static let crash = "the program ended while it was being written"

  private func open(
    _ id: ConversationID, _ path: String, _ lock: FileLock
  ) throws(SystemError) -> Opened {
    let descriptor: Int32
    do {
      descriptor = try files.open(path, flags: O_RDWR | O_APPEND, mode: 0)
    } catch {
      guard [EACCES, EROFS, EPERM].contains(error.code) else { throw error }
      let notice = StorageNotice.memoryOnly(StorageError(error, path: path))
      return try read(id, path, notice, cutFor: Self.crash)
    }
    do {
      let size = try files.status(of: descriptor).size
      let bytes = try files.contents(of: descriptor, in: 0..<size)
      let reader = bytes.withUnsafeBufferPointer {
        ConversationReader.read($0, of: id, cutFor: Self.crash)
      }
      if reader.isNewer {
        files.close(descriptor)
        return opened(reader, path, readOnly: .newer)
      }
      var notices: [StorageNotice] = []
      var isTorn = false
      if reader.end < bytes.count {
        isTorn = !cut(descriptor, path, bytes, at: reader.end, &notices)
      }
      let file = try LogFile(
        path: path, descriptor: descriptor, end: isTorn ? bytes.count : reader.end,
        needsLineFeed: isTorn || reader.lacksLineFeed, lock: lock, files: files,
        processID: processID)
      let writer = LogWriter(nextSeq: reader.nextSeq, title: reader.conversation.title)
      return Opened(
        conversation: reader.conversation, log: log(id, writer, file),
        notices: notices + reader.notices)
    } catch {
      files.close(descriptor)
      throw error
    }
  }

  /// Copies the torn end aside and cuts it off; gives false, and leaves it, where that fails.
  private func cut(
    _ descriptor: Int32, _ path: String, _ bytes: [UInt8], at end: Int,
    _ notices: inout [StorageNotice]
  ) -> Bool {
    let stem = path.hasSuffix(".jsonl") ? String(path.dropLast(6)) : path
    let copy = "\(stem).torn-\(clock.time().fileText)"
    do {
      try files.replace(copy, with: Array(bytes[end...]), durably: true)
      try files.truncate(descriptor, to: end)
      try files.sync(descriptor, metadata: true)
      notices.append(.tornTail(copy: copy))
      return true
    } catch {
      notices.append(.damaged(1))
      return false
    }
  }

  private func read(
    _ id: ConversationID, _ path: String, _ notice: StorageNotice, cutFor reason: String
  ) throws(SystemError) -> Opened {
    let bytes = try files.contents(of: path)
    let reader = bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: id, cutFor: reason)
    }
    return opened(reader, path, readOnly: notice)
  }

  private func opened(
    _ reader: ConversationReader, _ path: String, readOnly notice: StorageNotice
  ) -> Opened {
    let conversation = reader.conversation
    let writer = LogWriter(nextSeq: reader.nextSeq, status: .readOnly)
    return Opened(
      conversation: conversation, log: log(conversation.id, writer, newFile(path)),
      notices: [notice] + reader.notices)
  }

  private func newFile(_ path: String) -> LogFile {
    LogFile(path: path, files: files, processID: processID)
  }

  private func log(
    _ id: ConversationID, _ writer: LogWriter, _ file: LogFile
  ) -> ConversationLog {
    ConversationLog(id: id, writer: writer, file: file, queue: queue, clock: clock)
  }
}

extension ConversationReader {
  fileprivate var notices: [StorageNotice] {
    var notices: [StorageNotice] = []
    if damaged > 0 { notices.append(.damaged(damaged)) }
    if unknown > 0 { notices.append(.unknown(unknown)) }
    return notices
  }
}
