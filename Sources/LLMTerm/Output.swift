import CSystem
import Glibc
import Synchronization

/// Standard output and standard error, without buffers.
enum Output {
  /// What became of a text.
  enum Outcome: Equatable {
    case written
    /// Nobody reads any more, which is their good right.
    case noReader
    /// Not all of it was written: a full disk, and the like.
    case failed(errorNumber: Int32)
  }

  /// The error at which standard output failed first; 0 where all was written.
  private static let failure = Atomic<Int32>(0)

  /// Writes all of it to standard output, for who has nothing to do about a failure.
  ///
  /// After a failure nothing more is written, and `Program` says so at its end.
  static func say(_ text: String) { say(Array(text.utf8)) }

  static func say(_ bytes: [UInt8]) {
    guard failure.load(ordering: .relaxed) == 0 else { return }
    if case .failed(let errorNumber) = print(bytes) {
      failure.store(errorNumber, ordering: .relaxed)
    }
  }

  /// Why not all that was said was written; nil where it was, or where nobody reads any more.
  static var reasonUnwritten: String? {
    let errorNumber = failure.load(ordering: .relaxed)
    return errorNumber == 0 ? nil : String(cString: strerror(errorNumber))
  }

  /// Writes all of it, waiting for a slow reader; what has become of it is for the caller to tell.
  static func print(_ text: String) -> Outcome { write(Array(text.utf8), to: STDOUT_FILENO) }

  static func print(_ bytes: [UInt8]) -> Outcome { write(bytes, to: STDOUT_FILENO) }

  @discardableResult
  static func complain(_ text: String) -> Outcome { write(Array(text.utf8), to: STDERR_FILENO) }

  /// Opens what is closed of standard input, output and error, before anything else is opened, which
  /// would get their numbers.
  ///
  /// Input is empty then, errors go nowhere, and writing to output fails, as it should.
  static func fillDescriptors() {
    let modes = [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    for (descriptor, mode) in modes where csys_fcntl(descriptor, F_GETFD, 0) < 0 {
      _ = csys_open("/dev/null", mode, 0)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Outcome {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
      }
      if count >= 0 {
        sent += count
        continue
      }
      switch errno {
      case EAGAIN:
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      case EINTR: break
      case EPIPE: return .noReader
      default: return .failed(errorNumber: errno)
      }
    }
    return .written
  }
}
