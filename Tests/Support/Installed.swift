import Glibc

/// Which programs are on this machine.
package enum Installed {
  /// Whether it is in PATH, or where servers are on some systems, whose users do not look there.
  package static func has(_ program: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    // With its type: left to itself the compiler takes lists of characters where strings have no
    // algorithms of their own, as in the release build.
    let folders: [Substring] = path.split(separator: ":") + ["/usr/sbin"]
    return folders.contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  /// Whether `convert` is ImageMagick's: other programs have that name too.
  package static let hasImageMagick =
    Run(["convert", "-version"])?.output.hasPrefix("Version: ImageMagick") ?? false
}
