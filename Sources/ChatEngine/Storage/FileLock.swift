import Glibc

/// The right to write to a conversation, held as an flock on a file beside it.
///
/// flock, because fcntl's locks fall when any descriptor of the file is closed (faults.md 3). The
/// file holds the holder's process id, and is removed when the lock is given back.
final class FileLock: Sendable {
  /// What came of asking for it.
  enum Answer {
    case taken(FileLock)
    /// Another program holds it.
    case held(by: Int32?)
    /// There are no locks here (NFS without lockd), or the folder cannot be written.
    case unavailable(SystemError)
  }

  private let files: any FileCalls
  private let path: String
  private let descriptor: Int32

  private init(_ files: any FileCalls, _ path: String, _ descriptor: Int32) {
    self.files = files
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    try? files.remove(path)
    files.close(descriptor)
  }

  /// The lock's path, beside the conversation's.
  static func path(for file: String) -> String {
    (file.hasSuffix(".jsonl") ? String(file.dropLast(6)) : file) + ".lock"
  }

  func isFor(_ file: String) -> Bool { path == Self.path(for: file) }

  /// Asks for the lock at a path, without waiting for it.
  static func take(_ path: String, _ files: any FileCalls, processID: Int32) -> Answer {
    do {
      // The holder may remove the file between our opening and our locking it.
      for _ in 0..<8 {
        let descriptor = try files.open(path, flags: O_RDWR | O_CREAT, mode: 0o600)
        switch isLocked(descriptor, at: path, files) {
        case .success(true):
          let lock = FileLock(files, path, descriptor)
          try files.truncate(descriptor, to: 0)
          try files.writeAll(descriptor, Array("\(processID)\n".utf8))
          return .taken(lock)
        case .success(false):
          let holder = holder(descriptor, files)
          files.close(descriptor)
          if let holder { return .held(by: holder) }
          if (try? files.status(at: path)) != nil { return .held(by: nil) }
        case .failure(let error):
          files.close(descriptor)
          return .unavailable(error)
        }
      }
      return .held(by: nil)
    } catch {
      return .unavailable(error)
    }
  }

  /// Whether the lock is ours, and of the file that stands at the path.
  private static func isLocked(
    _ descriptor: Int32, at path: String, _ files: any FileCalls
  ) -> Result<Bool, SystemError> {
    do {
      guard try files.lock(descriptor) else { return .success(false) }
      let ours = try files.status(of: descriptor)
      guard let there = try? files.status(at: path) else { return .success(false) }
      return .success(ours.isSameFile(as: there))
    } catch {
      return .failure(error)
    }
  }

  private static func holder(_ descriptor: Int32, _ files: any FileCalls) -> Int32? {
    guard let bytes = try? files.contents(of: descriptor, in: 0..<16) else { return nil }
    return Int32(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
  }
}
