import Glibc

/// A server that is a program of this machine: messages by its pipes, a line each.
final class MCPProgram {
  // mcp.md, section 5; faults.md, section 6.
  private static let patience: Duration = .seconds(2)
  private static let mostErrors = 64 << 10
  /// What programs need to work at all; no keys.
  static let usualVariables = ["PATH", "HOME", "LANG", "LOGNAME", "SHELL", "TERM", "USER"]

  var onEvent: (MCPEvent) -> Void = { _ in }
  /// The last that it wrote to standard error.
  private(set) var errors: [UInt8] = []

  private let loop: EventLoop
  private let program: ChildProgram
  private var lines = MCPLines()
  private var timer: TimerID?
  private var onGone: () -> Void = {}

  init(_ start: ChildProgram.Start, loop: EventLoop) throws(SystemError) {
    self.loop = loop
    program = try ChildProgram(start, loop: loop)
    program.onOutput = { [weak self] in self?.take($0) }
    program.onErrors = { [weak self] in self?.keep($0) }
    program.onExit = { [weak self] in self?.ended($0) }
  }

  deinit {
    if let timer { loop.cancel(timer) }
  }

  var pid: Int32 { program.pid }

  func send(_ message: JSON) {
    var line = message.bytes()
    line.append(UInt8(ascii: "\n"))
    guard !program.write(line) else { return }
    // Not from within the call.
    loop.schedule(at: loop.now()) { [weak self] in
      self?.onEvent(.closed(reason: "stopped reading"))
    }
  }

  /// Asks it to end by the end of its input, then by a signal, then by force.
  func shutDown(then done: @escaping () -> Void) {
    onEvent = { _ in }
    onGone = done
    program.closeInput()
    timer = loop.schedule(at: loop.now() + Self.patience) { [weak self] in
      self?.program.end(after: Self.patience)
    }
  }

  private func take(_ piece: [UInt8]) {
    for line in lines.take(piece) {
      switch line {
      case .messages(let messages): for message in messages { onEvent(.message(message)) }
      case .rubbish: onEvent(.rubbish(tooLong: false))
      case .tooLong: onEvent(.rubbish(tooLong: true))
      }
    }
  }

  private func keep(_ piece: [UInt8]) {
    errors += piece
    if errors.count > 2 * Self.mostErrors { errors = Array(errors.suffix(Self.mostErrors)) }
  }

  private func ended(_ exit: ChildProgram.Exit) {
    if let timer { loop.cancel(timer) }
    var reason =
      switch exit {
      case .status(let status): "stopped (status \(status)"
      case .signal(let signal): "stopped (signal \(signal)"
      }
    let last = errors.split(separator: UInt8(ascii: "\n")).last { !$0.trimmed.isEmpty }
    if let last { reason += ", " + SafeQuote.quoted(String(decoding: last.trimmed, as: UTF8.self)) }
    onEvent(.closed(reason: reason + ")"))
    onGone()
  }

  /// The program's path: looked for in `PATH` as a shell does, but never in the working folder.
  ///
  /// Links are not followed: a Python of a virtual environment knows its packages by its own path.
  static func path(of name: String, in environment: [String: String], folder: String) -> String? {
    if name.contains("/") {
      let path = name.hasPrefix("/") ? name : folder + "/" + name
      return isProgram(path) ? path : nil
    }
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.lazy.filter { $0.hasPrefix("/") }.map { $0 + "/" + name }.first(where: isProgram)
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, X_OK) == 0
  }
}
