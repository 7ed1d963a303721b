import Glibc

/// Files and folders that no tool sees: our own, and where keys and passwords lie.
package struct PrivatePlaces: Sendable {
  /// Absolute, with links followed, those that are there.
  let folders: [String]
  let files: [String]

  /// Below the home folder; what an ordinary machine has.
  private static let folderNames = [
    ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".password-store", ".mozilla",
    ".thunderbird", ".config/gcloud", ".config/gh", ".config/git", ".config/op", ".config/rclone",
    ".config/google-chrome", ".config/chromium", ".config/BraveSoftware", ".local/share/keyrings",
    ".local/share/kwalletd",
  ]
  private static let fileNames = [
    ".netrc", ".git-credentials", ".pgpass", ".npmrc", ".pypirc", ".vault-token", ".my.cnf",
    ".bash_history", ".zsh_history", ".python_history", ".psql_history", ".node_repl_history",
  ]
  /// What shells run when they start: to be written to by nobody, and read by no tool.
  static let shellFiles = [
    ".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc", ".zshenv",
    ".zprofile", ".zlogin", ".zlogout", ".kshrc", ".cshrc", ".tcshrc", ".login", ".inputrc",
  ]

  /// `own` are the folders of this program, whether they are there or not.
  package init(home: String?, own: Folders?) {
    let ours = own.map { [$0.configuration, $0.data, $0.cache, $0.state] } ?? []
    let theirs = home.map { home in Self.folderNames.map { home + "/" + $0 } } ?? []
    let all = home.map { home in Self.fileNames.map { home + "/" + $0 } } ?? []
    let places = (ours + theirs).compactMap(ProgramSearch.resolved)
    folders = places.filter(ProgramSearch.isFolder)
    files = all.compactMap(ProgramSearch.resolved)
  }

  /// Whether the path, absolute and with links followed, is one of them or lies in one.
  func contains(_ path: String) -> Bool {
    folders.contains { Self.isInside(path, $0) } || files.contains(path) || Self.isSecret(path)
  }

  /// Whether a file is private by its name, wherever it lies: `.env`, `.env.local`, a shell's own.
  static func isSecret(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name == ".env" || name.hasPrefix(".env.") || name == ".envrc"
      || shellFiles.contains(String(name))
  }

  /// Whether the path is the folder or below it.
  static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || folder == "/" || path.hasPrefix(folder + "/")
  }

  /// The names in a folder, unsorted; none where it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // As the name's size cannot be known to Swift, it is read through a pointer into the entry.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
