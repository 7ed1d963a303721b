import CSystem
import ChatEngine
import Glibc

/// What can be looked at without asking anybody: terminal, locale, files, programs.
struct LocalChecks {
  let surroundings: Surroundings
  let folders: Folders?

  private var environment: [String: String] { surroundings.environment }

  /// Terminal, locale and libcurl.
  func machine() -> [DoctorFinding] { [terminal, locale, curl] }

  private var terminal: DoctorFinding {
    let term = environment["TERM"] ?? ""
    guard isatty(STDOUT_FILENO) == 1 else {
      return DoctorFinding(.skipped, "terminal", "Standard output is none, so it is not judged.")
    }
    if term == "dumb" {
      return DoctorFinding(.ok, "terminal", "TERM is dumb: the chat goes line by line.")
    }
    guard !["", "unknown"].contains(term) else {
      return DoctorFinding(
        .wrong, "terminal", "TERM is \(term.isEmpty ? "not set" : SafeQuote.quoted(term)).",
        fix: "Set it to the terminal's name, as in: export TERM=xterm-256color")
    }
    let isColourless = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let colours =
      isColourless
      ? "no colours, as NO_COLOR is set"
      : ColourDepth.isDirect(environment: environment, term: term)
        ? "all colours" : term.holds("256") ? "256 colours" : "the colours of \(term)"
    let size = OutputWidth.size(of: STDOUT_FILENO)
    let shape = size.map { "\($0.columns) by \($0.rows)" } ?? "of a size that it does not tell"
    let text = "\(term), \(shape), \(colours)."
    if let size, size.columns < 40 || size.rows < 10 {
      return DoctorFinding(
        .warning, "terminal", text, fix: "Make it larger: 80 by 24 shows everything.")
    }
    return DoctorFinding(.ok, "terminal", text)
  }

  private var locale: DoctorFinding {
    let set = setlocale(LC_CTYPE, "") != nil
    let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? "?"
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].first { environment[$0].map { !$0.isEmpty } ?? false }
    let place = name.map { "\($0) is \(SafeQuote.quoted(environment[$0] ?? ""))" }
    if codeset == "UTF-8" {
      return DoctorFinding(.ok, "locale", "UTF-8\(place.map { ": \($0)" } ?? "").")
    }
    let why = set ? "its encoding is \(codeset)" : "which this machine does not have"
    return DoctorFinding(
      .warning, "locale",
      "\(place.map { "\($0), \(why)" } ?? "None is set"); C.UTF-8 is used in its place.",
      fix: "Set one with UTF-8: export LANG=C.UTF-8")
  }

  private var curl: DoctorFinding {
    let version = CurlVersion()
    var facts = [version.number]
    if let tls = version.tls { facts.append(tls) }
    facts.append(version.hasHTTP2 ? "HTTP/2" : "no HTTP/2")
    let text = facts.joined(separator: ", ") + "."
    guard version.tls != nil else {
      return DoctorFinding(
        .wrong, "libcurl", text, fix: "It has no TLS: install one that has, as your system's own.")
    }
    guard version.hasHTTP2 else {
      return DoctorFinding(
        .warning, "libcurl", text, fix: "Without HTTP/2 the dialect gemini-grpc does not work.")
    }
    return DoctorFinding(.ok, "libcurl", text)
  }

  // MARK: Files

  /// The folders: there or possible, ours, closed to others, with room.
  func places() -> [DoctorFinding] {
    guard let folders else {
      return [
        DoctorFinding(
          .wrong, "folders", "There is no place for files: HOME is not set.",
          fix: "Set HOME, or LLMTERM_HOME to a folder of your own.")
      ]
    }
    return [
      folder("configuration", folders.configuration), folder("data", folders.data),
      folder("state", folders.state), folder("cache", folders.cache),
    ]
  }

  private func folder(_ name: String, _ path: String) -> DoctorFinding {
    let subject = "folder of \(name)"
    var status = stat()
    guard stat(path, &status) == 0 else {
      let above = LocalChecks.nearest(above: path)
      guard LocalChecks.isFolder(above) else {
        return DoctorFinding(
          .wrong, subject, "\(path) cannot be made: \(above) is no folder.",
          fix: "Move it away, or set LLMTERM_HOME to a folder of your own.")
      }
      guard access(above, W_OK | X_OK) == 0 else {
        return DoctorFinding(
          .wrong, subject, "\(path) is not there, and \(above) cannot be written.",
          fix: "Make it: mkdir -p \(path)")
      }
      return DoctorFinding(.ok, subject, "\(path) is made when it is needed.")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return DoctorFinding(.wrong, subject, "\(path) is no folder.", fix: "Move it away.")
    }
    guard access(path, R_OK | W_OK | X_OK) == 0 else {
      return DoctorFinding(
        .wrong, subject, "\(path) cannot be written by you.",
        fix: "Look at its owner and mode: ls -ld \(path)")
    }
    if let room = LocalChecks.room(path), room < 64 << 20 {
      return DoctorFinding(
        .warning, subject, "\(path) has \(room >> 20) MB of room.",
        fix: "Make room: conversations are kept in memory only while the disk is full.")
    }
    if name != "configuration", status.st_mode & 0o077 != 0 {
      return DoctorFinding(
        .warning, subject, "\(path) can be read by others.", fix: "Close it: chmod 700 \(path)")
    }
    return DoctorFinding(.ok, subject, "\(path).")
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The nearest above a path that is there, which should be a folder.
  private static func nearest(above path: String) -> String {
    var path = path[...]
    while let slash = path.lastIndex(of: "/") {
      path = path[..<slash]
      let candidate = path.isEmpty ? "/" : String(path)
      if access(candidate, F_OK) == 0 { return candidate }
    }
    return "/"
  }

  /// Bytes that are free for us on the disk of a path.
  private static func room(_ path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(
      by: Int(status.f_frsize))
    return overflow ? nil : bytes
  }

  // MARK: The configuration

  /// The configuration that was read, or what is wrong with it.
  ///
  /// `path` is where it would be; nil where there is no place for it.
  func configuration(_ setup: Result<Setup, SetupError>, path: String?) -> [DoctorFinding] {
    switch setup {
    case .failure(let error):
      return error.sentences.map {
        DoctorFinding(.wrong, "configuration", $0, fix: "All of it: llmterm config check")
      }
    case .success(let setup):
      guard let file = setup.file else {
        let place = path.map { " at \($0)" } ?? ""
        return [
          DoctorFinding(.ok, "configuration", "There is none\(place), and none is needed.")
        ]
      }
      let problems = file.problems.map {
        DoctorFinding($0.severity == .warning ? .warning : .ok, "configuration", $0.description)
      }
      return [DoctorFinding(.ok, "configuration", "\(file.path) is right.")] + problems
    }
  }

  /// The programs of tools and context servers.
  func programs(_ configuration: Configuration) -> [DoctorFinding] {
    let tools = configuration.tools.compactMap { tool in
      tool.command.first.map { (subject: "tool \(tool.definition.name)", program: $0) }
    }
    let servers = configuration.contextServers.compactMap { server -> (String, String)? in
      guard case .command(let command) = server.connection else { return nil }
      return command.first.map { ("server \(server.name)", $0) }
    }
    return (tools + servers).map { subject, program in
      let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
      if let found = ProgramSearch.find(program, path: path)?.found {
        return DoctorFinding(.ok, subject, "\(found).")
      }
      return DoctorFinding(
        .wrong, subject, "The program \(SafeQuote.quoted(program)) was not found.",
        fix: "Install it, or give its whole path in the configuration.")
    }
  }
}
