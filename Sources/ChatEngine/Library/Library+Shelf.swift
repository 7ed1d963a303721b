import Glibc

/// Conversations that are not open: renamed, thrown away and brought back. Used where one may block.
extension Library {
  /// Why nothing was done.
  package enum Refusal: Error, Sendable, Equatable {
    /// It is open in a program, maybe in this one.
    case isOpen
    case isNotThere
    case failed(StorageError)

    /// What happened, and what to do.
    package var sentence: String {
      switch self {
      case .isOpen: "That conversation is open in an llmterm. Close it there first."
      case .isNotThere: "That conversation is not there any more."
      case .failed(let error): "\(error.path) could not be changed. Is the disk full, or read-only?"
      }
    }
  }

  /// Where deleted conversations lie until a person takes them away.
  package var trash: Library { Library(folder: folder + "/trash", files: files) }

  /// Moves a conversation to the trash.
  package func delete(_ id: ConversationID, processID: Int32) throws(Refusal) {
    try move(id, to: trash, processID)
  }

  /// Brings a conversation back from the trash.
  package func restore(_ id: ConversationID, processID: Int32) throws(Refusal) {
    try trash.move(id, to: self, processID)
  }

  private func move(
    _ id: ConversationID, to other: Library, _ processID: Int32
  ) throws(Refusal) {
    let lock = try lock(id, processID)
    defer { withExtendedLifetime(lock) {} }
    let path = path(of: id)
    let target = other.path(of: id)
    do throws(SystemError) {
      try files.makeFolders(other.folder)
      // What was there under that name was deleted before, or is a copy: it is not written over.
      if (try? files.status(at: target)) != nil { throw SystemError(call: "rename", code: EEXIST) }
      try files.rename(path, to: target)
      try files.syncFolder(of: target)
      try files.syncFolder(of: path)
    } catch {
      throw error.code == ENOENT ? .isNotThere : .failed(StorageError(error, path: target))
    }
  }

  /// Adds changes to the file of a conversation that is not open; gives how many were new.
  ///
  /// `changes` is given what is there.
  package func append(
    to id: ConversationID, at time: Timestamp, processID: Int32,
    _ changes: (Conversation) -> [Change]
  ) throws(Refusal) -> Int {
    let lock = try lock(id, processID)
    let path = path(of: id)
    do {
      let descriptor = try files.open(path, flags: O_RDWR | O_APPEND, mode: 0)
      let bytes = try files.contents(of: descriptor, in: 0..<files.status(of: descriptor).size)
      let reader = bytes.withUnsafeBufferPointer {
        ConversationReader.read($0, of: id, cutFor: "")
      }
      let added = reader.isNewer ? [] : changes(reader.conversation)
      // A torn end stays where it is, behind a line feed: whoever opens it next repairs it.
      let file = try LogFile(
        path: path, descriptor: descriptor, end: bytes.count,
        needsLineFeed: reader.end < bytes.count || reader.lacksLineFeed, lock: lock,
        files: files, processID: processID)
      defer { file.close() }
      var lines: [UInt8] = []
      for (index, change) in added.enumerated() {
        RecordEncoder.append(change, seq: reader.nextSeq + index, at: time, into: &lines)
      }
      guard !lines.isEmpty else { return 0 }
      if case .failure(let error) = file.append(lines, sync: true) { throw Refusal.failed(error) }
      return added.count
    } catch let error as Refusal {
      throw error
    } catch let error as SystemError {
      throw error.code == ENOENT ? .isNotThere : .failed(StorageError(error, path: path))
    } catch {
      throw .failed(StorageError(.denied, path: path))
    }
  }

  /// The whole of a conversation, without opening it; nil where its file cannot be read.
  package func read(_ id: ConversationID) -> Conversation? {
    guard let bytes = try? files.contents(of: path(of: id)) else { return nil }
    return bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: id, cutFor: "the program ended while it was written")
        .conversation
    }
  }

  private func lock(_ id: ConversationID, _ processID: Int32) throws(Refusal) -> FileLock {
    guard (try? files.status(at: path(of: id))) != nil else { throw .isNotThere }
    switch FileLock.take(FileLock.path(for: path(of: id)), files, processID: processID) {
    case .taken(let lock): return lock
    case .held: throw .isOpen
    case .unavailable(let error): throw .failed(StorageError(error, path: path(of: id)))
    }
  }
}
