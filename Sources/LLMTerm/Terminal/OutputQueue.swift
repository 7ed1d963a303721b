import CSystem
import Glibc

/// What still has to go to the terminal.
///
/// A terminal that takes nothing (its window is stopped, its network slow) must not stop the loop, so
/// no write ever waits. O_NONBLOCK belongs to the open file, which is shared with the shell and with
/// standard input; it is set only during the write.
struct OutputQueue {
  enum State: Equatable {
    case empty
    /// The rest goes when the descriptor is writable.
    case waiting
    /// The terminal is gone (EIO, EPIPE); what comes is dropped.
    case gone
  }

  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var sent = 0
  private(set) var state = State.empty

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  mutating func append(_ more: [UInt8]) {
    guard state != .gone, !more.isEmpty else { return }
    bytes += more
    state = .waiting
  }

  mutating func append(_ text: String) {
    append(Array(text.utf8))
  }

  /// Writes what the terminal takes now.
  @discardableResult
  mutating func flush() -> State {
    guard state == .waiting else { return state }
    let flags = csys_fcntl(descriptor, F_GETFL, 0)
    if flags & O_NONBLOCK == 0 { _ = csys_fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
    defer { if flags & O_NONBLOCK == 0 { _ = csys_fcntl(descriptor, F_SETFL, flags) } }
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
      }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        return state
      } else if errno != EINTR {
        return finish(.gone)
      }
    }
    return finish(.empty)
  }

  /// Writes all of it, but waits no longer than this for a terminal that takes nothing.
  mutating func flush(waitingAtMost milliseconds: Int32) {
    while flush() == .waiting {
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if poll(&ready, 1, milliseconds) <= 0 { return }
    }
  }

  private mutating func finish(_ end: State) -> State {
    bytes.removeAll(keepingCapacity: true)
    sent = 0
    state = end
    return end
  }
}
