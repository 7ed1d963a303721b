import Glibc

/// Bytes cut out of a stream: still in the chunk they came in, or put together from several.
///
/// What lies in the chunk is not copied, so it must be used before the chunk goes.
package enum StreamBytes {
  case inChunk(UnsafeBufferPointer<UInt8>)
  case joined([UInt8])

  package var count: Int {
    switch self {
    case .inChunk(let bytes): bytes.count
    case .joined(let bytes): bytes.count
    }
  }

  package var isEmpty: Bool { count == 0 }

  /// The text, with U+FFFD for what is not UTF-8.
  package var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Lends the bytes to `body`; they must not leave it.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch self {
    case .inChunk(let bytes): try body(bytes)
    case .joined(let bytes): try bytes.withUnsafeBufferPointer(body)
    }
  }

  /// Compares without making a string.
  package static func == (left: StreamBytes, right: StaticString) -> Bool {
    guard left.count == right.utf8CodeUnitCount else { return false }
    return left.isEmpty
      || left.withBytes { bytes in
        bytes.baseAddress.map { memcmp($0, right.utf8Start, bytes.count) == 0 } ?? false
      }
  }

  package static func != (left: StreamBytes, right: StaticString) -> Bool { !(left == right) }

  /// Allows `switch event.name { case "message_stop": … }` without making a string.
  package static func ~= (pattern: StaticString, bytes: StreamBytes) -> Bool { bytes == pattern }
}

/// A line or event of a stream is longer than we are ready to hold.
package struct StreamTooLarge: Error, Equatable {
  /// Bytes that it may have.
  package var limit: Int

  package init(limit: Int) { self.limit = limit }
}

extension UnsafeBufferPointer<UInt8> {
  /// The place of the first such byte at or after `start`.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard let base = baseAddress, start < count,
      let found = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Whether both hold the same bytes.
  func isEqual(to other: [UInt8]) -> Bool {
    guard count == other.count, let base = baseAddress else { return count == other.count }
    return other.withUnsafeBytes { bytes in
      bytes.baseAddress.map { memcmp(base, $0, bytes.count) == 0 } ?? true
    }
  }

  /// The bytes from `start` up to `end`.
  @inline(__always)
  func cut(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(0 <= start && start <= end && end <= count)
    return UnsafeBufferPointer(start: baseAddress.map { $0 + start }, count: end - start)
  }
}
