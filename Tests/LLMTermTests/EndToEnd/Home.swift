import CSystem
import DemoProviders
import Glibc
import TestSupport
import Testing

/// A folder for one person's files, which is removed with it, and the program that uses them.
final class Home {
  let path: String
  /// What the program gets beside the terminal's own variables; no keys, unless a test puts one in.
  var environment: [String: String]
  private var server: DemoServer?

  init() throws {
    var template = Array("/tmp/llmterm-home-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
    environment = ["LLMTERM_HOME": path, "HOME": path]
  }

  /// A home whose providers are those of a server.
  convenience init(_ server: DemoServer, default destination: String = "claude/swift-1") throws {
    try self.init()
    use(server, default: destination)
  }

  /// Configures the providers of a server, which lives as long as the home.
  func use(_ server: DemoServer, default destination: String = "claude/swift-1") {
    self.server = server
    configure(Configured(server, default: destination).text)
  }

  deinit {
    Self.remove(path)
  }

  /// The program, or another one of the same interface that the environment names.
  static let binary: String =
    getenv("LLMTERM_BINARY").map { String(cString: $0) } ?? Terminal.binary("llmterm")

  // MARK: Files

  var configurationPath: String { path + "/config/config.jsonc" }
  var conversations: String { path + "/data/conversations" }

  func configure(_ text: String) {
    write(text, to: "config/config.jsonc")
  }

  /// Writes a file below the home, and the folders that it needs.
  func write(_ text: String, to name: String) {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
    let file = csys_open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let bytes = Array(text.utf8)
    _ = Glibc.write(file, bytes, bytes.count)
    close(file)
  }

  /// The text of a file below the home; nil where there is none.
  func text(_ name: String) -> String? {
    Shared.bytes(path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Every file below the home.
  var files: [String] { Self.files(in: path) }

  /// The conversations' files, the oldest first.
  var logs: [String] {
    Self.files(in: conversations).filter { $0.hasSuffix(".jsonl") }
  }

  /// Waits until an answer is kept with its end, for a minute: its last words are shown before that.
  func waitForEnding() {
    let deadline = ContinuousClock.now + .seconds(60)
    func isKept(_ log: String) -> Bool {
      String(decoding: Shared.bytes(log) ?? [], as: UTF8.self).contains(#""ending":"#)
    }
    while !logs.contains(where: isKept), ContinuousClock.now < deadline { usleep(10_000) }
  }

  private static func files(in folder: String) -> [String] {
    Shared.names(in: folder).map { folder + "/" + $0 }.flatMap { path in
      isFolder(path) ? files(in: path) : [path]
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func remove(_ folder: String) {
    guard let directory = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(folder + "/" + name) }
    }
    closedir(directory)
    for name in names { if isFolder(name) { remove(name) } else { unlink(name) } }
    rmdir(folder)
  }

  // MARK: The program

  /// Opens the chat in a terminal of its own.
  func chat(
    _ arguments: String..., columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]
  ) throws -> Terminal {
    try Terminal(
      [Self.binary] + arguments, columns: columns, rows: rows,
      environment: self.environment.merging(environment) { $1 })
  }

  /// Opens the chat and waits until a prompt can be typed.
  func openedChat(
    _ arguments: String..., columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]
  ) throws -> Terminal {
    let chat = try Terminal(
      [Self.binary] + arguments, columns: columns, rows: rows,
      environment: self.environment.merging(environment) { $1 })
    try chat.waitFor("❯")
    return chat
  }

  /// Runs the program without a terminal, to its end.
  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Run {
    var variables = ["PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8"]
    variables.merge(self.environment) { $1 }
    variables.merge(environment) { $1 }
    return try piped([Self.binary] + arguments, input: input, environment: variables)
  }
}

/// Runs a program to its end without a terminal; it must start.
func piped(
  _ command: [String], input: String = "", environment: [String: String] = [:]
) throws -> Run {
  try #require(
    Run(command, input: input, environment: environment), "\(command.first ?? "") did not start")
}
