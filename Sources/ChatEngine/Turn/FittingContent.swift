/// Fits each message's parts: reasoning, signatures, files, arguments, empty texts.
struct FittingContent {
  let target: Target
  let model: Model
  let dialect: Dialect
  let quirks: Quirks
  private(set) var files: FittingFiles

  init(target: Target, model: Model, dialect: Dialect, quirks: Quirks) {
    self.target = target
    self.model = model
    self.dialect = dialect
    self.quirks = quirks
    files = FittingFiles(target: target, model: model, dialect: dialect, quirks: quirks)
  }

  mutating func fit(_ path: [Message], _ notes: inout FittingNotes) -> [Message] {
    files.makeRoom(for: path)
    var messages: [Message] = []
    messages.reserveCapacity(path.count)
    // Anthropic binds reasoning to all that stands before it, so only that of the tool loop that is
    // not finished goes back; the rest may always be left out (anthropic.md, section 5).
    let lastPrompt = path.lastIndex { $0.role == .user } ?? 0
    for (place, message) in path.enumerated() {
      let isOwn = message.origin.map { $0.target == target && $0.dialect == dialect } ?? false
      let keeps = isOwn && keepsReasoning(message, isInLoop: place > lastPrompt)
      var parts: [ContentPart] = []
      var isBehindFile = false
      for part in message.parts {
        guard
          let fitted = fit(part, of: message.role, isOwn: isOwn, keepsReasoning: keeps, &notes)
        else { continue }
        let isFile = if case .attachment = part { true } else { false }
        parts.append(isFile || isBehindFile ? FittingContent.parted(fitted, from: parts) : fitted)
        isBehindFile = isFile
      }
      if !parts.isEmpty { messages.append(message.with(parts)) }
    }
    return messages
  }

  /// A file in words is parted from the words around it by an empty line: some dialects make one text
  /// of all of them.
  private static func parted(_ part: ContentPart, from before: [ContentPart]) -> ContentPart {
    guard case .text(var text) = part, case .text? = before.last else { return part }
    text.text = "\n\n" + text.text
    return .text(text)
  }

  // MARK: Parts

  private mutating func fit(
    _ part: ContentPart, of role: Role, isOwn: Bool, keepsReasoning: Bool,
    _ notes: inout FittingNotes
  ) -> ContentPart? {
    switch part {
    case .text(let text): fit(text, isOwn: isOwn)
    case .reasoning(let reasoning):
      fit(reasoning, isOwn: isOwn, keeps: keepsReasoning, &notes)
    case .attachment(let file): fit(file, of: role, &notes)
    case .toolCall(let call): .toolCall(fit(call, isOwn: isOwn, &notes))
    case .toolResult(let result): .toolResult(fit(result, &notes))
    }
  }

  private func fit(_ text: TextPart, isOwn: Bool) -> ContentPart? {
    var text = text
    if !isOwn || !signsParts || text.signature == "" { text.signature = nil }
    if text.signature == nil, text.text.allSatisfy(\.isWhitespace) { return nil }
    return .text(text)
  }

  /// Whether the dialect wants something back with a text: Gemini its signature, Responses its phase.
  private var signsParts: Bool {
    switch dialect {
    case .gemini, .geminiGRPC, .openAIResponses: true
    case .openAIChat, .anthropic, .ollama: false
    }
  }

  private func fit(
    _ reasoning: ReasoningPart, isOwn: Bool, keeps: Bool, _ notes: inout FittingNotes
  ) -> ContentPart? {
    if !isOwn { notes.add("reasoning that another model wrote is left out") }
    guard keeps else { return nil }
    if dialect == .anthropic {
      let isSealed = reasoning.redacted != nil || reasoning.signature?.isEmpty == false
      if quirks.checksSignatures, !isSealed {
        notes.add("reasoning without a signature is left out")
        return nil
      }
    }
    // Responses takes back only what it sealed, and an item only as it was.
    if dialect == .openAIResponses, reasoning.details == nil { return nil }
    return .reasoning(reasoning)
  }

  /// Whether a message's reasoning goes back to the model that wrote it.
  private func keepsReasoning(_ message: Message, isInLoop: Bool) -> Bool {
    switch dialect {
    case .openAIChat: quirks.reasoningReturn != .none
    // What followed a cut answer's reasoning may be missing, and nothing goes back without it.
    case .openAIResponses: message.state == .complete && endsInAnswer(message)
    case .gemini, .geminiGRPC: false
    case .ollama: isInLoop
    case .anthropic:
      // Imitators want it beside every tool call, and bind it to nothing.
      isInLoop || (!quirks.checksSignatures && !message.toolCalls.isEmpty)
    }
  }

  /// Whether something that may be sent follows the last reasoning.
  private func endsInAnswer(_ message: Message) -> Bool {
    let last = message.parts.last { part in
      if case .text(let text) = part { return !text.text.allSatisfy(\.isWhitespace) }
      return true
    }
    if case .reasoning? = last { return false }
    return last != nil
  }

  // MARK: Files

  /// Only prompts hold files; an answer's and a system text's are named.
  private mutating func fit(
    _ file: Attachment, of role: Role, _ notes: inout FittingNotes
  ) -> ContentPart {
    if let text = file.inlineText { return .text(text) }
    switch files.admit(file) {
    case .taken: return role == .user ? .attachment(file) : .text(file.placeholder)
    case .named(let note):
      notes.add(note)
      return .text(file.placeholder)
    }
  }

  private mutating func fit(_ result: ToolResult, _ notes: inout FittingNotes) -> ToolResult {
    guard !result.attachments.isEmpty else { return result }
    var result = result
    var words: [String] = []
    result.attachments = result.attachments.filter { file in
      if let text = file.inlineText {
        words.append(text)
        return false
      }
      guard case .named(let note) = files.admit(file) else { return true }
      notes.add(note)
      words.append(file.placeholder)
      return false
    }
    result.content = FittingResultFiles.lines(result.content, words)
    return result
  }

  // MARK: Tool calls

  private func fit(_ call: ToolCall, isOwn: Bool, _ notes: inout FittingNotes) -> ToolCall {
    var call = call
    if !isOwn || call.signature == "" { call.signature = nil }
    call.arguments = FittingContent.object(call.arguments, &notes)
    return call
  }

  /// Arguments as the text of one JSON object, which every server can read.
  private static func object(_ text: String, _ notes: inout FittingNotes) -> String {
    if text.allSatisfy(\.isWhitespace) { return "{}" }
    guard let value = try? JSON.parse(text) else {
      notes.add("a tool call's arguments were not JSON: they are sent wrapped")
      return JSON.object(JSONObject([JSONMember(key: "invalid_json", value: .string(text))])).text()
    }
    if value.objectValue != nil { return text }
    if value.isNull { return "{}" }
    return JSON.object(JSONObject([JSONMember(key: "value", value: value)])).text()
  }
}
