import CSystem
import Glibc

/// A configuration file that was read and found to be right.
package struct ConfigurationFile: Sendable, Equatable {
  package var path: String
  package var configuration: Configuration
  /// Warnings and notes, in the order of the file.
  package var problems: [ConfigurationProblem]
  /// What stands in it beside what `Discovery` tells, without keys and passwords.
  private(set) var settings: [Setting] = []

  package init(path: String, configuration: Configuration, problems: [ConfigurationProblem] = []) {
    self.path = path
    self.configuration = configuration
    self.problems = problems
  }

  /// Where the file is: named on the command line, else by `LLMTERM_CONFIG`, else in its folder.
  ///
  /// One that was named must exist; the usual one need not. Nil where none was named and there is no
  /// folder.
  package static func place(
    option: String?, environment: [String: String], folder: String?
  ) -> (path: String, mustExist: Bool)? {
    if let option { return (option, true) }
    if let path = environment["LLMTERM_CONFIG"], !path.isEmpty { return (path, true) }
    return folder.map { ($0 + "/config.jsonc", false) }
  }

  /// Reads the file, throwing all that is wrong with it; nil where there is none and none has to be.
  ///
  /// `judging` gives what is wrong with what it says of the screen, for who knows the screen.
  package static func load(
    _ path: String, mustExist: Bool, home: String?,
    judging: (Configuration.Interface) -> [Configuration.Interface.Mistake] = { _ in [] }
  ) throws(ConfigurationErrors) -> ConfigurationFile? {
    let file = csys_open(path, O_RDONLY | O_CLOEXEC, 0)
    guard file >= 0 else {
      if errno == ENOENT, !mustExist { return nil }
      throw unreadable(path, SystemError(call: "open", code: errno))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else {
      throw unreadable(path, SystemError(call: "fstat", code: errno))
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= ConfigurationNode.maxBytes {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path, SystemError(call: "read", code: errno)) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    var result = try parse(bytes, path: path, home: home, judging: judging)
    if result.configuration.holdsSecrets, status.st_mode & 0o077 != 0 {
      result.problems.insert(exposed(path), at: 0)
    }
    return result
  }

  /// Reads the text of a file, throwing all that is wrong with it.
  package static func parse(
    _ bytes: [UInt8], path: String, home: String? = nil,
    judging: (Configuration.Interface) -> [Configuration.Interface.Mistake] = { _ in [] }
  ) throws(ConfigurationErrors) -> ConfigurationFile {
    var reader = ConfigurationReader(folder: folder(of: path), home: home)
    let node: ConfigurationNode
    do throws(JSONError) {
      node = try ConfigurationNode(bytes)
    } catch {
      let position = error.position(in: bytes)
      throw ConfigurationErrors([
        ConfigurationProblem(
          file: path, line: position.line, column: position.column,
          message: "this is not JSON with comments: \(error.reason).")
      ])
    }
    let configuration = reader.configuration(node)
    for mistake in judging(configuration.interface) {
      reader.refuse(node.place(of: mistake.path, ofName: mistake.isOfName), mistake.sentence)
    }
    let problems = reader.findings.sorted { $0.place < $1.place }.map { finding in
      // JSONError knows how to count lines; its kind does not matter here.
      let position = JSONError(kind: .expectedValue, offset: finding.place).position(in: bytes)
      return ConfigurationProblem(
        finding.severity, file: path, line: position.line, column: position.column,
        message: finding.message)
    }
    let errors = problems.filter { $0.severity == .error }
    if !errors.isEmpty { throw ConfigurationErrors(errors) }
    var file = ConfigurationFile(path: path, configuration: configuration, problems: problems)
    file.settings = reader.written(node).map { Setting($0.path, $0.text, .file(path)) }
    return file
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  private static func unreadable(_ path: String, _ error: SystemError) -> ConfigurationErrors {
    ConfigurationErrors([
      ConfigurationProblem(
        file: path, message: "the configuration could not be read: \(error.withoutCall).")
    ])
  }

  private static func exposed(_ path: String) -> ConfigurationProblem {
    ConfigurationProblem(
      .warning, file: path,
      message: "this file holds a password and can be read by others. Close it with: "
        + "chmod 600 \(path)")
  }
}
