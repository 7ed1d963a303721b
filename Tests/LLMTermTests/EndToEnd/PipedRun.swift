import CSystem
import Glibc
import TestSupport

/// A program run to its end with files in place of a terminal: what it printed, and its status.
struct PipedRun: Equatable {
  let status: Int32
  let output: String
  let errors: String

  init(_ command: [String], input: String = "", environment: [String: String] = [:]) throws {
    let files = try (0..<3).map { number -> Int32 in
      let file = csys_memory_file("run-\(number)")
      guard file >= 0 else { throw ProgramFailure("no memory file (error \(errno))") }
      return file
    }
    defer { for file in files { close(file) } }
    let bytes = Array(input.utf8)
    _ = pwrite(files[0], bytes, bytes.count, 0)
    status = try Self.wait(for: try Self.spawn(command, files, environment))
    output = Self.text(of: files[1])
    errors = Self.text(of: files[2])
  }

  private static func spawn(
    _ command: [String], _ files: [Int32], _ environment: [String: String]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
    }
    // The threads of tests have signals blocked, and children inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(
      &pid, command.first ?? "", &actions, &attributes, &arguments, &variables)
    guard failure == 0 else {
      throw ProgramFailure("\(command.first ?? "") did not start (error \(failure))")
    }
    return pid
  }

  /// The status, or 128 and the signal, as a shell has it.
  private static func wait(for pid: pid_t) throws -> Int32 {
    let deadline = ContinuousClock.now + .seconds(20)
    var status: Int32 = 0
    while waitpid(pid, &status, WNOHANG) != pid {
      guard ContinuousClock.now < deadline else {
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
        throw ProgramFailure("a program did not end")
      }
      poll(nil, 0, 2)
    }
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  private static func text(of file: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = pread(file, &chunk, chunk.count, bytes.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }
}

/// Why a program could not be run.
struct ProgramFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
