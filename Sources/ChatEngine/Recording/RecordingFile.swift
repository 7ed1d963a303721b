import Glibc
import Synchronization

/// Records a session at the wire for `ReplayTransport`, without keys and without what was asked.
///
/// An exchange is kept in memory until its end, when a queue takes the keys out and writes it: a key
/// may come in two pieces. What the end of the program interrupts is not in it.
package final class RecordingFile: WireTrace {
  private struct Open {
    var exchange: RecordedExchange
    let start: Instant
    let key: HTTPHeader?
  }

  private let now: () -> Instant
  private let began: Instant
  private let queue: any LogQueue
  private let writer: RecordingWriter
  private var open: [TransferID: Open] = [:]
  private var hasFailed = false
  /// Whether nothing was sent yet.
  package private(set) var isEmpty = true
  /// Is told once that the file is not whole, in a sentence.
  package var onProblem: (String) -> Void = { _ in }

  /// Makes the file, which must not exist, and writes its first line.
  package init(
    path: String, surroundings: Recording.Surroundings, program: String, queue: any LogQueue,
    clock: LogClock, files: any FileCalls = SystemFiles()
  ) throws(RecordingError) {
    do throws(SystemError) {
      let flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL
      let descriptor = try files.open(path, flags: flags, mode: 0o600)
      writer = RecordingWriter(descriptor: descriptor, path: path, files: files)
      let head = Recording.head(surroundings, program: program, time: clock.time())
      try files.writeAll(descriptor, head.bytes() + [0x0A])
    } catch {
      throw RecordingError(path: path, code: error.code)
    }
    self.queue = queue
    now = clock.now
    began = clock.now()
  }

  package func sent(_ transfer: TransferID, _ request: HTTPRequest, key: HTTPHeader?) {
    let start = now()
    isEmpty = false
    open[transfer] = Open(
      exchange: RecordedExchange(request, start: start - began), start: start, key: key)
  }

  package func received(_ transfer: TransferID, _ event: TransferEvent) {
    guard let start = open[transfer]?.start,
      open[transfer]?.exchange.take(event, at: now() - start) == true
    else { return }
    write(transfer)
  }

  package func cancelled(_ transfer: TransferID) {
    guard let start = open[transfer]?.start else { return }
    open[transfer]?.exchange.endTime = now() - start
    write(transfer)
  }

  private func write(_ transfer: TransferID) {
    guard let done = open.removeValue(forKey: transfer) else { return }
    queue.run({ [writer] in writer.write(done.exchange, key: done.key) }) { [weak self] sentence in
      guard let self, let sentence, !hasFailed else { return }
      hasFailed = true
      onProblem(sentence)
    }
  }
}

/// Redacts exchanges and writes them; used on a thread that may block.
private final class RecordingWriter: Sendable {
  private let descriptor: Int32
  private let path: String
  private let files: any FileCalls
  private let redactor = Mutex(Redactor())

  init(descriptor: Int32, path: String, files: any FileCalls) {
    self.descriptor = descriptor
    self.path = path
    self.files = files
  }

  deinit { files.close(descriptor) }

  /// Gives a sentence where it cannot be written.
  func write(_ exchange: RecordedExchange, key: HTTPHeader?) -> String? {
    var exchange = exchange
    redactor.withLock { redactor in
      if let secret = key?.secret { redactor.learn(secret) }
      exchange.redact(redactor, key: key)
    }
    do throws(SystemError) {
      try files.writeAll(descriptor, exchange.json.bytes() + [0x0A])
      return nil
    } catch {
      let reason = String(cString: strerror(error.code))
      return "The recording \(SafeQuote.quoted(path)) is not whole: it could not be written "
        + "(\(reason))."
    }
  }
}
