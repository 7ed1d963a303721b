import CSystem
import Glibc

/// A program that prints a key on its first line: run without a shell, with nothing to read.
struct KeyCommand {
  var arguments: [String]
  var environment: [String: String]
  var limit: Duration

  private var program: String { arguments.first ?? "" }
  /// More than any key: what comes after is read and dropped, so that the program can end.
  private static let maxBytes = 16384

  /// Runs it and waits for its end; gives its first line without white space at both ends.
  func run() throws(KeyError) -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    guard !program.isEmpty, pipe(&ends) == 0 else { throw notStarted(errno) }
    defer { close(ends[0]) }
    let child: pid_t
    do throws(KeyError) {
      // Another thread may start a child at this moment; what it inherits keeps the pipe open.
      guard ends.allSatisfy({ csys_fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
        throw notStarted(errno)
      }
      child = try start(output: ends[1])
      close(ends[1])
    } catch {
      close(ends[1])
      throw error
    }
    let deadline = SystemClock.now() + limit
    let output = read(ends[0], until: deadline)
    // With all that it started, for one of those may hold the pipe when it is long gone.
    if output == nil { kill(-child, SIGKILL) }
    let status = wait(for: child, until: deadline)
    guard let output, let status else { throw .commandTooSlow(program: program, limit: limit) }
    // The macros of wait(2): the low seven bits are the signal, the next byte the status.
    let signal = status & 0x7F
    if signal != 0 { throw .commandKilled(program: program, signal: signal) }
    let code = status >> 8 & 0xFF
    // What glibc's posix_spawn and env(1) say where there is no such program.
    if code == 127 { throw notStarted(ENOENT) }
    guard code == 0 else { throw .commandFailed(program: program, status: code) }
    return output.firstLine
  }

  private func notStarted(_ code: Int32) -> KeyError {
    .commandNotStarted(program: program, SystemError(call: "posix_spawnp", code: code))
  }

  // MARK: Starting

  private func start(output: Int32) throws(KeyError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { throw notStarted(ENOMEM) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard posix_spawnattr_init(&attributes) == 0 else { throw notStarted(ENOMEM) }
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    // What it complains of would be written over the screen.
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    Self.restoreSignals(&attributes)
    var child = pid_t()
    let variables = childEnvironment.map { "\($0.key)=\($0.value)" }
    let code = CStrings.with(arguments) { arguments in
      CStrings.with(variables) { variables in
        posix_spawnp(&child, program, &actions, &attributes, arguments, variables)
      }
    }
    guard code == 0 else { throw notStarted(code) }
    return child
  }

  /// No signal blocked or ignored, whatever this thread does; a group of its own, to end it whole.
  private static func restoreSignals(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
  }

  /// All but the keys: password stores are led by variables of their own, which nobody can list.
  private var childEnvironment: [String: String] {
    let keys = Set(Preset.all.flatMap(\.keyVariables))
    return environment.filter { !keys.contains($0.key) && !$0.key.contains("=") }
  }

  // MARK: Waiting

  /// What it writes until it closes its output; nil if it does not in time.
  private func read(_ pipe: Int32, until deadline: Instant) -> [UInt8]? {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let left = deadline - SystemClock.now()
      guard left > .zero else { return nil }
      var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      let milliseconds = left.milliseconds + 1
      let ready = poll(&waiting, 1, Int32(clamping: milliseconds))
      guard ready > 0 else { continue }
      let count = Glibc.read(pipe, &chunk, chunk.count)
      if count == 0 || (count < 0 && errno != EINTR) { return output }
      if count > 0, output.count < Self.maxBytes { output += chunk[..<count] }
    }
  }

  /// The status with which it ended, or nil where it had to be killed.
  private func wait(for child: pid_t, until deadline: Instant) -> Int32? {
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { return status }
      if ended < 0, errno != EINTR { return nil }
      if SystemClock.now() >= deadline { break }
      // It has closed its output: its end is near.
      poll(nil, 0, 2)
    }
    kill(-child, SIGKILL)
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return nil
  }
}
