import Glibc

/// Where programs and folders really are.
package enum ProgramSearch {
  /// The program of that name: as it was found, and with all links followed.
  ///
  /// Only absolute parts of PATH are looked at: the current folder is nobody's to choose programs
  /// from.
  package static func find(_ name: String, path: String) -> (found: String, resolved: String)? {
    if name.contains("/") {
      return name.hasPrefix("/") ? executable(name) : nil
    }
    for folder in folders(of: path) {
      if let program = executable(folder + "/" + name) { return program }
    }
    return nil
  }

  /// The absolute folders of a PATH, in order.
  static func folders(of path: String) -> [Substring] {
    path.split(separator: ":").filter { $0.hasPrefix("/") }
  }

  /// The path with all links followed, or nil where nothing is.
  static func resolved(_ path: String) -> String? {
    guard !path.utf8.contains(0), let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  static func isFolder(_ path: String) -> Bool { mode(of: path) == S_IFDIR }

  private static func executable(_ path: String) -> (found: String, resolved: String)? {
    guard let real = resolved(path), mode(of: real) == S_IFREG, access(real, X_OK) == 0 else {
      return nil
    }
    return (path, real)
  }

  private static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
