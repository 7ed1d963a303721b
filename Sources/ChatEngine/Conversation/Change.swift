/// One step of a conversation's history, and what one line of its file says.
package enum Change: Sendable, Equatable {
  /// What the whole is about; a later one replaces an earlier one.
  case meta(Meta)
  /// A message is there; it becomes the head.
  case message(Message)
  /// A message is there at the end of panes of the comparison; the head stays where it is.
  case branch(Message, panes: [Int])
  /// More of an answer that is being streamed.
  case delta(MessageID, [StreamPart])
  /// An answer is over.
  ///
  /// Boxed: it is several times as large as a message.
  indirect case end(MessageID, state: Message.State, origin: Origin?, Ending)
  /// Another path was chosen; nil goes before the first message.
  case head(MessageID?)
  case title(String)
  /// A person's judgement of an answer; nil takes it back.
  case vote(MessageID, Vote?)
  /// A message and what follows it are out of sight from now on, or come back.
  case hide(MessageID, Bool)
  case note(Note)
}

/// What belongs to a conversation as a whole.
package struct Meta: Sendable, Equatable {
  package var created: Timestamp
  /// The system prompt; nil asks for the configuration's.
  package var system: String?
  /// The conversation that this one was forked from.
  package var source: ConversationID?
  /// Who is compared in it, or was last.
  package var comparison: Comparison?

  package init(created: Timestamp, system: String? = nil, source: ConversationID? = nil) {
    self.created = created
    self.system = system
    self.source = source
  }
}

/// A person's judgement of an answer.
package enum Vote: String, Sendable, CaseIterable {
  case up, down
  /// Of those that were compared it was the best, or another one was.
  case won, lost
  /// It was as good as the others, or none of them was any good.
  case tied, rejected
}

/// A line of the program or the person that is no message: it is shown, never sent.
package struct Note: Sendable, Equatable {
  package var text: String
  package var time: Timestamp
  /// The message that it is about; nil for the whole conversation.
  package var message: MessageID?

  package init(_ text: String, time: Timestamp, message: MessageID? = nil) {
    self.text = text
    self.time = time
    self.message = message
  }
}

extension Conversation {
  /// Takes a step; gives false where it names a message that is not there, or adds nothing.
  @discardableResult
  package mutating func apply(_ change: Change) -> Bool {
    switch change {
    case .meta(let meta):
      self.meta = meta
      return true
    case .message(let message): return append(message)
    case .branch(let message, let panes):
      guard append(message, asHead: false) else { return false }
      for pane in panes { meta.comparison?.lead(pane, to: message.id) }
      return true
    case .delta(let id, let pieces):
      // Every piece is tried, also after one that adds nothing.
      return pieces.reduce(false) { append($1, to: id) || $0 }
    case .end(let id, let state, let origin, let ending):
      return end(id, as: state, origin: origin, ending)
    case .head(let id): return select(id)
    case .title(let title):
      self.title = title
      return true
    case .vote(let id, let vote): return self.vote(vote, for: id)
    case .hide(let id, let isHidden): return hide(id, isHidden)
    case .note(let note):
      notes.append(note)
      return true
    }
  }

  /// The fewest steps that lead here from nothing; linear in the conversation's length.
  package var changes: [Change] {
    var changes: [Change] = [.meta(meta)]
    changes += everyMessage.map(Change.message)
    if let title { changes.append(.title(title)) }
    changes += notes.map(Change.note)
    changes += votes.sorted { $0.key.text < $1.key.text }.map { .vote($0.key, $0.value) }
    changes += hidden.map { .hide($0, true) }
    if head != everyMessage.last?.id || !hidden.isEmpty { changes.append(.head(head)) }
    return changes
  }
}
