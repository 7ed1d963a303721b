/// A tool call made ready: what a person is shown, and to the byte what runs if it is approved.
package struct PreparedCall: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    case program(ProgramLaunch)
    case builtIn(name: String, arguments: JSON)
    case server(name: String, tool: String, arguments: JSON)
  }

  /// One line of what is shown: `program`, `argument 1`, `folder`, `network`.
  package struct Fact: Sendable, Equatable {
    package var label: String
    /// Unfiltered: whoever draws it makes it safe and quotes what cannot be seen.
    package var value: String

    package init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  package var callID: String
  package var tool: Tool
  package var action: Action
  /// Everything that the action depends on, in the order in which it is read.
  package var facts: [Fact]

  package init(callID: String, tool: Tool, action: Action, facts: [Fact]) {
    self.callID = callID
    self.tool = tool
    self.action = action
    self.facts = facts
  }
}

/// A program as it is started: nothing is searched, split or expanded any more.
package struct ProgramLaunch: Sendable, Equatable {
  /// Absolute, with links followed.
  package var program: String
  /// All words, the program's own name first.
  package var arguments: [String]
  /// All of its environment.
  package var environment: [String: String]
  /// The folder that it starts in; absolute.
  package var folder: String
  /// What it reads from standard input, which then ends.
  package var input: [UInt8]
  package var timeout: Duration
  package var sandbox: Sandbox

  package enum Sandbox: Sendable, Equatable {
    /// bubblewrap: the file system is read-only but for `writable`.
    case bubblewrap(network: Bool, writable: [String])
    /// Nothing holds it back, and why.
    case none(reason: String)
  }

  package init(
    program: String, arguments: [String], environment: [String: String] = [:],
    folder: String = "/", input: [UInt8] = [], timeout: Duration = .seconds(120),
    sandbox: Sandbox = .none(reason: "not asked for")
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.input = input
    self.timeout = timeout
    self.sandbox = sandbox
  }
}
