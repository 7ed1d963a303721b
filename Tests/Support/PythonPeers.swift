import Glibc

/// The vendors' own Python packages, which `scripts/setup.sh tests` puts into `.build/peers`.
package enum PythonPeers {
  private static let folder = ".build/peers/bin"

  /// The interpreter that finds them.
  package static let python = absolute(folder + "/python")
  /// The reference server of the Model Context Protocol that tells the time.
  package static let timeServer = absolute(folder + "/mcp-server-time")
  package static let isInstalled =
    access(python, X_OK) == 0 && access(folder + "/../installed.txt", R_OK) == 0
  /// What to do where they are not, as the comment of a skipped suite.
  package static let hint = "no Python packages in .build/peers: run scripts/setup.sh tests"

  private static func absolute(_ path: String) -> String {
    guard let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return String(cString: here) + "/" + path
  }
}
