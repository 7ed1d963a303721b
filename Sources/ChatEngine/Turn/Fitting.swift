/// Makes a conversation fit for the target that it is sent to next.
///
/// Its answers may come from other providers and models. What those alone understand is left out or
/// put differently, so that no switch ends in a refusal; each such change is noted once.
package enum Fitting {
  package static func fit(
    _ path: [Message], for target: Target, model: Model, dialect: Dialect, quirks: Quirks
  ) -> (messages: [Message], notes: [String]) {
    var notes = FittingNotes()
    let content = FittingContent(target: target, model: model, dialect: dialect, quirks: quirks)
    var messages = content.fit(path, &notes)
    messages = FittingTools.pair(messages, &notes)
    messages = FittingToolIDs(dialect: dialect, quirks: quirks).map(messages)
    messages = FittingOrder(dialect: dialect).fit(messages, &notes)
    return (messages, notes.all)
  }
}

/// What was changed, one sentence each, each once.
struct FittingNotes {
  private(set) var all: [String] = []

  mutating func add(_ note: String) {
    if !all.contains(note) { all.append(note) }
  }
}

extension Message {
  /// The same message with other parts.
  func with(_ parts: [ContentPart]) -> Message {
    var copy = self
    copy.parts = parts
    return copy
  }

  /// The same message spoken by another; id, parent, time and state stay.
  func spoken(by role: Role, _ parts: [ContentPart]) -> Message {
    Message(
      id: id, parent: parent, role: role, parts: parts, time: time,
      origin: role == .assistant ? origin : nil, state: state)
  }
}
