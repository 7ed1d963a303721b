import CSystem
import Glibc

/// Small text files, read whole.
enum TextFile {
  /// The file's text, with bytes that are not UTF-8 repaired; nil where it cannot be read.
  static func read(_ path: String, limit: Int = 64 << 20) -> String? {
    bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The file's bytes; nil where it cannot be read.
  static func bytes(_ path: String, limit: Int) -> [UInt8]? {
    let file = csys_open(path, O_RDONLY | O_CLOEXEC, 0)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return read(file, limit: limit)
  }

  static func readStandardInput() -> String? {
    read(STDIN_FILENO, limit: 64 << 20).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func read(_ file: Int32, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += chunk[..<count]
    }
    return nil
  }
}
