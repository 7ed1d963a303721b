/// Names a message within its conversation.
package struct MessageID: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }
}

/// One message of a conversation's tree.
package struct Message: Sendable, Equatable {
  /// How far an answer got.
  package enum State: String, Sendable {
    /// Parts still arrive. Next: complete, partial.
    case streaming
    /// Whole.
    case complete
    /// Stopped, cut or failed after something had arrived; what arrived is kept.
    case partial
  }

  package let id: MessageID
  /// The message before it; nil at the root.
  package let parent: MessageID?
  package var role: Role
  package var parts: [ContentPart]
  package var time: Timestamp
  /// Who wrote it; nil for what was typed here.
  package var origin: Origin?
  package var state: State
  /// How the answer ended; nil for prompts and while it streams.
  package var ending: Ending? {
    get { keptEnding?.value }
    set { keptEnding = newValue.map(Kept.init) }
  }
  // An ending is most of a message's size, and a path of 10,000 messages is copied when it is opened.
  private var keptEnding: Kept<Ending>?

  package init(
    id: MessageID, parent: MessageID?, role: Role, parts: [ContentPart], time: Timestamp,
    origin: Origin? = nil, state: State = .complete, ending: Ending? = nil
  ) {
    self.id = id
    self.parent = parent
    self.role = role
    self.parts = parts
    self.time = time
    self.origin = origin
    self.state = state
    keptEnding = ending.map(Kept.init)
  }

  /// Its text parts, joined.
  package var text: String {
    parts.reduce(into: "") { text, part in
      if case .text(let piece) = part { text += piece.text }
    }
  }

  /// Its reasoning, joined.
  package var reasoning: String {
    parts.reduce(into: "") { text, part in
      if case .reasoning(let piece) = part { text += piece.text }
    }
  }

  package var toolCalls: [ToolCall] {
    parts.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
  }
}

/// Which model at which provider wrote a message, and in which dialect.
package struct Origin: Sendable, Equatable, Hashable {
  package var target: Target
  package var dialect: Dialect
  /// The model's name as its provider reported it, where that differs from the one asked for.
  package var reportedModel: String?

  package init(target: Target, dialect: Dialect, reportedModel: String? = nil) {
    self.target = target
    self.dialect = dialect
    self.reportedModel = reportedModel
  }
}
