/// Spells a fitted conversation as contents of parts.
struct GeminiContents {
  /// What Google's documents give for calls that another model made.
  static let foreignSignature = "context_engineering_is_the_way_to_go"

  let wantsSignatures: Bool
  /// Over gRPC only: REST refuses a body with a member that it does not know.
  var keepsUnknownFields = false

  func encode(_ messages: [Message]) -> [JSON] {
    var turns: [(role: String, parts: [JSON])] = []
    for message in messages.drop(while: { $0.role == .system }) {
      let role = message.role == .assistant ? "model" : "user"
      let parts = role == "model" ? modelParts(message) : userParts(message)
      if parts.isEmpty { continue }
      if turns.last?.role == role {
        turns[turns.count - 1].parts += parts
      } else {
        turns.append((role, parts))
      }
    }
    return turns.map { ["role": .string($0.role), "parts": .array($0.parts)] }
  }

  private func userParts(_ message: Message) -> [JSON] {
    message.parts.compactMap { part in
      switch part {
      case .text(let text): text.text.isEmpty ? nil : ["text": .string(text.text)]
      case .attachment(let file): filePart(file)
      case .toolResult(let result): resultPart(result)
      case .reasoning, .toolCall: nil
      }
    }
  }

  /// Leaves the reasoning out, which is a summary.
  ///
  /// What must go back are the signatures, each on its part.
  private func modelParts(_ message: Message) -> [JSON] {
    var hasCall = false
    return message.parts.compactMap { part in
      switch part {
      case .text(let text): return textPart(text)
      case .attachment(let file): return filePart(file)
      case .toolCall(let call):
        defer { hasCall = true }
        return callPart(call, isFirst: !hasCall)
      case .reasoning, .toolResult: return nil
      }
    }
  }

  /// An empty text that carries a signature is kept.
  private func textPart(_ text: TextPart) -> JSON? {
    if text.text.isEmpty, text.signature == nil { return nil }
    let seal = GeminiSeal(text.signature)
    return .members([
      "text": .string(text.text), "thoughtSignature": seal.signature.map(JSON.string),
      GeminiMessages.unknownFields: unknown(seal),
    ])
  }

  private func filePart(_ file: Attachment) -> JSON {
    if let text = file.inlineText { return ["text": .string(text)] }
    guard file.isGeminiMedia else { return ["text": .string(file.placeholder)] }
    return [
      "inlineData": [
        "mimeType": .string(file.mimeType), "data": .string(Base64.text(file.data)),
      ]
    ]
  }

  /// The first call of a step needs a signature; parallel ones go without.
  private func callPart(_ call: ToolCall, isFirst: Bool) -> JSON {
    let dummy = wantsSignatures && isFirst ? GeminiContents.foreignSignature : nil
    let seal = GeminiSeal(call.signature)
    return .members([
      "functionCall": .members([
        "id": ToolCallID.isMade(call.id) ? nil : .string(call.id),
        "name": .string(ToolName.wire(call.name)), "args": .object(call.argumentsObject),
      ]),
      "thoughtSignature": (seal.signature ?? dummy).map(JSON.string),
      GeminiMessages.unknownFields: unknown(seal),
    ])
  }

  private func unknown(_ seal: GeminiSeal) -> JSON? {
    keepsUnknownFields ? seal.unknown.map(JSON.string) : nil
  }

  /// The response must be an object.
  private func resultPart(_ result: ToolResult) -> JSON {
    let key = result.isError ? "error" : "result"
    return [
      "functionResponse": .members([
        "id": ToolCallID.isMade(result.callID) ? nil : .string(result.callID),
        "name": .string(ToolName.wire(result.name)),
        "response": .object(JSONObject([JSONMember(key: key, value: .string(result.content))])),
        "parts": result.attachments.isEmpty ? nil : .array(result.attachments.map(filePart)),
      ])
    ]
  }
}

/// What must go back on a part as it came: its signature, and over gRPC its unknown fields.
///
/// A message keeps both in one text, with a point between them, which base 64 has not.
struct GeminiSeal {
  var signature: String?
  var unknown: String?

  init(signature: String?, unknown: String?) {
    self.signature = signature
    self.unknown = unknown
  }

  init(_ text: String?) {
    let halves = text?.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    signature = halves?.first.flatMap { $0.isEmpty ? nil : String($0) }
    unknown = halves.flatMap { $0.count > 1 ? String($0[1]) : nil }
  }

  var text: String? {
    guard let unknown else { return signature }
    return (signature ?? "") + "." + unknown
  }
}

extension Attachment {
  /// Kinds that Gemini takes as inline data.
  var isGeminiMedia: Bool {
    isImage || isPDF || mimeType.hasPrefix("audio/") || mimeType.hasPrefix("video/")
  }
}
