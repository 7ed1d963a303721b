import ChatEngine
import Glibc

/// Answers on their way to a pipe, a terminal, or what else cannot be gone on with.
///
/// Belongs to the loop's thread, which it never holds: a slow reader is waited for beside it.
final class BatchStream: BatchSink {
  /// Bytes that wait before no more is asked for.
  private static let most = 1 << 20
  /// What a pipe takes at once where it takes anything (pipe(7)).
  private static let atomic = 4096

  private let descriptor: Int32
  private let loop: EventLoop
  private var waiting: [UInt8] = []
  private var sent = 0
  private var isWatching = false
  private(set) var trouble: BatchTrouble?
  /// Called when there is room again, or trouble.
  var onChange: () -> Void = {}

  init(_ descriptor: Int32, loop: EventLoop) {
    self.descriptor = descriptor
    self.loop = loop
  }

  var isFull: Bool { waiting.count - sent > Self.most }

  func write(_ lines: [UInt8]) {
    guard trouble == nil else { return }
    waiting += lines
    flush()
  }

  func finish() {
    while trouble == nil, sent < waiting.count {
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&ready, 1, -1)
      flush()
    }
    stopWatching()
  }

  /// Writes as much as is taken without waiting.
  private func flush() {
    while sent < waiting.count, isReady {
      let count = waiting.withUnsafeBytes { bytes in
        bytes.baseAddress.map {
          Glibc.write(descriptor, $0 + sent, min(bytes.count - sent, Self.atomic))
        } ?? 0
      }
      if count >= 0 {
        sent += count
      } else if errno != EINTR, errno != EAGAIN {
        trouble = errno == EPIPE ? .noReader : .failed(errorNumber: errno)
        break
      }
    }
    if sent == waiting.count || trouble != nil {
      waiting.removeAll(keepingCapacity: true)
      sent = 0
      stopWatching()
    } else if !isWatching {
      if sent > Self.most {
        waiting.removeSubrange(..<sent)
        sent = 0
      }
      isWatching = true
      loop.watch(descriptor, readable: false, writable: true) { [weak self] _ in
        guard let self else { return }
        flush()
        onChange()
      }
    }
  }

  private var isReady: Bool {
    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&ready, 1, 0) > 0
  }

  private func stopWatching() {
    if isWatching { loop.unwatch(descriptor) }
    isWatching = false
  }
}
