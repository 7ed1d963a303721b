import CSystem
import ChatEngine
import Glibc

/// What a small program prints, with a limit of time and size.
enum ProgramOutput {
  private static let limit: Duration = .seconds(5)

  /// All that it prints; nil where it does not start, fails, takes too long or prints too much.
  ///
  /// Waits, so not on the loop's thread. The program gets no keys: those have left the environment.
  static func read(
    _ arguments: [String], input: [UInt8]? = nil, limit bytes: Int
  ) -> [UInt8]? {
    var ends: [Int32] = [-1, -1]
    guard csys_pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    let file = input.map(memory) ?? -1
    defer { if file >= 0 { close(file) } }
    guard input == nil || file >= 0 else {
      close(ends[1])
      return nil
    }
    let child = start(arguments, input: file, output: ends[1])
    close(ends[1])
    guard let child else { return nil }
    let output = read(ends[0], limit: bytes, until: SystemClock.now() + limit)
    if output == nil { kill(-child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return nil }
    }
    return status == 0 ? output : nil
  }

  static func isInPath(_ name: String, _ environment: [String: String]) -> Bool {
    (environment["PATH"] ?? "").split(separator: ":").contains {
      access("\($0)/\(name)", X_OK) == 0
    }
  }

  /// A file in memory with that, to be read from its beginning; -1 where there is none.
  private static func memory(_ bytes: [UInt8]) -> Int32 {
    let file = csys_memory_file("input")
    guard file >= 0 else { return -1 }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(file, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
      }
      guard count > 0 else {
        close(file)
        return -1
      }
      sent += count
    }
    lseek(file, 0, SEEK_SET)
    return file
  }

  private static func start(
    _ arguments: [String], input: Int32, output: Int32
  ) -> pid_t? {
    guard let program = arguments.first else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if input >= 0 {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    // What it complains of would be written over the screen.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var child = pid_t()
    let failure = posix_spawnp(&child, program, &actions, &attributes, words, csys_environment())
    return failure == 0 ? child : nil
  }

  private static func read(_ pipe: Int32, limit: Int, until deadline: Instant) -> [UInt8]? {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while output.count <= limit {
      let left = deadline - SystemClock.now()
      guard left > .zero else { return nil }
      var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(clamping: left.milliseconds + 1)) > 0 else { continue }
      let count = Glibc.read(pipe, &chunk, chunk.count)
      if count == 0 { return output }
      if count > 0 {
        output += chunk[..<count]
      } else if errno != EINTR {
        return nil
      }
    }
    return nil
  }
}
