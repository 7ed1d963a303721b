/// Names one question to the person within a session.
package struct ApprovalID: Hashable, Sendable {
  package let value: UInt64
  package init(_ value: UInt64) { self.value = value }
}

/// A call that waits for a person's word.
package struct ApprovalRequest: Sendable, Equatable {
  package var id: ApprovalID
  package var call: PreparedCall
  /// What is to be known before: "the tool's description has changed since it was allowed".
  package var warnings: [String]
  /// The changed description, line by line: `- old`, `+ new`, ` same`; empty where nothing changed.
  package var difference: [String]
  /// Whether "always for exactly this" may be chosen.
  package var mayAlways: Bool
  /// Which of the answer's calls it is, from 1, and of how many.
  package var position: Int
  package var count: Int

  package init(
    id: ApprovalID, call: PreparedCall, warnings: [String] = [], difference: [String] = [],
    mayAlways: Bool = true, position: Int = 1, count: Int = 1
  ) {
    self.id = id
    self.call = call
    self.warnings = warnings
    self.difference = difference
    self.mayAlways = mayAlways
    self.position = position
    self.count = count
  }
}

/// What a person says to a call.
package enum ApprovalChoice: String, Sendable, CaseIterable {
  case once
  /// This and every later call that is the same to the byte.
  case always
  case deny
}

/// How far a tool call of the open conversation is.
package enum ToolRunState: Sendable, Equatable {
  /// A person is asked.
  case waiting
  case running(since: Instant)
  /// What the tool says of itself while it runs.
  case progress(String)
  /// Its result stands in the conversation.
  case ended
}

/// A row of the list of tools.
package struct ToolSummary: Sendable, Equatable {
  package var tool: Tool
  /// Whether models are told of it.
  package var isOffered: Bool

  package init(_ tool: Tool, isOffered: Bool = true) {
    self.tool = tool
    self.isOffered = isOffered
  }
}

/// A server of the Model Context Protocol as the list of tools shows it.
package struct ToolServerSummary: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    /// Started when first needed.
    case idle
    case starting
    /// The version of the protocol that is spoken.
    case ready(protocol: String)
    /// Why, in a sentence.
    case stopped(String)
  }

  package var name: String
  /// The command's words or the URL.
  package var place: String
  package var state: State

  package init(name: String, place: String, state: State) {
    self.name = name
    self.place = place
    self.state = state
  }
}
