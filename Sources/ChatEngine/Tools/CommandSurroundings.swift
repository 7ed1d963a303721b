import Glibc

/// What a command is started in: its environment, its folder, and what stays hidden from it.
package struct CommandSurroundings: Sendable {
  var environment: [String: String]
  var workingFolder: String
  var hidden: PrivatePlaces
  var limits: ChildProgram.Limits?
  private let home: String?
  /// Names of variables that hold keys, and what they hold.
  private let keyNames: Set<String>
  private let keys: Set<String>

  /// `keyNames` are those that the configuration names beside the presets'.
  package init(
    environment: [String: String], workingFolder: String, own: Folders?,
    keyNames: Set<String> = [], limits: ChildProgram.Limits? = ChildProgram.Limits()
  ) {
    self.environment = environment
    self.workingFolder = workingFolder
    self.limits = limits
    home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    hidden = PrivatePlaces(home: home, own: own)
    let names = keyNames.union(Preset.all.flatMap(\.keyVariables))
    self.keyNames = names
    // A key is one under another name too.
    keys = Set(environment.filter { names.contains($0.key) && !$0.value.isEmpty }.values)
  }

  private var path: String {
    let folders = ProgramSearch.folders(of: environment["PATH"] ?? "")
    return folders.isEmpty ? "/usr/local/bin:/usr/bin:/bin" : folders.joined(separator: ":")
  }

  /// Whether the program, under whatever name, does what its arguments say.
  func mustAsk(for tool: Configuration.Tool) -> Bool {
    guard !CommandTemplate(tool.command).names.isEmpty, let name = tool.command.first else {
      return false
    }
    let program = ProgramSearch.find(name, path: path)?.resolved
    return OpenEnded.isOne(name) || program.map(OpenEnded.isOne) == true
  }

  /// The program as it would be started.
  func launch(
    _ tool: Configuration.Tool, _ arguments: JSONObject, sandbox: ProgramLaunch.Sandbox
  ) throws(ToolFailure) -> ProgramLaunch {
    let name = tool.command.first ?? ""
    guard let program = ProgramSearch.find(name, path: path) else {
      throw ToolFailure(.unavailable, "There is no program \(SafeQuote.quoted(name)) here.")
    }
    guard let folder = ProgramSearch.resolved(tool.folder ?? workingFolder),
      ProgramSearch.isFolder(folder)
    else {
      let folder = SafeQuote.quoted(tool.folder ?? workingFolder)
      throw ToolFailure(.unavailable, "There is no folder \(folder) here.")
    }
    var words = try CommandTemplate(tool.command)
      .filled(with: arguments, takesOptions: tool.takesOptions)
    // As it was found: some programs do what their own name says, and a link may be that name.
    words[0] = program.found
    return ProgramLaunch(
      program: program.resolved, arguments: words,
      environment: variables(tool.variables, in: folder, isHeld: !sandbox.isNone), folder: folder,
      input: tool.input == .json ? JSON.object(arguments).bytes() : [], timeout: tool.timeout,
      sandbox: sandbox)
  }

  /// The usual variables and the named ones; never a provider's key.
  private func variables(_ names: [String], in folder: String, isHeld: Bool) -> [String: String] {
    var variables = ["PATH": path, "TERM": "dumb", "PWD": folder]
    variables["HOME"] = home ?? "/"
    variables["LANG"] = environment["LANG"] ?? "C.UTF-8"
    variables["TMPDIR"] = isHeld ? "/tmp" : environment["TMPDIR"] ?? "/tmp"
    for name in names where !keyNames.contains(name) { variables[name] = environment[name] }
    return variables.filter { !keys.contains($0.value) && !$0.value.utf8.contains(0) }
  }

  /// The folders with links followed; throws for those that are not there or hold too much.
  func writable(_ folders: [String]) throws(ToolFailure) -> [String] {
    var result: [String] = []
    for folder in folders {
      guard let real = ProgramSearch.resolved(folder), ProgramSearch.isFolder(real) else {
        throw ToolFailure(.unavailable, "There is no folder \(SafeQuote.quoted(folder)) here.")
      }
      let isTooMuch = home.flatMap(ProgramSearch.resolved).map { PrivatePlaces.isInside($0, real) }
      guard isTooMuch != true, real != "/" else {
        throw ToolFailure(
          .unavailable, "No tool may write to the whole of \(SafeQuote.quoted(folder)).")
      }
      result.append(real)
    }
    return result
  }

  // MARK: What is shown

  func facts(of launch: ProgramLaunch, named names: [String]) -> [PreparedCall.Fact] {
    var facts = [PreparedCall.Fact("program", launch.program)]
    if let own = launch.arguments.first, own != launch.program {
      facts.append(PreparedCall.Fact("started as", own))
    }
    for (place, word) in launch.arguments.enumerated().dropFirst() {
      facts.append(PreparedCall.Fact("argument \(place)", word))
    }
    facts.append(PreparedCall.Fact("folder", launch.folder))
    if !launch.input.isEmpty {
      facts.append(PreparedCall.Fact("input", String(decoding: launch.input, as: UTF8.self)))
    }
    switch launch.sandbox {
    case .bubblewrap(let network, let writable):
      facts.append(PreparedCall.Fact("network", network ? "yes" : "no"))
      facts.append(PreparedCall.Fact("sandbox", "bubblewrap: files can only be read"))
      facts += writable.map { PreparedCall.Fact("may change", $0) }
    case .none(let reason):
      facts.append(PreparedCall.Fact("network", "yes"))
      facts.append(PreparedCall.Fact("sandbox", "none: \(reason)"))
    }
    let usual = launch.environment.filter {
      !names.contains($0.key) && isUsual($0.key, $0.value, in: launch)
    }
    if !usual.isEmpty {
      let list = usual.keys.sorted().joined(separator: ", ")
      facts.append(PreparedCall.Fact("environment", "\(list): as usual"))
    }
    for (name, value) in launch.environment.sorted(by: { $0.key < $1.key })
    where usual[name] == nil {
      // What the configuration passes on may be a password: its name says enough.
      let shown = names.contains(name) ? "as it is set here" : value
      facts.append(PreparedCall.Fact("environment \(name)", shown))
    }
    return facts
  }
}

extension CommandSurroundings {
  /// Whether a variable has the value that anybody would expect.
  ///
  /// That is what it is here, or what a program without a terminal and with a /tmp of its own gets.
  private func isUsual(_ name: String, _ value: String, in launch: ProgramLaunch) -> Bool {
    switch name {
    case "PATH": value == environment[name] && !ProgramSearch.folders(of: value).isEmpty
    case "HOME": value == environment[name]
    case "LANG": value == environment[name] || value == "C.UTF-8"
    case "TERM": value == "dumb"
    case "TMPDIR": value == "/tmp"
    case "PWD": value == launch.folder
    default: false
    }
  }
}

extension ProgramLaunch.Sandbox {
  /// Whether nothing holds the program back.
  package var isNone: Bool {
    guard case .none = self else { return false }
    return true
  }
}
