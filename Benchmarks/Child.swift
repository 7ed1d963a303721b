import ChatEngine
import Glibc

/// A program that runs to its end without a terminal, and what it cost.
struct Child {
  var wall: Double
  var peakMegabytes: Double
  var cpuMilliseconds: Double
  var status: Int32

  /// Runs a program with its output thrown away; nil if it did not start.
  static func run(_ command: [String], environment: [String: String] = [:]) -> Child? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var arguments = command.map { strdup($0) } + [nil]
    var variables = Child.environment(environment).map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let began = SystemClock.now()
    guard posix_spawnp(&pid, command.first ?? "", &actions, nil, &arguments, &variables) == 0
    else { return nil }
    var status: Int32 = 0
    var usage = rusage()
    wait4(pid, &status, 0, &usage)
    let wall = SystemClock.now() - began
    return Child(
      wall: Double(wall.nanoseconds) / 1e6, peakMegabytes: Double(usage.ru_maxrss) / 1024,
      cpuMilliseconds: milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
      status: status >> 8 & 0xFF)
  }

  /// What programs here get: no keys and no home, so that they do the same on every machine.
  static func environment(_ more: [String: String]) -> [String: String] {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let plain = [
      "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": path, "HOME": "/nonexistent",
    ]
    return plain.merging(more) { $1 }
  }

  /// Whether a program of that name is installed.
  static func isInstalled(_ name: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  private static func milliseconds(_ time: timeval) -> Double {
    Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000
  }
}
