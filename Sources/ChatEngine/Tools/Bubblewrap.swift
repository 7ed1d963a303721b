import Glibc

/// A sandbox made by bubblewrap: what a program sees of the machine, and what it may change.
package struct Bubblewrap: Sendable {
  /// Absolute: never looked for in PATH, and so never taken from the current folder.
  let program: String
  var hidden: PrivatePlaces

  private static let places = [
    "/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap",
  ]
  /// What name look-ups, and systems without /usr, need of what is below /run.
  ///
  /// The rest stays away: a service's socket takes commands although its folder is read-only.
  private static let neededOfRun = [
    "/run/systemd/resolve", "/run/NetworkManager/resolv.conf", "/run/resolvconf",
    "/run/current-system",
  ]

  /// The one that is installed, or nil.
  package static func installed(hiding hidden: PrivatePlaces) -> Bubblewrap? {
    places.first { access($0, X_OK) == 0 }.map { Bubblewrap(program: $0, hidden: hidden) }
  }

  /// Runs bubblewrap within itself, which works where any program would.
  var probe: ChildProgram.Start {
    let launch = ProgramLaunch(program: program, arguments: [program, "--version"])
    return ChildProgram.Start(
      program: program, arguments: words(for: launch, network: false, writable: []),
      environment: [:])
  }

  /// The words that start the launch in a sandbox.
  func words(for launch: ProgramLaunch, network: Bool, writable: [String]) -> [String] {
    var words = [
      program, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
      "--tmpfs", "/run",
    ]
    for place in Self.neededOfRun { words += ["--ro-bind-try", place, place] }
    // What lies below the two empty folders, but is needed.
    for place in [launch.folder, launch.program, launch.arguments.first ?? launch.program]
    where ["/tmp/", "/run/"].contains(where: place.hasPrefix) {
      words += ["--ro-bind", place, place]
    }
    for folder in writable { words += ["--bind", folder, folder] }
    for folder in writable {
      // What is run later, outside: hooks of git, and what shells begin with.
      for name in [".git"] + PrivatePlaces.shellFiles {
        words += ["--ro-bind-try", folder + "/" + name, folder + "/" + name]
      }
    }
    for folder in hidden.folders { words += ["--tmpfs", folder] }
    for file in hidden.files + secrets(in: [launch.folder] + writable) {
      words += ["--ro-bind", "/dev/null", file]
    }
    words += ["--unshare-all", "--new-session", "--die-with-parent", "--cap-drop", "ALL"]
    if network { words.append("--share-net") }
    return words + ["--chdir", launch.folder, "--"] + launch.arguments
  }

  /// The files directly in those folders that are private by their name.
  private func secrets(in folders: [String]) -> [String] {
    Set(folders).sorted().flatMap { folder in
      PrivatePlaces.names(in: folder).sorted().filter { $0.hasPrefix(".env") }
        .map { folder + "/" + $0 }
        .filter { PrivatePlaces.isSecret($0) && !ProgramSearch.isFolder($0) }
        .compactMap(ProgramSearch.resolved)
    }
  }
}
