import CSystem
import Glibc

/// A program that is run with this one's terminal or with something on its standard input.
enum ChildProcess {
  /// Runs a program found in PATH and waits for it; gives its exit status, or nil if it did not start.
  ///
  /// Our threads have signals blocked and SIGPIPE ignored, and children inherit both: an editor would
  /// not see Ctrl-C, and a pipe would never end. So the child starts with none of it.
  static func run(_ arguments: [String], input: [UInt8]? = nil) -> Int32? {
    guard let program = arguments.first else { return nil }
    var pipes: [Int32] = [-1, -1]
    if input != nil, csys_pipe(&pipes) != 0 { return nil }
    let child = start(program, arguments, input: pipes[0])
    if input != nil { close(pipes[0]) }
    if let input {
      if child != nil { write(input, to: pipes[1]) }
      close(pipes[1])
    }
    return child.flatMap(wait)
  }

  /// Starts it with our terminal, or with that input and nowhere to write to.
  private static func start(_ program: String, _ arguments: [String], input: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if input >= 0 {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var child = pid_t()
    let failure = posix_spawnp(&child, program, &actions, &attributes, words, csys_environment())
    return failure == 0 ? child : nil
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
      }
      if count > 0 { sent += count } else if errno != EINTR { return }
    }
  }

  private static func wait(for child: pid_t) -> Int32? {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return nil }
    }
    return status & 0x7f == 0 ? status >> 8 & 0xff : nil
  }
}
