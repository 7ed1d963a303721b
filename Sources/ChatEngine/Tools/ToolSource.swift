/// Names one run of a tool within a session.
package struct ToolRunID: Hashable, Sendable {
  package let value: UInt64
  package init(_ value: UInt64) { self.value = value }
}

/// Where tools come from: the configuration's commands, the built-in ones, servers.
///
/// Belongs to the loop's thread, and never waits: what takes time answers through a closure, which is
/// called once and never from within the call itself.
package protocol ToolSource: AnyObject {
  /// What is known now.
  var tools: [Tool] { get }
  /// Called when `tools` or the state of a server has changed.
  var onChange: () -> Void { get set }

  /// Learns what tools there are: servers are started and asked.
  ///
  /// One that does not answer is left out; it is over after 10 s at the latest.
  func load(done: @escaping () -> Void)

  /// Says exactly what a call would do, without doing any of it; throws the sentence for the model
  /// where its arguments do not fit.
  func prepare(_ call: ToolCall, for tool: Tool) throws(ToolFailure) -> PreparedCall

  /// Does what was prepared; `progress` may be called any number of times before `done`.
  func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void)

  /// Ends a run; its `done` is not called any more.
  func cancel(_ id: ToolRunID)

  /// The program ends: nothing that was started stays.
  func finish()
}

/// What a run of a tool gave.
package struct ToolOutput: Sendable, Equatable {
  /// For the model; not more than `mostBytes`, and unfiltered.
  package var content: String
  package var attachments: [Attachment]
  /// Whether the tool says, or we say of it, that it did not do what was asked.
  package var isError: Bool

  /// More is cut in the middle (faults.md, section 6).
  package static let mostBytes = 256 << 10

  package init(_ content: String, attachments: [Attachment] = [], isError: Bool = false) {
    self.content = content
    self.attachments = attachments
    self.isError = isError
  }

  /// A failure in words, for model and person alike.
  package static func failed(_ sentence: String) -> ToolOutput {
    ToolOutput(sentence, isError: true)
  }
}

/// Why a call is not run: a sentence that tells the model how to do better.
package struct ToolFailure: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case unknownTool
    /// No JSON object, a name twice, or not what the tool's schema asks for.
    case badArguments
    /// The person, or a rule of ours, said no.
    case refused
    /// The tool cannot run here now: no such program, a server that is gone.
    case unavailable
  }

  package var kind: Kind
  package var sentence: String

  package init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}
