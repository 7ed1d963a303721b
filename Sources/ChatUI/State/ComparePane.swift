package import ChatEngine

/// One of the targets that are compared, and what it has said.
package struct ComparePane: Sendable {
  package internal(set) var destination: Destination
  package internal(set) var transcript = Transcript()
  package private(set) var turn = TurnStatus.idle
  package private(set) var turnBegan = Instant.zero
  package private(set) var pace = Pace()
  /// Pieces of the answer that have come; about as many as tokens.
  package private(set) var pieces = 0
  /// From asking to the first piece.
  package private(set) var firstToken: Duration?
  package private(set) var notice: ShownNotice?

  init(_ destination: Destination, _ path: [PathMessage]) {
    self.destination = destination
    transcript.open(path)
  }

  package var isBusy: Bool { turn != .idle }

  /// The last answer; nil where nothing was answered since the last prompt.
  package var answer: Message? {
    transcript.entries.last.flatMap { $0.message.role == .assistant ? $0.message : nil }
  }

  /// Takes what the engine says of this pane, in time that does not depend on what it holds.
  mutating func take(_ update: EngineUpdate, at now: Instant) {
    switch update {
    case .pathChanged(let path): transcript.replace(with: path)
    case .messageAdded(let message):
      transcript.add(message)
      if message.message.role == .user { transcript.scrollToTail() }
    case .part(let id, let part): take(part, of: id, at: now)
    case .messageEnded(let message):
      transcript.end(message, at: now)
      // The whole story is in the transcript: "asking again" is not true any more.
      if message.failure != nil { notice = nil }
    case .turn(let status): take(status, at: now)
    case .notice(let notice):
      let duration: Duration = notice.level == .info ? .seconds(6) : .seconds(20)
      self.notice = ShownNotice(notice: notice, until: now + duration)
    case .opened, .titled, .selected, .choices, .context, .spent, .library, .approval, .toolRun,
      .tools, .serverPrompts, .objections, .offered, .searched, .confirm, .marked, .branches,
      .compared, .pane, .verdict, .usage, .unsaved, .savingTried:
      break
    }
  }

  /// Takes away what was said long enough.
  mutating func forget(at now: Instant) {
    if let shown = notice, shown.until <= now { notice = nil }
  }

  private mutating func take(_ status: TurnStatus, at now: Instant) {
    if case .connecting = status {
      pace = Pace()
      pieces = 0
      firstToken = nil
    }
    if turn == .idle, status != .idle { notice = nil }
    if turn != status { turnBegan = now }
    if case .connecting = status { asked = now }
    turn = status
  }

  private mutating func take(_ part: StreamPart, of id: MessageID, at now: Instant) {
    switch part {
    case .text, .reasoning:
      pace.count(at: now)
      pieces += 1
      if firstToken == nil { firstToken = asked.map { now - $0 } }
    case .started, .textSignature, .reasoningSeal, .toolCallBegan, .toolCallArguments,
      .toolCallEnded, .usage, .limits, .note, .finish, .failed:
      break
    }
    transcript.append(part, to: id, at: now)
  }

  /// When the request that runs went out.
  private var asked: Instant?
}
