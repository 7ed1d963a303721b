/// Fits each message's parts: reasoning, signatures, files, arguments, empty texts.
struct FittingContent {
  let target: Target
  let model: Model
  let dialect: Dialect
  let quirks: Quirks

  func fit(_ path: [Message], _ notes: inout FittingNotes) -> [Message] {
    // Anthropic binds reasoning to all that stands before it, so only that of the tool loop that is
    // not finished goes back; the rest may always be left out (anthropic.md, section 5).
    let lastPrompt = path.lastIndex { $0.role == .user } ?? 0
    return path.enumerated().compactMap { place, message in
      let isOwn = message.origin.map { $0.target == target && $0.dialect == dialect } ?? false
      let keeps = isOwn && keepsReasoning(message, isInLoop: place > lastPrompt)
      let parts = message.parts.compactMap { part in
        fit(part, isOwn: isOwn, keepsReasoning: keeps, &notes)
      }
      return parts.isEmpty ? nil : message.with(parts)
    }
  }

  // MARK: Parts

  private func fit(
    _ part: ContentPart, isOwn: Bool, keepsReasoning: Bool, _ notes: inout FittingNotes
  ) -> ContentPart? {
    switch part {
    case .text(let text): fit(text, isOwn: isOwn, &notes)
    case .reasoning(let reasoning):
      fit(reasoning, isOwn: isOwn, keeps: keepsReasoning, &notes)
    case .attachment(let file): fit(file, &notes)
    case .toolCall(let call): .toolCall(fit(call, isOwn: isOwn, &notes))
    case .toolResult: part
    }
  }

  private func fit(
    _ text: TextPart, isOwn: Bool, _ notes: inout FittingNotes
  ) -> ContentPart? {
    var text = text
    if !isOwn || !signsText || text.signature == "" { text.signature = nil }
    if text.signature == nil, text.text.allSatisfy(\.isWhitespace) { return nil }
    return .text(text)
  }

  /// Gemini's thought signatures, and the phases of Responses.
  private var signsText: Bool {
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
    return .reasoning(reasoning)
  }

  /// Whether a message's reasoning goes back to the model that wrote it.
  private func keepsReasoning(_ message: Message, isInLoop: Bool) -> Bool {
    switch dialect {
    case .openAIChat: quirks.reasoningReturn != .none
    case .openAIResponses: true
    case .gemini, .geminiGRPC: false
    case .ollama: isInLoop
    case .anthropic:
      // Imitators want it beside every tool call, and bind it to nothing.
      isInLoop || (!quirks.checksSignatures && !message.toolCalls.isEmpty)
    }
  }

  // MARK: Files

  private func fit(_ file: Attachment, _ notes: inout FittingNotes) -> ContentPart {
    if let text = file.inlineText { return .text(text) }
    if takes(file) { return .attachment(file) }
    let kind = file.isImage ? "images" : "files of type \(file.mimeType)"
    notes.add("\(model.id) takes no \(kind): \(file.name ?? "unnamed") is only named")
    return .text(file.placeholder)
  }

  private func takes(_ file: Attachment) -> Bool {
    if file.isImage {
      guard model.vision != false, !quirks.plainStringContent else { return false }
      switch file.mimeType {
      case "image/png", "image/jpeg", "image/webp", "image/gif": return true
      case "image/heic", "image/heif": return dialect == .gemini
      default: return false
      }
    }
    switch dialect {
    case .openAIChat: return file.isPDF && quirks.takesFiles && !quirks.plainStringContent
    case .openAIResponses, .anthropic: return file.isPDF
    case .gemini, .geminiGRPC: return file.isGeminiMedia
    case .ollama: return false
    }
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
