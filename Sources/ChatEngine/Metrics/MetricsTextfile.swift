import Glibc

/// Keeps the metrics in a file for the textfile collector of Prometheus' node exporter.
///
/// Written whole and renamed, so that a reader finds one page or another, every 15 seconds, and at
/// the end.
package final class MetricsTextfile {
  static let interval = Duration.seconds(15)

  private let path: String
  private let loop: EventLoop
  private let queue: any LogQueue
  private let files: any FileCalls
  private let processID: Int32
  private let page: () -> [UInt8]
  private let onProblem: (String) -> Void
  private var timer: TimerID?
  /// A disk that hangs gets no second page behind the first.
  private var isWriting = false
  private var hasFailed = false

  /// `onProblem` is told in a sentence that the file cannot be written, once until it can be again.
  package init(
    path: String, loop: EventLoop, queue: any LogQueue, processID: Int32,
    files: any FileCalls = SystemFiles(), page: @escaping () -> [UInt8],
    onProblem: @escaping (String) -> Void = { _ in }
  ) {
    self.path = path
    self.loop = loop
    self.queue = queue
    self.processID = processID
    self.files = files
    self.page = page
    self.onProblem = onProblem
    write()
  }

  deinit { if let timer { loop.cancel(timer) } }

  /// Has the last page written; the queue's own end waits for it.
  package func finish() {
    if let timer { loop.cancel(timer) }
    timer = nil
    put()
  }

  private func write() {
    timer = loop.schedule(at: loop.now() + Self.interval) { [weak self] in self?.write() }
    if !isWriting { put() }
  }

  private func put() {
    let (path, bytes, files, processID) = (path, page(), files, processID)
    isWriting = true
    queue.run({ Self.put(bytes, at: path, files, processID) }) { [weak self] error in
      guard let self else { return }
      isWriting = false
      defer { hasFailed = error != nil }
      if let error, !hasFailed { onProblem(Self.sentence(error, path)) }
    }
  }

  /// Readable for others: the collector is another user, and the page is for it.
  private static func put(
    _ bytes: [UInt8], at path: String, _ files: any FileCalls, _ processID: Int32
  ) -> SystemError? {
    do throws(SystemError) {
      try files.replace(
        path, with: bytes, draft: "\(path).\(processID).new", mode: 0o644, durably: false)
      return nil
    } catch {
      return error
    }
  }

  private static func sentence(_ error: SystemError, _ path: String) -> String {
    let reason = String(cString: strerror(error.code))
    return "The metrics cannot be written to \(path): \(reason). It is tried again every 15 s."
  }
}
