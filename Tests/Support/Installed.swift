import Glibc

/// Which programs are on this machine.
package enum Installed {
  /// Whether it is in PATH, or where servers are on some systems, whose users do not look there.
  package static func has(_ program: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return (path.split(separator: ":") + ["/usr/sbin"]).contains {
      access("\($0)/\(program)", X_OK) == 0
    }
  }
}
