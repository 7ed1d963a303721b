import CSystem
import Glibc

/// The system calls of storage: arguments, so that tests can make each of them fail.
package protocol FileCalls: Sendable {
  /// Opens without following a link at the path's end, closed on exec.
  func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32
  func close(_ descriptor: Int32)
  /// Fills the buffer from an offset; gives how many bytes there were.
  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, from offset: Int
  ) throws(SystemError) -> Int
  /// Writes some of the bytes; gives how many.
  func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int
  func truncate(_ descriptor: Int32, to size: Int) throws(SystemError)
  /// Waits until the file's bytes are on the disk, and with them, if asked, what else is known of it.
  func sync(_ descriptor: Int32, metadata: Bool) throws(SystemError)
  /// Takes the lock of an open file, or gives false if another holds it.
  func lock(_ descriptor: Int32) throws(SystemError) -> Bool
  func status(of descriptor: Int32) throws(SystemError) -> FileStatus
  func status(at path: String) throws(SystemError) -> FileStatus
  func makeFolder(_ path: String) throws(SystemError)
  func rename(_ path: String, to other: String) throws(SystemError)
  func remove(_ path: String) throws(SystemError)
  /// The names in a folder, in no order.
  func names(in folder: String) throws(SystemError) -> [String]
}

/// What the system knows of a file.
package struct FileStatus: Sendable, Equatable {
  package var device: UInt64
  package var inode: UInt64
  package var size: Int
  package var modified: Timestamp
  package var isFolder: Bool
  /// Whether it is a file with contents: no folder, link, pipe or device.
  package var isRegular: Bool
  /// Whether it is a device, a pipe or a socket.
  package var isSpecial: Bool
  /// The user whose file it is.
  package var owner: UInt32

  package init(
    device: UInt64, inode: UInt64, size: Int, modified: Timestamp, isFolder: Bool,
    isRegular: Bool, isSpecial: Bool, owner: UInt32
  ) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.isFolder = isFolder
    self.isRegular = isRegular
    self.isSpecial = isSpecial
    self.owner = owner
  }

  /// Whether both are of one and the same file.
  func isSameFile(as other: FileStatus) -> Bool {
    device == other.device && inode == other.inode
  }
}

/// The calls of the machine that we run on.
package struct SystemFiles: FileCalls {
  package init() {}

  package func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    let all = flags | O_NOFOLLOW | O_CLOEXEC
    return try checked("open") { csys_open(path, all, mode) }
  }

  package func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  package func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, from offset: Int
  ) throws(SystemError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try checked("read") {
        pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled,
          offset + filled)
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  package func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemError) -> Int {
    try checked("write") { Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
  }

  package func truncate(_ descriptor: Int32, to size: Int) throws(SystemError) {
    _ = try checked("ftruncate") { ftruncate(descriptor, size) }
  }

  package func sync(_ descriptor: Int32, metadata: Bool) throws(SystemError) {
    _ = try checked("fsync") { metadata ? fsync(descriptor) : fdatasync(descriptor) }
  }

  package func lock(_ descriptor: Int32) throws(SystemError) -> Bool {
    do {
      _ = try checked("flock") { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      if error.code == EWOULDBLOCK { return false }
      throw error
    }
  }

  package func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    var status = stat()
    _ = try checked("fstat") { fstat(descriptor, &status) }
    return FileStatus(status)
  }

  package func status(at path: String) throws(SystemError) -> FileStatus {
    var status = stat()
    _ = try checked("stat") { lstat(path, &status) }
    return FileStatus(status)
  }

  package func makeFolder(_ path: String) throws(SystemError) {
    _ = try checked("mkdir") { mkdir(path, 0o700) }
  }

  package func rename(_ path: String, to other: String) throws(SystemError) {
    _ = try checked("rename") { Glibc.rename(path, other) }
  }

  package func remove(_ path: String) throws(SystemError) {
    _ = try checked("unlink") { unlink(path) }
  }

  package func names(in folder: String) throws(SystemError) -> [String] {
    guard let directory = opendir(folder) else { throw SystemError(call: "opendir", code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Repeats a call that a signal interrupted; throws where it gives -1.
  private func checked<Count: BinaryInteger>(
    _ call: String, _ body: () -> Count
  ) throws(SystemError) -> Count {
    while true {
      let result = body()
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw SystemError(call: call, code: code) }
    }
  }
}

extension FileStatus {
  fileprivate init(_ status: stat) {
    let seconds = Int64(status.st_mtim.tv_sec)
    let kind = status.st_mode & S_IFMT
    self.init(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
      modified: Timestamp(
        milliseconds: seconds * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000),
      isFolder: kind == S_IFDIR, isRegular: kind == S_IFREG,
      isSpecial: ![S_IFDIR, S_IFREG, S_IFLNK].contains(kind), owner: status.st_uid)
  }
}
