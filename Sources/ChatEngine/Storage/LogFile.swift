import Glibc
import Synchronization

/// The file of one conversation; used on the thread that may block.
final class LogFile: Sendable {
  private struct State {
    var path: String
    /// Nil until the first record.
    var descriptor: Int32?
    /// The file that was opened, to be known again at its path.
    var identity: FileStatus?
    /// Bytes that are whole.
    var end = 0
    /// What stands at the end may be torn, or another's: a line feed goes before the next record.
    var needsLineFeed = false
    var locks: [FileLock] = []
  }

  private let files: any FileCalls
  private let processID: Int32
  private let state: Mutex<State>

  /// A file that is made when the first record is written.
  init(path: String, files: any FileCalls, processID: Int32) {
    self.files = files
    self.processID = processID
    state = Mutex(State(path: path))
  }

  /// An open file whose first `end` bytes are whole.
  init(
    path: String, descriptor: Int32, end: Int, needsLineFeed: Bool, lock: FileLock,
    files: any FileCalls, processID: Int32
  ) throws(SystemError) {
    self.files = files
    self.processID = processID
    let identity = try files.status(of: descriptor)
    state = Mutex(
      State(
        path: path, descriptor: descriptor, identity: identity, end: end,
        needsLineFeed: needsLineFeed, locks: [lock]))
  }

  deinit { close() }

  /// Gives file and lock back.
  func close() {
    state.withLock { state in
      if let descriptor = state.descriptor { files.close(descriptor) }
      state.descriptor = nil
      state.locks = []
    }
  }

  /// Writes a conversation to a new file of its own, and leaves this one as it is.
  func write(
    _ changes: [Change], at time: Timestamp, to path: String
  ) -> Result<Void, StorageError> {
    var bytes: [UInt8] = []
    for (index, change) in changes.enumerated() {
      RecordEncoder.append(change, seq: index + 1, at: time, into: &bytes)
    }
    return LogFile(path: path, files: files, processID: processID).append(bytes, sync: true)
  }

  /// Writes records behind the last whole one; on failure, none of them is in the file.
  func append(_ bytes: [UInt8], sync: Bool) -> Result<Void, StorageError> {
    state.withLock { state in
      Result { () throws(StorageError) in
        guard let descriptor = state.descriptor else {
          if !bytes.isEmpty { try create(&state, bytes) }
          return
        }
        try verify(&state, descriptor)
        try write(&state, descriptor, bytes, sync: sync)
      }
    }
  }

  /// Writes a new file of all this and goes on there; gives its path.
  func rewrite(
    _ bytes: [UInt8], _ place: LogPlace, at time: Timestamp
  ) -> Result<String, StorageError> {
    state.withLock { state in
      Result { () throws(StorageError) in
        var new = State(path: state.path, locks: state.locks)
        switch place {
        case .same: try setAside(state.path, time)
        case .beside: new.path = freePath(beside: state.path)
        case .at(let path): new.path = path
        }
        try create(&new, bytes)
        // Closed without a sync: after an error, the second one may lie (faults.md 3).
        if let descriptor = state.descriptor { files.close(descriptor) }
        state = new
        return new.path
      }
    }
  }

  // MARK: Steps

  /// Makes the file with these bytes, durably, or leaves none.
  private func create(_ state: inout State, _ bytes: [UInt8]) throws(StorageError) {
    let path = state.path
    var opened: Int32?
    do {
      try files.makeFolders(for: path)
      if !state.locks.contains(where: { $0.isFor(path) }) { try takeLock(&state) }
      let flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL
      let descriptor = try files.open(path, flags: flags, mode: 0o600)
      opened = descriptor
      try files.writeAll(descriptor, bytes)
      try files.sync(descriptor, metadata: true)
      try files.syncFolder(of: path)
      state.identity = try files.status(of: descriptor)
      state.descriptor = descriptor
      state.end = bytes.count
      state.needsLineFeed = false
    } catch {
      if let opened {
        files.close(opened)
        try? files.remove(path)
      }
      throw StorageError(error, path: path)
    }
  }

  /// A new file's name is nobody else's, so that it may be written where there are no locks.
  private func takeLock(_ state: inout State) throws(SystemError) {
    switch FileLock.take(FileLock.path(for: state.path), files, processID: processID) {
    case .taken(let lock): state.locks.append(lock)
    case .held: throw SystemError(call: "flock", code: EACCES)
    case .unavailable(let error): if error.call != "flock" { throw error }
    }
  }

  /// Throws unless the file at the path is still the one that is open, and as long as it was.
  private func verify(_ state: inout State, _ descriptor: Int32) throws(StorageError) {
    guard let there = try? files.status(at: state.path), let identity = state.identity,
      there.isSameFile(as: identity), there.size >= state.end
    else { throw StorageError(.vanished, path: state.path) }
    if there.size > state.end, !state.needsLineFeed {
      state.end = there.size
      state.needsLineFeed = true
    }
  }

  private func write(
    _ state: inout State, _ descriptor: Int32, _ bytes: [UInt8], sync: Bool
  ) throws(StorageError) {
    let all = state.needsLineFeed && !bytes.isEmpty ? [0x0A] + bytes : bytes
    do {
      try files.writeAll(descriptor, all)
      if sync { try files.sync(descriptor, metadata: false) }
      state.end += all.count
      if !all.isEmpty { state.needsLineFeed = false }
    } catch {
      let problem = StorageError(error, path: state.path)
      state.needsLineFeed = true
      if problem.kind != .broken { cut(&state, descriptor) }
      throw problem
    }
  }

  /// Takes away what a failed write left; where that fails too, it stays behind a line feed.
  private func cut(_ state: inout State, _ descriptor: Int32) {
    do {
      try files.truncate(descriptor, to: state.end)
    } catch {
      if let status = try? files.status(of: descriptor) { state.end = status.size }
    }
  }

  /// Gives what stands at the path another name.
  private func setAside(_ path: String, _ time: Timestamp) throws(StorageError) {
    do {
      try files.rename(path, to: "\(path).replaced-\(time.fileText)")
    } catch {
      if error.code != ENOENT { throw StorageError(error, path: path) }
    }
  }

  private func freePath(beside path: String) -> String {
    let suffix = ".jsonl"
    let stem = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
    let paths = (2...99).lazy.map { "\(stem)-\($0)\(suffix)" }
    return paths.first { (try? self.files.status(at: $0)) == nil } ?? "\(stem)-100\(suffix)"
  }
}

extension Timestamp {
  /// As in `20261123T104207.123Z`, for names of files that must not meet.
  var fileText: String { text.filter { $0 != "-" && $0 != ":" } }
}
