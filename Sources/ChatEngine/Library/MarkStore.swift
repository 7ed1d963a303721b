import Glibc

/// The file of a library's marks, which all programs share: small, and replaced whole.
///
/// Beside the conversations rather than in their files, so that one that is open in another program
/// can be pinned, and so that the list is there without reading every file. Used where one may block.
package struct MarkStore: Sendable {
  static let maxBytes = 16 << 20
  /// Another program holds the lock for some milliseconds only.
  private static let attempts = 100
  private static let pause: UInt32 = 10_000

  let path: String
  private let files: any FileCalls
  private let processID: Int32

  package init(folder: String, processID: Int32, files: any FileCalls = SystemFiles()) {
    path = folder + "/marks.json"
    self.processID = processID
    self.files = files
  }

  package func read() -> LibraryMarks { (try? contents()) ?? LibraryMarks() }

  /// What is in the file; nil where that is none of ours, and nothing where there is no file.
  private func contents() throws(SystemError) -> LibraryMarks? {
    let bytes: [UInt8]
    do {
      bytes = try files.contents(of: path)
    } catch {
      if error.code == ENOENT { return LibraryMarks() }
      throw error
    }
    return (try? JSON.parse(bytes, maxBytes: Self.maxBytes)).flatMap(LibraryMarks.init)
  }

  /// Changes the marks of one conversation; gives what is in the file then.
  package func apply(
    _ change: LibraryMarks.Change, to id: ConversationID
  ) -> Result<LibraryMarks, StorageError> {
    Result { () throws(StorageError) in
      do throws(SystemError) {
        try files.makeFolders(for: path)
        let lock = try takeLock()
        defer { withExtendedLifetime(lock) {} }
        guard var marks = try contents() else {
          // Of a newer program, or damaged: not ours to write over.
          throw SystemError(call: "read", code: EACCES)
        }
        marks.apply(change, to: id)
        try files.replace(path, with: marks.json.bytes() + [0x0A], durably: true)
        return marks
      } catch {
        throw StorageError(error, path: path)
      }
    }
  }

  /// Nil where there are no locks: then the last one wins.
  private func takeLock() throws(SystemError) -> FileLock? {
    for _ in 0..<Self.attempts {
      switch FileLock.take(FileLock.path(for: path), files, processID: processID) {
      case .taken(let lock): return lock
      case .unavailable: return nil
      case .held: usleep(Self.pause)
      }
    }
    throw SystemError(call: "flock", code: EWOULDBLOCK)
  }
}
