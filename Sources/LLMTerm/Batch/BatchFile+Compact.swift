import CSystem
import ChatEngine
import Glibc

/// One line for each id: after failed ones were asked again, the older lines go.
extension BatchFile {
  /// Writes the file anew beside itself and puts that in its place; false where that did not work,
  /// which leaves the file as it was.
  ///
  /// An id keeps the place of its first line and the words of its last one, so that an ordered file
  /// stays in order. What is remembered is only of the ids that have several lines.
  func compact(_ index: inout BatchIndex) -> Bool {
    guard index.replaced > 0 else { return true }
    let last = lastLines(&index)
    let draft = path + ".new"
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    unlink(draft)
    let new = csys_open(
      draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
    guard new >= 0 else { return false }
    defer { close(new) }
    // As the file that it takes the place of: a new run must not find it free before we are gone.
    flock(new, LOCK_EX | LOCK_NB)
    guard copy(to: new, last), fsync(new) == 0, rename(draft, path) == 0 else {
      unlink(draft)
      return false
    }
    syncFolder()
    return true
  }

  /// Where the last line of each id begins that has several.
  private func lastLines(_ index: inout BatchIndex) -> [String: Int] {
    var last: [String: Int] = [:]
    var offset = 0
    BatchFileLines(descriptor).forEach { bytes, _, _ in
      if let record = BatchRecord(bytes), index.isRepeated(record.id) { last[record.id] = offset }
      offset += bytes.count + 1
    }
    return last
  }

  private func copy(to new: Int32, _ last: [String: Int]) -> Bool {
    var pending: [UInt8] = []
    var written: Set<String> = []
    var isWhole = true
    func flush() {
      isWhole = isWhole && Self.writeAll(pending, to: new)
      pending.removeAll(keepingCapacity: true)
    }
    BatchFileLines(descriptor).forEach { bytes, _, _ in
      guard isWhole, let record = BatchRecord(bytes) else { return }
      if let offset = last[record.id] {
        guard written.insert(record.id).inserted else { return }
        pending += line(at: offset)
      } else {
        pending += bytes
      }
      pending.append(0x0A)
      if pending.count > 1 << 20 { flush() }
    }
    flush()
    return isWhole
  }

  /// The line that begins there, without its end.
  private func line(at offset: Int) -> [UInt8] {
    var line: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = pread(descriptor, &piece, piece.count, off_t(offset + line.count))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return line }
      if let end = piece[..<count].firstIndex(of: 0x0A) { return line + piece[..<end] }
      line += piece[..<count]
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.write(descriptor, $0 + sent, buffer.count - sent) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private func syncFolder() {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = csys_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
