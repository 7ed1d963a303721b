import CSystem
import Glibc

/// A file with a key on its first line, which its owner alone may read (faults.md, section 5).
package enum KeyFile {
  /// The first line without white space at its ends.
  static func read(_ path: String) throws(KeyError) -> [UInt8] {
    // Without waiting: a pipe is refused below, and must not hold us before.
    let file = csys_open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0)
    guard file >= 0 else {
      if errno == ELOOP { throw .fileNotPlain(path) }
      throw .fileNotRead(path, SystemError(call: "open", code: errno))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else {
      throw .fileNotRead(path, SystemError(call: "fstat", code: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .fileNotPlain(path) }
    guard status.st_uid == geteuid() else { throw .fileOfAnother(path) }
    guard status.st_mode & 0o077 == 0 else { throw .fileOpenToOthers(path) }
    var buffer = [UInt8](repeating: 0, count: 16384)
    let count = Glibc.read(file, &buffer, buffer.count)
    guard count >= 0 else { throw .fileNotRead(path, SystemError(call: "read", code: errno)) }
    return buffer[..<count].firstLine
  }

  /// Writes the key alone into a new file that only the owner can read, in place of an older one.
  ///
  /// The folders are made with the same care. A crash leaves the old file or the new one.
  package static func write(_ key: Secret, to path: String) throws(SystemError) {
    let files = SystemFiles()
    try files.makeFolders(for: path)
    try files.replace(path, with: Array((key.exposed + "\n").utf8), durably: true)
  }
}
