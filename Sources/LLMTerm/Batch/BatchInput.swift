import Glibc

/// The lines of a batch's input, read as they are needed.
///
/// Belongs to the loop's thread. A file is read when a line is wanted; of a pipe only what is there
/// is taken, so that nobody waits for who writes it.
final class BatchInput {
  enum Next: Equatable {
    /// A line without its end; numbers count from 1.
    case line(number: Int, [UInt8])
    /// A line above the limit, which was passed over.
    case tooLong(number: Int)
    /// Nothing now: watch the descriptor.
    case later
    case end
    case failed(errorNumber: Int32)
  }

  private static let piece = 64 << 10

  let descriptor: Int32
  /// The file's size; nil for what has none.
  let size: Int?
  /// Bytes of the lines that were given.
  private(set) var taken = 0
  private let longest: Int
  private var buffer: [UInt8] = []
  /// What is before it in the buffer was given.
  private var start = 0
  /// What is before it holds no line's end.
  private var searched = 0
  private var number = 0
  private var hasEnded = false
  /// Within a line that is too long.
  private var isSkipping = false

  init(descriptor: Int32, longest: Int = BatchLine.longest) {
    self.descriptor = descriptor
    self.longest = longest
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? Int(status.st_size) : nil
  }

  /// Begins again at the front; for files.
  func rewind() {
    lseek(descriptor, 0, SEEK_SET)
    buffer = []
    (start, searched, number, taken) = (0, 0, 0, 0)
    (hasEnded, isSkipping) = (false, false)
  }

  /// Waits until there is something to read.
  func wait() {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&ready, 1, -1)
  }

  /// The next line, as far as it is there.
  func next() -> Next {
    while true {
      if let end = lineEnd() {
        let line = Array(buffer[start..<end])
        taken += end + 1 - start
        start = end + 1
        searched = start
        number += 1
        if isSkipping || line.count > longest {
          isSkipping = false
          return .tooLong(number: number)
        }
        if Self.isBlank(line) { continue }
        return .line(number: number, line.last == 0x0D ? line.dropLast() : line)
      }
      if hasEnded { return last() }
      dropLongLine()
      switch fill() {
      case .read: continue
      case .nothing: return .later
      case .failed(let errorNumber): return .failed(errorNumber: errorNumber)
      }
    }
  }

  /// A last line without an end.
  private func last() -> Next {
    let line = Array(buffer[start...])
    taken += line.count
    start = buffer.count
    searched = start
    guard isSkipping || !Self.isBlank(line) else { return .end }
    number += 1
    if isSkipping {
      isSkipping = false
      return .tooLong(number: number)
    }
    return .line(number: number, line)
  }

  private func lineEnd() -> Int? {
    let end = buffer.withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress, searched < bytes.count,
        let found = memchr(base + searched, 0x0A, bytes.count - searched)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
    if end == nil { searched = buffer.count }
    return end
  }

  private func dropLongLine() {
    guard buffer.count - start > longest else { return }
    isSkipping = true
    taken += buffer.count - start
    start = buffer.count
    searched = start
  }

  private enum Filled { case read, nothing, failed(Int32) }

  private func fill() -> Filled {
    if size == nil {
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 0) > 0 else { return .nothing }
    }
    if start > 0 {
      buffer.removeSubrange(..<start)
      searched -= start
      start = 0
    }
    let count = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.piece))
    let got = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { read(descriptor, $0 + count, Self.piece) } ?? 0
    }
    buffer.removeLast(Self.piece - max(0, got))
    if got < 0 { return errno == EAGAIN || errno == EINTR ? .nothing : .failed(errno) }
    hasEnded = got == 0
    return .read
  }

  private static func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }
}
