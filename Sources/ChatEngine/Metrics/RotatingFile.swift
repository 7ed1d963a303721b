import Glibc
import Synchronization

/// A file of lines to which several processes append, and which is begun anew when it is long.
///
/// Used on a thread that may block. Each write is one call with O_APPEND, so that lines of others
/// come before or after it.
final class RotatingFile: Sendable {
  private struct State {
    var descriptor: Int32?
    /// What is open, to be known again at the path.
    var identity: FileStatus?
    /// A write ended inside a line.
    var isTorn = false
  }

  private let path: String
  private let longest: Int
  private let kept: Int
  private let files: any FileCalls
  private let state = Mutex(State())

  /// `kept` files in all, the one that is written among them.
  init(path: String, longest: Int, kept: Int, files: any FileCalls) {
    self.path = path
    self.longest = longest
    self.kept = kept
    self.files = files
  }

  deinit { state.withLock { close(&$0) } }

  /// Appends whole lines; false where that failed.
  func append(_ lines: [UInt8]) -> Bool {
    state.withLock { state in
      do throws(SystemError) {
        let descriptor = try open(&state, for: lines.count)
        let bytes = state.isTorn ? [0x0A] + lines : lines
        let written = try files.writeOnce(descriptor, bytes)
        state.isTorn = written < bytes.count
        return !state.isTorn
      } catch {
        return false
      }
    }
  }

  /// The file at the path, with room for so many bytes.
  private func open(_ state: inout State, for count: Int) throws(SystemError) -> Int32 {
    var descriptor = try current(&state)
    if let identity = state.identity, identity.size > 0, identity.size + count > longest,
      try rotate(descriptor, identity)
    {
      close(&state)
      descriptor = try current(&state)
    }
    return descriptor
  }

  /// The file that is at the path now: another process may have put a new one there.
  private func current(_ state: inout State) throws(SystemError) -> Int32 {
    if let descriptor = state.descriptor, let identity = state.identity,
      let there = try? files.status(at: path), there.isSameFile(as: identity)
    {
      state.identity = there
      return descriptor
    }
    close(&state)
    try files.makeFolders(for: path)
    // Without waiting: somebody may have put a pipe there that nobody reads.
    let descriptor = try files.open(
      path, flags: O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, mode: 0o600)
    state.descriptor = descriptor
    state.identity = try files.status(of: descriptor)
    return descriptor
  }

  /// Gives the files their next names; false where another process is doing that.
  ///
  /// The lock is that of the file that goes, so that no two processes rename the same one.
  private func rotate(_ descriptor: Int32, _ identity: FileStatus) throws(SystemError) -> Bool {
    guard try files.lock(descriptor) else { return false }
    guard let there = try? files.status(at: path), there.isSameFile(as: identity) else {
      return true
    }
    for number in stride(from: kept - 1, through: 1, by: -1) {
      let old = number == 1 ? path : "\(path).\(number - 1)"
      do throws(SystemError) {
        try files.rename(old, to: "\(path).\(number)")
      } catch {
        if error.code != ENOENT { throw error }
      }
    }
    return true
  }

  private func close(_ state: inout State) {
    if let descriptor = state.descriptor { files.close(descriptor) }
    state = State()
  }
}
