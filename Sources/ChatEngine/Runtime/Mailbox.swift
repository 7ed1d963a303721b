import CSystem
import Glibc
import Synchronization

/// Hands closures from any thread to the one that owns the mailbox, in the order they were posted.
package final class Mailbox: Sendable {
  private let letters = Mutex<[@Sendable () -> Void]>([])

  /// Readable while letters lie in the box; an eventfd.
  let descriptor: Int32

  package init() throws(SystemError) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemError(call: "eventfd", code: errno) }
  }

  deinit { close(descriptor) }

  /// Puts a closure in the box; the owner's thread runs it.
  package func post(_ letter: @Sendable @escaping () -> Void) {
    let isFirst = letters.withLock { letters in
      letters.append(letter)
      return letters.count == 1
    }
    // Adding 1 fails only when 2^64 - 2 wake-ups are unread.
    if isFirst { eventfd_write(descriptor, 1) }
  }

  /// Runs what lies in the box, on the calling thread.
  package func empty() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
    let taken = letters.withLock { letters in
      defer { letters = [] }
      return letters
    }
    for letter in taken { letter() }
  }

  /// Sleeps until a letter lies in the box.
  func wait() {
    var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&interest, 1, -1)
  }
}
