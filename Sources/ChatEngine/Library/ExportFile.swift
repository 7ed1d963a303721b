import Glibc

/// Writes an export to a place that a person names.
///
/// Used where one may block.
package enum ExportFile {
  /// Why nothing was written.
  package enum Problem: Error, Sendable, Equatable {
    case isThere(String)
    case failed(String, code: Int32)

    /// What happened, and what to do; `option` is what writes over a file.
    package func sentence(option: String) -> String {
      switch self {
      case .isThere(let path): "\(path) is there already. Give another name, or \(option)."
      case .failed(let path, let code):
        "\(path) could not be written (\(String(cString: strerror(code)))). Give another path."
      }
    }
  }

  /// Writes the file whole or not at all, or into a device or a pipe; gives what stood in the way.
  package static func write(
    _ bytes: [UInt8], to path: String, overwrites: Bool, files: any FileCalls = SystemFiles()
  ) -> Problem? {
    do throws(SystemError) {
      if overwrites {
        try writeOver(path, bytes, files)
        return nil
      }
      let descriptor = try files.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      defer { files.close(descriptor) }
      do throws(SystemError) {
        try files.writeAll(descriptor, bytes)
      } catch {
        try? files.remove(path)
        throw error
      }
      return nil
    } catch {
      return error.code == EEXIST ? .isThere(path) : .failed(path, code: error.code)
    }
  }

  private static func writeOver(
    _ path: String, _ bytes: [UInt8], _ files: any FileCalls
  ) throws(SystemError) {
    guard (try? files.status(at: path))?.isSpecial == true else {
      return try files.replace(path, with: bytes, durably: false)
    }
    let descriptor = try files.open(path, flags: O_WRONLY | O_NOCTTY, mode: 0)
    defer { files.close(descriptor) }
    try files.writeAll(descriptor, bytes)
  }
}
