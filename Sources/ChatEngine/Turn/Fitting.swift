/// Makes a conversation fit for the target that it is sent to next.
///
/// Its answers may come from other providers and models. What those alone understand is left out or
/// put differently, so that no switch ends in a refusal; each such change is noted once.
package enum Fitting {
  /// Makes the whole request fit: parameters, tools with their names and schemas, and messages.
  package static func fit(_ request: ChatRequest, for candidate: Candidate) -> TurnSettings.Fitted {
    if isPlain(request) { return fit(plain: request, for: candidate) }
    let (model, provider) = (candidate.model, candidate.provider)
    var notes = FittingNotes()
    var request = request
    FittingParameters(model: model).fit(
      &request.parameters, hasTools: !request.tools.isEmpty, &notes)
    let schemas = FittingSchema(dialect: provider.dialect)
    for place in request.tools.indices {
      request.tools[place].parameters = schemas.fit(request.tools[place].parameters, &notes)
    }
    if case .schema(let name, let schema) = request.parameters.responseFormat {
      request.parameters.responseFormat = .schema(name: name, schemas.fit(answer: schema))
    }
    let fitted = fit(
      request.messages, for: candidate.target, model: model, dialect: provider.dialect,
      quirks: provider.quirks)
    request.messages = fitted.messages
    for note in fitted.notes { notes.add(note) }
    let names = FittingToolNames(of: request)
    names.rename(&request)
    return TurnSettings.Fitted(request, notes: notes.all, toolNames: names.originals)
  }

  /// Makes one fit of which only the parameters may have to be changed.
  private static func fit(
    plain request: ChatRequest, for candidate: Candidate
  ) -> TurnSettings.Fitted {
    var fitted = TurnSettings.Fitted(request)
    var notes = FittingNotes()
    FittingParameters(model: candidate.model).fit(
      &fitted.request.parameters, hasTools: false, &notes)
    fitted.notes = notes.all
    return fitted
  }

  /// Whether it is one prompt of words, as those of a batch are: nothing in it is anybody else's.
  private static func isPlain(_ request: ChatRequest) -> Bool {
    let path = request.messages
    guard request.tools.isEmpty, path.count == 1, path[0].role == .user, path[0].parts.count == 1,
      case .text(let text) = path[0].parts[0], text.signature == nil
    else { return false }
    if case .schema = request.parameters.responseFormat { return false }
    // Blank texts are left out; whether one of other scripts is blank takes longer to say.
    return text.text.utf8.contains { (0x21...0x7E).contains($0) }
  }

  /// Makes the messages fit.
  package static func fit(
    _ path: [Message], for target: Target, model: Model, dialect: Dialect, quirks: Quirks
  ) -> (messages: [Message], notes: [String]) {
    var notes = FittingNotes()
    var content = FittingContent(target: target, model: model, dialect: dialect, quirks: quirks)
    var messages = content.fit(path, &notes)
    messages = FittingTools.pair(messages, &notes)
    if !content.files.takesInResults { messages = FittingResultFiles.follow(messages, &notes) }
    messages = FittingToolIDs(dialect: dialect, quirks: quirks).map(messages)
    messages = FittingOrder(dialect: dialect, quirks: quirks).fit(messages, &notes)
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
