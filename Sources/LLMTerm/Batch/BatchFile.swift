import CSystem
import ChatEngine
import Glibc

/// The output file of a batch: a line for each answer, gone on with from run to run.
///
/// Opened by one process at a time, which holds an flock on it. Room for the answers that are on
/// their way is set aside before they are asked for, so that a disk that fills loses none of them.
final class BatchFile: BatchSink {
  /// Why a file cannot be the output of this run.
  struct Refusal: Error, Equatable {
    var sentence: String
  }

  let path: String
  let descriptor: Int32
  /// The end of the last whole line.
  private(set) var end = 0
  private(set) var trouble: BatchTrouble?
  /// Lines that could not be written.
  private(set) var unwritten: [UInt8] = []
  private let margin: Int
  /// Room is set aside up to there.
  private var reserved = 0
  private var isDirty = false
  private var isSyncing = false

  /// Opens or makes the file, locks it, and takes in what it holds.
  ///
  /// `margin` are the bytes that answers on their way may need.
  init(_ path: String, margin: Int, into index: inout BatchIndex) throws(Refusal) {
    self.margin = margin
    let real = realpath(path, nil)
    self.path = real.map { String(cString: $0) } ?? path
    free(real)
    descriptor = csys_open(self.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
    do throws(Refusal) {
      try lock()
      try load(into: &index)
    } catch {
      close(descriptor)
      throw error
    }
    reserve()
  }

  deinit { close(descriptor) }

  /// Takes in what a file holds, and leaves it as it is.
  static func look(_ path: String, _ index: inout BatchIndex) throws(Refusal) {
    let descriptor = csys_open(path, O_RDONLY | O_CLOEXEC, 0)
    if descriptor < 0, errno == ENOENT { return try lookForRoom(path) }
    guard descriptor >= 0 else {
      throw Refusal(sentence: "\(path) cannot be read: \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    _ = try load(descriptor, path, into: &index)
  }

  /// Whether a file that is not there could be made.
  private static func lookForRoom(_ path: String) throws(Refusal) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { path[..<path.index(after: $0)] } ?? "."
    guard access(String(folder), W_OK | X_OK) == 0 else { throw unwritable(path, errno) }
  }

  private static func unwritable(_ path: String, _ errorNumber: Int32) -> Refusal {
    Refusal(
      sentence: "\(path) cannot be written: \(String(cString: strerror(errorNumber))). Name "
        + "another file with -o.")
  }

  private func lock() throws(Refusal) {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK:
        throw Refusal(
          sentence: "\(path) is being written by another llmterm. Wait until it is done, or name "
            + "another file with -o.")
      // Some network drives have no locks: going on is better than not working there at all.
      default: return
      }
    }
  }

  /// Reads what is there; a line that a killed run left half written is taken away.
  private func load(into index: inout BatchIndex) throws(Refusal) {
    let isTorn: Bool
    (end, isTorn) = try Self.load(descriptor, path, into: &index)
    if ftruncate(descriptor, off_t(end)) != 0 { return trouble = .failed(errorNumber: errno) }
    // A whole answer that only lacks its end.
    if isTorn { write([0x0A]) }
  }

  /// Gives the end of the last whole answer, and whether that lacks its line feed.
  private static func load(
    _ descriptor: Int32, _ path: String, into index: inout BatchIndex
  ) throws(Refusal) -> (end: Int, isTorn: Bool) {
    var end = 0
    var isTorn = false
    try BatchFileLines(descriptor).forEach { bytes, number, isWhole throws(Refusal) in
      if let answer = BatchRecord(bytes) {
        index.note(answer.id, isAnswered: answer.isAnswered, hash: answer.hash)
        end += bytes.count + (isWhole ? 1 : 0)
        if !isWhole { isTorn = true }
      } else if isWhole || !BatchRecord.isBeginning(bytes) {
        throw Refusal(
          sentence: "Line \(number) of \(path) is no answer of llmterm batch, so nothing was "
            + "written to it. Name another file with -o, or move that one away.")
      }
    }
    return (end, isTorn)
  }

  // MARK: Writing

  /// Nothing is held back here: a line that is written outlives the process.
  var isFull: Bool { false }

  func write(_ lines: [UInt8]) {
    if unwritten.isEmpty, append(lines) { return reserve() }
    unwritten += lines
  }

  func finish() {
    if !unwritten.isEmpty, append(unwritten) { unwritten = [] }
    // What was set aside and not used is given back.
    if end < reserved { ftruncate(descriptor, off_t(end)) }
    sync()
  }

  /// Has the disk take what was written, on a thread that may wait for it.
  func sync(on queue: any LogQueue) {
    guard isDirty, !isSyncing else { return }
    (isDirty, isSyncing) = (false, true)
    queue.run({ [descriptor] () -> Int32 in fdatasync(descriptor) == 0 ? 0 : errno }) {
      [weak self] code in
      guard let self else { return }
      isSyncing = false
      if code != 0 { fail(toSync: code) }
    }
  }

  /// A second try could be told that all is well (faults.md 3); what cannot be synced is no failure.
  private func fail(toSync code: Int32) {
    if code != EINVAL, code != EROFS, trouble == nil { trouble = .failed(errorNumber: code) }
  }

  /// Has the disk take what was written; may wait for it.
  func sync() {
    guard isDirty else { return }
    isDirty = false
    if fdatasync(descriptor) != 0 { fail(toSync: errno) }
  }

  /// Writes all of it, or takes back what went out.
  private func append(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.write(descriptor, $0 + sent, buffer.count - sent) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        trouble = .failed(errorNumber: count < 0 ? errno : ENOSPC)
        ftruncate(descriptor, off_t(end))
        reserved = 0
        return false
      }
      sent += count
    }
    end += bytes.count
    isDirty = true
    return true
  }

  /// Sets room aside for the answers that are on their way.
  ///
  /// In steps, so that it costs nothing. What the file's system cannot do is not asked for again.
  private func reserve() {
    guard trouble == nil, end + margin > reserved else { return }
    let wanted = margin * 4
    if csys_reserve(descriptor, Int64(end), Int64(wanted)) == 0 {
      reserved = end + wanted
      return
    }
    switch errno {
    case ENOSPC, EDQUOT:
      // Less may still be there.
      if csys_reserve(descriptor, Int64(end), Int64(margin)) == 0 {
        reserved = end + margin
      } else if errno == ENOSPC || errno == EDQUOT {
        trouble = .noRoom
      }
    default: reserved = .max
    }
  }
}
