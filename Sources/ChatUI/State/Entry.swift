package import ChatEngine

extension Transcript {
  /// One message and, once it was in view or near, its rows.
  package struct Entry: Sendable {
    /// When the model began to reason, and when it began to answer.
    private struct Thought: Sendable {
      let began: Instant
      var ended: Instant?
    }

    package private(set) var message: Message
    package private(set) var position: Int
    package private(set) var siblings: Int
    /// Why it is partial or missing.
    package private(set) var failure: String?
    private(set) var layout: EntryLayout?
    private var thought: Thought?
    /// What is known of its tool calls, in their order.
    private(set) var runs: [CallRun] = []
    /// Places of the tool calls among the parts, while the answer streams.
    private var calls: [Int] = []

    init(_ message: PathMessage) {
      self.message = message.message
      position = message.position
      siblings = message.siblings
      failure = message.failure
    }

    /// The message as the engine gave it.
    var pathMessage: PathMessage {
      PathMessage(message, position: position, siblings: siblings, failure: failure)
    }

    /// How long the model has reasoned; nil if that was not seen, or it does not reason.
    func thinkingTime(at now: Instant) -> Duration? { thought.map { ($0.ended ?? now) - $0.began } }

    /// Whether reasoning still arrives.
    var isThinking: Bool { message.state == .streaming && thought?.ended == nil }

    mutating func append(_ part: StreamPart, at now: Instant) {
      time(part, at: now)
      message.append(part, calls: &calls)
      layout?.append(part)
    }

    /// Takes the message as it is at its end.
    mutating func end(_ message: PathMessage, at now: Instant) {
      if thought != nil, thought?.ended == nil { thought?.ended = now }
      self.message = message.message
      place(message)
      failure = message.failure
      layout?.end(failure: failure)
    }

    /// Takes what a tool call gave.
    mutating func take(_ result: ToolResult, forCall call: Int) {
      guard run(call).result != result else { return }
      change(call) { $0.result = result }
      layout?.take(result, forCall: call)
    }

    mutating func take(_ state: ToolRunState, forCall call: Int) {
      change(call) { $0.take(state) }
    }

    /// Whether files go with it, or came of its calls.
    var hasFiles: Bool {
      message.parts.contains { if case .attachment = $0 { true } else { false } }
        || runs.contains { $0.result?.attachments.isEmpty == false }
    }

    /// Its rows are made anew when they are wanted.
    mutating func forgetLayout() { layout = nil }

    /// What its calls have given so far.
    var results: [String] { runs.compactMap { $0.result?.content } }

    /// Another path may have other results.
    mutating func forgetResults() {
      guard runs.contains(where: { $0.result != nil }) else { return }
      for call in runs.indices { runs[call].result = nil }
      layout = nil
    }

    private mutating func change(_ call: Int, _ change: (inout CallRun) -> Void) {
      while runs.count <= call { runs.append(CallRun()) }
      change(&runs[call])
    }

    /// Takes another place among siblings, of which there may be more now.
    mutating func place(_ message: PathMessage) {
      position = message.position
      siblings = message.siblings
    }

    /// Whether a message on another path is this one, unchanged; its rows then stay as they are.
    func shows(_ other: PathMessage) -> Bool {
      guard message.id == other.message.id, message.state == other.message.state else {
        return false
      }
      return failure == other.failure
        && (message.state != .streaming || message.parts == other.message.parts)
    }

    /// Lays it out, or lays it out again if the width or the folds are others.
    mutating func layOut(
      columns: Int, isUnfolded: Bool, images: ImageSupport? = nil
    ) -> EntryLayout {
      if layout?.columns == columns, layout?.isUnfolded == isUnfolded, let layout { return layout }
      var fitted =
        layout
        ?? EntryLayout(
          message, results: runs.map(\.result), failure: failure, columns: columns,
          isUnfolded: isUnfolded, images: images)
      layout = nil
      fitted.fit(columns: columns, isUnfolded: isUnfolded)
      layout = fitted
      return fitted
    }

    private mutating func time(_ part: StreamPart, at now: Instant) {
      switch part {
      case .reasoning: if thought == nil { thought = Thought(began: now) }
      case .text, .toolCallBegan:
        if thought != nil, thought?.ended == nil { thought?.ended = now }
      case .started, .textSignature, .reasoningSeal, .toolCallArguments, .toolCallEnded, .usage,
        .limits, .note, .finish, .failed:
        break
      }
    }
  }
}
