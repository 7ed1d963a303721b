import Glibc

/// A file of lines that several processes append to and read; used on the thread that may block.
///
/// Nobody holds a lock: a line goes out in one write with O_APPEND, which loses nothing between
/// processes (faults.md 3). Who dies in the middle of it leaves a torn line, which the next one to
/// write closes with a line feed.
struct LedgerFile: Sendable {
  /// Read at a time; no line is near as long.
  static let blockSize = 1 << 20

  let path: String
  /// Counts the files that were found at the path: after a change all that was read is void.
  private(set) var generation = 0
  private let files: any FileCalls
  private var descriptor: Int32?
  private var isWritable = false
  private var identity: FileStatus?
  /// Where reading goes on.
  private var offset = 0

  init(path: String, files: any FileCalls) {
    self.path = path
    self.files = files
  }

  /// Writes a line behind all others; throws where any of it is missing.
  mutating func append(_ line: [UInt8]) throws(SystemError) {
    try open(forWriting: true)
    guard let descriptor else { return }
    let size = try files.status(of: descriptor).size
    let last = size > 0 ? try files.contents(of: descriptor, in: size - 1..<size) : [0x0A]
    let bytes = last == [0x0A] ? line : [0x0A] + line
    let count = try files.writeOnce(descriptor, bytes)
    // Without its line feed a line is whole: the next one brings it.
    if count < bytes.count - 1 { throw SystemError(call: "write", code: ENOSPC) }
  }

  /// Writes lines behind all others in one call; gives how many of them are whole.
  mutating func append(lines: ArraySlice<[UInt8]>) throws(SystemError) -> Int {
    try open(forWriting: true)
    guard let descriptor else { return 0 }
    let size = try files.status(of: descriptor).size
    let last = size > 0 ? try files.contents(of: descriptor, in: size - 1..<size) : [0x0A]
    let opening: [UInt8] = last == [0x0A] ? [] : [0x0A]
    // Not `joined`, which goes through them by the byte.
    let bytes = lines.reduce(into: opening) { $0 += $1 }
    var left = try files.writeOnce(descriptor, bytes) - opening.count
    // Without its line feed a line is whole: the next one brings it.
    return lines.prefix { line in
      left -= line.count
      return left >= -1
    }.count
  }

  /// Makes ready to read; false where there is no file yet.
  mutating func refresh() throws(SystemError) -> Bool {
    do {
      try open(forWriting: false)
      return true
    } catch {
      if error.code == ENOENT { return false }
      throw error
    }
  }

  /// Gives each whole line that came since the last time, without its end.
  mutating func read(_ body: (UnsafeBufferPointer<UInt8>) -> Void) throws(SystemError) {
    guard let descriptor else { return }
    while true {
      let block = try files.contents(of: descriptor, in: offset..<offset + Self.blockSize)
      let end = block.lastIndex(of: 0x0A).map { $0 + 1 }
      guard let end = end ?? (block.count == Self.blockSize ? block.count : nil) else { return }
      block.withUnsafeBufferPointer {
        UnsafeBufferPointer(rebasing: $0[..<end]).forEachLine(body)
      }
      offset += end
      if block.count < Self.blockSize { return }
    }
  }

  /// Waits until what was written is on the disk.
  func sync() throws(SystemError) {
    if let descriptor, isWritable { try files.sync(descriptor, metadata: false) }
  }

  mutating func close() {
    if let descriptor { files.close(descriptor) }
    descriptor = nil
  }

  /// Sees to it that the file at the path is the one that is open, and as long as it was.
  private mutating func open(forWriting: Bool) throws(SystemError) {
    if descriptor != nil {
      let there = try? files.status(at: path)
      if let there, let identity, there.isSameFile(as: identity), there.size >= offset {
        if isWritable || !forWriting { return }
      } else {
        startOver()
      }
    }
    if forWriting { try files.makeFolders(for: path) }
    let flags = forWriting ? O_RDWR | O_APPEND | O_CREAT : O_RDONLY
    let new = try files.open(path, flags: flags, mode: 0o600)
    do {
      let status = try files.status(of: new)
      if let identity, !status.isSameFile(as: identity) { startOver() }
      close()
      (descriptor, identity, isWritable) = (new, status, forWriting)
    } catch {
      files.close(new)
      throw error
    }
  }

  private mutating func startOver() {
    close()
    identity = nil
    offset = 0
    generation += 1
  }
}
