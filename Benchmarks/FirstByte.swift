import CSystem
import ChatEngine
import Glibc

/// How long a program took to its first byte of output, and to its end.
struct FirstByte {
  var first: Double
  var wall: Double

  /// Runs a program and reads its output as it comes; nil if it did not start, failed, or said
  /// nothing.
  static func run(_ command: [String], environment: [String: String] = [:]) -> FirstByte? {
    var ends: [Int32] = [0, 0]
    guard csys_pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments = command.map { strdup($0) } + [nil]
    var variables = Child.environment(environment).map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let began = SystemClock.now()
    let hasStarted =
      posix_spawnp(&pid, command.first ?? "", &actions, nil, &arguments, &variables) == 0
    close(ends[1])
    guard hasStarted else { return nil }
    var first: Duration?
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      if first == nil { first = SystemClock.now() - began }
    }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    let wall = SystemClock.now() - began
    guard status == 0, let first else { return nil }
    return FirstByte(
      first: Double(first.nanoseconds) / 1e6, wall: Double(wall.nanoseconds) / 1e6)
  }
}
