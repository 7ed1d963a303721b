/// Where a key comes from; the key itself is never stored in one.
package enum KeySource: Sendable, Hashable {
  /// The first of these environment variables that is set.
  case environment([String])
  /// A program's first line of output; run without a shell, at most 10 s.
  case command([String])
  /// A file that only its owner can read.
  case file(String)
  /// An entry of the desktop's keyring, through `secret-tool`.
  case keyring(String)

  /// What `config show` says of it; a command is named by its program alone.
  package var summary: String {
    switch self {
    case .environment(let names): "environment " + names.joined(separator: " or ")
    case .command(let arguments): "command " + (arguments.first ?? "")
    case .file(let path): "file " + path
    case .keyring(let name): "keyring " + name
    }
  }
}
