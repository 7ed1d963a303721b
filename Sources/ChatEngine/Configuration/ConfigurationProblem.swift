/// Something about the configuration file that its owner should know, and where it stands.
package struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
  package enum Severity: Sendable, Equatable {
    /// The file is not used.
    case error
    /// The file is used as it is, and something about it is dangerous.
    case warning
    /// Something in it has no effect in this version.
    case note
  }

  package var severity: Severity
  /// The file, as it was named.
  package var file: String
  /// From 1; nil where the whole file is meant.
  package var line: Int?
  /// From 1, counted in scalars.
  package var column: Int?
  package var message: String

  package init(
    _ severity: Severity = .error, file: String, line: Int? = nil, column: Int? = nil,
    message: String
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// The place, then the sentence.
  ///
  /// `config.jsonc:7:12: unknown key "timeout" in providers.local. Did you mean "timeouts"?`
  package var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return "\(place): \(message)"
  }
}

/// All that is wrong with a configuration file, in the order in which it stands there.
package struct ConfigurationErrors: Error, Sendable, Equatable {
  package var problems: [ConfigurationProblem]

  package init(_ problems: [ConfigurationProblem]) { self.problems = problems }
}
