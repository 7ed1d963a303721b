import Glibc

/// A program in a pseudoterminal of its own: bytes in, bytes out, and its end.
package final class Pty {
  /// How a program ended.
  package enum Exit: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  /// What the system refused.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  package let pid: Int32
  package let window: PtyWindow
  private var exit: Exit?

  /// Starts a program; `environment` is all that it gets.
  package init(
    _ command: [String], columns: Int, rows: Int, environment: [String: String]
  ) throws {
    window = try PtyWindow(columns: columns, rows: rows)
    let (status, pid) = Self.spawn(command, environment, terminal: window.path)
    self.pid = pid
    guard status == 0 else {
      throw Failure(description: "\(command.first ?? "") did not start (error \(status))")
    }
  }

  deinit {
    if exit == nil, pid > 0 {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
  }

  package func signal(_ number: Int32) {
    kill(pid, number)
  }

  /// How the program ended, or nil while it runs.
  package func ended() -> Exit? {
    if let exit { return exit }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    let signal = status & 0x7F
    exit = signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
    return exit
  }

  /// Whether the program is stopped now (Ctrl-Z); to be asked once a stop.
  package func isStopped() -> Bool {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG | WUNTRACED) == pid && status & 0xFF == 0x7F
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String], terminal: String
  ) -> (status: Int32, pid: pid_t) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Its own session, so that the terminal that it opens first is its controlling one; and no blocked
    // signals: the threads of tests have nearly all of them blocked, and children inherit that.
    let setsid: Int16 = 0x80
    posix_spawnattr_setflags(
      &attributes, setsid | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let status = posix_spawnp(
      &pid, command.first ?? "", &actions, &attributes, &arguments, &variables)
    return (status, pid)
  }
}
