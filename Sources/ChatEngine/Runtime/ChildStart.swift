import CSystem
import Glibc

extension ChildProgram {
  /// What is started: nothing is searched, split or expanded any more.
  package struct Start: Sendable {
    /// Absolute.
    package var program: String
    /// All words, the program's own name first.
    package var arguments: [String]
    /// All of its environment.
    package var environment: [String: String]
    /// The folder that it starts in; absolute.
    package var folder: String
    /// Nil for those that we have ourselves.
    package var limits: Limits?
    /// Whether its standard input is a pipe; /dev/null if not.
    package var keepsInput: Bool

    package init(
      program: String, arguments: [String], environment: [String: String] = [:],
      folder: String = "/", limits: Limits? = nil, keepsInput: Bool = false
    ) {
      self.program = program
      self.arguments = arguments
      self.environment = environment
      self.folder = folder
      self.limits = limits
      self.keepsInput = keepsInput
    }
  }

  /// What a program may use; never more than we may.
  package struct Limits: Sendable, Equatable {
    /// Of processor time, for each process.
    package var seconds: Int
    /// Bytes of address space, for each process.
    package var memory: Int
    /// Bytes of each file that it writes.
    package var fileSize: Int
    /// All of the user's, of other programs too.
    package var processes: Int
    /// Descriptors that are open.
    package var files: Int

    package init(
      seconds: Int = 600, memory: Int = 32 << 30, fileSize: Int = 1 << 30,
      processes: Int = 8192, files: Int = 1024
    ) {
      self.seconds = seconds
      self.memory = memory
      self.fileSize = fileSize
      self.processes = processes
      self.files = files
    }
  }
}

extension ChildProgram.Start {
  /// Starts it with these as its first three descriptors; gives its id.
  func launch(input: Int32, output: Int32, errors: Int32) throws(SystemError) -> pid_t {
    let variables = environment.filter { !$0.key.contains("=") }.map { "\($0.key)=\($0.value)" }
    // A word with a zero byte would be cut at it: what runs would not be what was shown.
    let texts = [program, folder] + arguments + variables
    guard !arguments.isEmpty, !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw SystemError(call: "execve", code: EINVAL)
    }
    let child = CStrings.with([program, folder]) { paths in
      CStrings.with(arguments) { arguments in
        CStrings.with(variables.sorted()) { variables in
          var launch = csys_launch()
          launch.program = UnsafePointer(paths[0])
          launch.folder = UnsafePointer(paths[1])
          launch.arguments = UnsafePointer(arguments)
          launch.environment = UnsafePointer(variables)
          (launch.input, launch.output, launch.errors) = (input, output, errors)
          launch.limits = limits?.values ?? (-1, -1, -1, -1, -1)
          return csys_spawn(&launch)
        }
      }
    }
    guard child > 0 else { throw SystemError(call: "execve", code: errno) }
    return child
  }
}

extension ChildProgram.Limits {
  fileprivate var values: (Int64, Int64, Int64, Int64, Int64) {
    (Int64(seconds), Int64(memory), Int64(fileSize), Int64(processes), Int64(files))
  }
}

/// The pipes to a program while it is being started: each with the end that is read first.
struct ChildPipes {
  private(set) var input: (Int32, Int32) = (-1, -1)
  private(set) var output: (Int32, Int32) = (-1, -1)
  private(set) var errors: (Int32, Int32) = (-1, -1)

  init(keepsInput: Bool) throws(SystemError) {
    do throws(SystemError) {
      input = keepsInput ? try Self.pipe() : (try Self.nothing(), -1)
      output = try Self.pipe()
      errors = try Self.pipe()
      for end in [input.1, output.0, errors.0] where end >= 0 {
        guard csys_fcntl(end, F_SETFL, O_NONBLOCK) == 0 else {
          throw SystemError(call: "fcntl", code: errno)
        }
      }
    } catch {
      closeAll()
      throw error
    }
  }

  /// Our ends, which are the caller's to close from now on.
  mutating func takeOurs() -> (input: Int32, output: Int32, errors: Int32) {
    let ours = (input.1, output.0, errors.0)
    (input.1, output.0, errors.0) = (-1, -1, -1)
    return ours
  }

  mutating func closeAll() {
    for end in [input.0, input.1, output.0, output.1, errors.0, errors.1] where end >= 0 {
      close(end)
    }
    (input, output, errors) = ((-1, -1), (-1, -1), (-1, -1))
  }

  private static func pipe() throws(SystemError) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard csys_pipe(&ends) == 0 else { throw SystemError(call: "pipe2", code: errno) }
    return (ends[0], ends[1])
  }

  private static func nothing() throws(SystemError) -> Int32 {
    let descriptor = csys_open("/dev/null", O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw SystemError(call: "open /dev/null", code: errno) }
    return descriptor
  }
}
