/// A function that models may have called.
package struct Tool: Sendable, Equatable {
  /// Where it comes from.
  package enum Source: Sendable, Hashable {
    /// A program that the configuration names.
    case command
    /// Part of this program.
    case builtIn
    /// A server of the Model Context Protocol, by its name in the configuration.
    case server(String)
  }

  /// What a call may do beyond giving an answer; where nobody knows, everything.
  package struct Reach: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Changes files or anything else that stays.
    package static let writes = Reach(rawValue: 1)
    /// Sends something to other machines.
    package static let network = Reach(rawValue: 2)
  }

  /// What models are told; the name is one that every dialect takes.
  package var definition: ToolDefinition
  package var source: Source
  /// The name by which its source knows it.
  package var originalName: String
  /// Whether the configuration lets it run without asking.
  package var isAllowed: Bool
  package var reach: Reach
  /// What the person's "always" hangs on besides the call: a fingerprint of all that a server says of
  /// the tool and of how the server is started; empty where nothing can change under our hands.
  package var pin: String

  package init(
    definition: ToolDefinition, source: Source, originalName: String? = nil,
    isAllowed: Bool = false, reach: Reach = [.writes, .network], pin: String = ""
  ) {
    self.definition = definition
    self.source = source
    self.originalName = originalName ?? definition.name
    self.isAllowed = isAllowed
    self.reach = reach
    self.pin = pin
  }

  package var name: String { definition.name }
}
