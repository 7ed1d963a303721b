import Glibc

/// Why a trace could not be begun.
package struct TraceError: Error, Sendable, Equatable {
  package var path: String
  package var code: Int32

  /// What happened and what to do.
  package var sentence: String {
    if code == EEXIST {
      return "--trace: \(SafeQuote.quoted(path)) exists and is not written over. "
        + "Name a new file, or remove that one."
    }
    let reason = String(cString: strerror(code))
    return "--trace: \(SafeQuote.quoted(path)) cannot be written (\(reason)). Name another file."
  }
}

/// Records requests and answers in a file, without keys.
///
/// What was sent and received is handed to a queue as it is; there it is redacted and written.
package final class TraceFile: WireTrace {
  private let now: () -> Instant
  private let began: Instant
  private let queue: any LogQueue
  private let writer: TraceWriter
  /// Bytes that may wait for a slow disk; what comes on top is left out, and the trace says so.
  private let mostWaiting: Int
  private var waiting = 0
  private var omitted = 0
  private var hasFailed = false
  private let path: String
  /// Is told once that the file is not whole, in a sentence.
  package var onProblem: (String) -> Void = { _ in }

  /// Makes the file; it must not exist, so that nothing is written over and nobody else has it open.
  package init(
    path: String, queue: any LogQueue, now: @escaping () -> Instant,
    redactor: Redactor = Redactor(), files: any FileCalls = SystemFiles(),
    mostWaiting: Int = 32 << 20
  ) throws(TraceError) {
    do throws(SystemError) {
      let flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL
      let descriptor = try files.open(path, flags: flags, mode: 0o600)
      writer = TraceWriter(descriptor: descriptor, redactor: redactor, files: files)
    } catch {
      throw TraceError(path: path, code: error.code)
    }
    self.path = path
    self.queue = queue
    self.mostWaiting = mostWaiting
    self.now = now
    began = now()
  }

  package func sent(_ transfer: TransferID, _ request: HTTPRequest, key: HTTPHeader?) {
    hand(.sent(request, key: key), of: transfer, bytes: request.body.count)
  }

  package func received(_ transfer: TransferID, _ event: TransferEvent) {
    if case .body(let bytes) = event {
      hand(.received(event), of: transfer, bytes: bytes.count)
    } else {
      hand(.received(event), of: transfer, bytes: 256)
    }
  }

  package func cancelled(_ transfer: TransferID) { hand(.cancelled, of: transfer, bytes: 256) }

  private func hand(_ event: TraceEvent, of transfer: TransferID, bytes: Int) {
    guard waiting + bytes <= mostWaiting else {
      omitted += 1
      return
    }
    waiting += bytes
    let record = TraceRecord(
      transfer: transfer, milliseconds: (now() - began).milliseconds, event: event,
      omitted: omitted)
    omitted = 0
    queue.run({ [writer] in writer.write(record) }) { [weak self] code in
      self?.waiting -= bytes
      if let code { self?.fail(code) }
    }
  }

  private func fail(_ code: Int32) {
    guard !hasFailed else { return }
    hasFailed = true
    let reason = String(cString: strerror(code))
    onProblem(
      "The trace \(SafeQuote.quoted(path)) is not whole: it could not be written (\(reason)).")
  }
}
