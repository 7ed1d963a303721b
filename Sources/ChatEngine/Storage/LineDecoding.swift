import Glibc

/// Decodes whole lines of a conversation's file on a thread of its own.
///
/// Unchecked, because the bytes belong to the caller and the lines are the thread's until its end:
/// `lines` waits for that, and the caller keeps the bytes until then.
final class LineDecoding: @unchecked Sendable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var decoded: [RecordDecoder.Line] = []
  private var thread: pthread_t?

  /// Starts to decode bytes that end with a line feed; nil where the system has no thread for it.
  static func start(_ bytes: UnsafeBufferPointer<UInt8>) -> LineDecoding? {
    let decoding = LineDecoding(bytes)
    // The thread takes no signals: they are the loop's.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(decoding)
    let code = pthread_create(&thread, nil, { LineDecoding.main($0) }, context.toOpaque())
    guard code == 0 else {
      context.release()
      return nil
    }
    decoding.thread = thread
    return decoding
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  deinit { precondition(thread == nil, "the bytes are read after their owner's time") }

  /// The decoded lines, once all are; the second time there are none.
  func lines() -> [RecordDecoder.Line] {
    guard let thread else { return [] }
    pthread_join(thread, nil)
    self.thread = nil
    defer { decoded = [] }
    return decoded
  }

  private static func main(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<LineDecoding>.fromOpaque(context).takeRetainedValue().decode()
    return nil
  }

  private func decode() {
    decoded.reserveCapacity(bytes.count / ConversationReader.bytesPerLine)
    bytes.forEachLine { decoded.append(RecordDecoder.read($0)) }
  }
}
