import CSystem
import Glibc

/// A program that is run to its end with pipes: what it was given, and what came of it.
package struct Run: Sendable {
  package var status: Int32
  package var output: String
  package var errors: String
  /// The output as it was written, call by call; as it was read where it was not wanted so.
  package var writes: [String]

  /// Runs it, with that environment and PATH; nil where it did not start.
  package init?(
    _ command: [String], input: String = "", environment: [String: String] = [:],
    keepsWrites: Bool = false
  ) {
    guard let running = Running(command, environment: environment, keepsWrites: keepsWrites) else {
      return nil
    }
    running.write(input)
    self = running.wait()
  }

  fileprivate init(status: Int32, output: String, errors: String, writes: [String]) {
    self.status = status
    self.output = output
    self.errors = errors
    self.writes = writes
  }
}

/// A program with pipes that runs.
package final class Running {
  private var pid: pid_t = 0
  private var input: [Int32] = [-1, -1]
  private var output: [Int32] = [-1, -1]
  private var errors: [Int32] = [-1, -1]
  private var read = Data()

  private struct Data {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var writes: [String] = []
  }

  /// Where writes are kept, the output is a socket of packets, one for each.
  package init?(
    _ command: [String], environment: [String: String] = [:], keepsWrites: Bool = false
  ) {
    let packets = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
    guard csys_pipe(&input) == 0, csys_pipe(&errors) == 0,
      (keepsWrites ? socketpair(AF_UNIX, packets, 0, &output) : csys_pipe(&output)) == 0
    else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
    guard spawn(command, environment, &actions) else { return nil }
    for end in [input[0], output[1], errors[1]] { close(end) }
  }

  deinit {
    for end in [output[0], errors[0]] { close(end) }
  }

  private func spawn(
    _ command: [String], _ environment: [String: String],
    _ actions: inout posix_spawn_file_actions_t
  ) -> Bool {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of tests have nearly all signals blocked, and children inherit that.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let variables = ["PATH": path].merging(environment) { $1 }
    var words = command.map { strdup($0) } + [nil]
    var entries = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + entries { free(text) } }
    return posix_spawnp(&pid, command.first ?? "", &actions, &attributes, &words, &entries) == 0
  }

  /// Gives it all of its input.
  package func write(_ text: String) {
    let bytes = Array(text.utf8)
    if !bytes.isEmpty { _ = Glibc.write(input[1], bytes, bytes.count) }
    close(input[1])
  }

  package func signal(_ number: Int32) { kill(pid, number) }

  /// Waits until it has printed a text.
  package func wait(for text: String) {
    while !String(decoding: read.output, as: UTF8.self).contains(text), pump() {}
  }

  /// Waits until it has complained in these words.
  package func wait(forError text: String) {
    while !String(decoding: read.errors, as: UTF8.self).contains(text), pump() {}
  }

  /// What it has printed, as far as it was read.
  package var printed: String { String(decoding: read.output, as: UTF8.self) }

  /// Closes what it prints to, as `head` does.
  package func stopReading() {
    close(output[0])
    output[0] = -1
  }

  /// Waits for its end.
  package func wait() -> Run {
    while pump() {}
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return Run(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F),
      output: String(decoding: read.output, as: UTF8.self),
      errors: String(decoding: read.errors, as: UTF8.self), writes: read.writes)
  }

  /// Reads what there is, waiting for some; false when both ends are closed, or after a minute of
  /// silence: a model on a busy machine takes 10 s.
  private func pump() -> Bool {
    var ends = [output[0], errors[0]].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard ends.contains(where: { $0.fd >= 0 }), poll(&ends, 2, 60_000) > 0 else { return false }
    if ends[0].revents != 0 {
      let known = read.output.count
      if take(&output[0], into: &read.output) {
        read.writes.append(String(decoding: read.output[known...], as: UTF8.self))
      } else {
        output[0] = -1
      }
    }
    if ends[1].revents != 0, !take(&errors[0], into: &read.errors) { errors[0] = -1 }
    return true
  }

  private func take(_ end: inout Int32, into bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(end, &buffer, buffer.count)
    guard count > 0 else {
      close(end)
      return false
    }
    bytes += buffer[..<count]
    return true
  }
}
