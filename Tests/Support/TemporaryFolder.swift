import CSystem
import Glibc

/// A folder of its own for one test, which is removed with it.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    var template = Array("/tmp/llmterm-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nonexistent"
    }
  }

  deinit { TemporaryFolder.remove(path) }

  /// Writes a file with that mode, whatever the process's own mask is, and gives its path.
  @discardableResult
  package func write(_ name: String, _ text: String, mode: UInt32 = 0o600) -> String {
    let file = path + "/" + name
    let descriptor = csys_open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
    fchmod(descriptor, mode)
    close(descriptor)
    return file
  }

  /// Writes bytes into a new file of that name, and gives its path.
  package func write(_ name: String, bytes: [UInt8]) throws -> String {
    let path = self.path + "/" + name
    let file = csys_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count, close(file) == 0 else {
      throw Failure(path: path)
    }
    return path
  }

  private struct Failure: Error { let path: String }

  private static func remove(_ folder: String) {
    for name in Shared.names(in: folder, hidden: true) {
      let child = folder + "/" + name
      if unlink(child) != 0 { remove(child) }
    }
    rmdir(folder)
  }
}
