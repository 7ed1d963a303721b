/// Reads messages' parts and the pieces of a stream, and leaves out what is unknown.
enum PartDecoder {
  static func parts(_ scanner: inout JSONScanner) throws(JSONError) -> [ContentPart] {
    var parts: [ContentPart] = []
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      if let part = try Members(&scanner).part { parts.append(part) }
    }
    return parts
  }

  static func pieces(_ scanner: inout JSONScanner) throws(JSONError) -> [StreamPart] {
    var pieces: [StreamPart] = []
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      if let piece = try Members(&scanner).piece { pieces.append(piece) }
    }
    return pieces
  }

  static func origin(_ scanner: inout JSONScanner) throws(JSONError) -> Origin? {
    var target: Target?
    var dialect: Dialect?
    var model: String?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "target": target = try self.target(&scanner)
      case "dialect": dialect = try scanner.string().flatMap(Dialect.init)
      case "model": model = try scanner.string()
      default: break
      }
    }
    guard let target, let dialect else { return nil }
    return Origin(target: target, dialect: dialect, reportedModel: model)
  }

  static func target(_ scanner: inout JSONScanner) throws(JSONError) -> Target? {
    guard try scanner.peek() == UInt8(ascii: "[") else {
      return try scanner.string().flatMap { Target($0) }
    }
    var names: [String] = []
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      if let name = try scanner.string() { names.append(name) }
    }
    return names.count == 2 ? Target(provider: names[0], model: names[1]) : nil
  }

  /// The members that parts and pieces may have, whatever their type.
  private struct Members {
    var type: String?
    var text: String?
    var signature: String?
    var redacted: String?
    var details: JSON?
    var name: String?
    var mime: String?
    var data: String?
    var id: String?
    var arguments: String?
    var content: String?
    var model: String?
    var isError = false
    /// Parts within this one; those of a tool's result are files.
    var attachments: [ContentPart] = []
    var index = 0

    init(_ scanner: inout JSONScanner) throws(JSONError) {
      var members = Members()
      try scanner.forEachMember { scanner, key throws(JSONError) in
        switch key {
        case "type": members.type = try scanner.string()
        case "text": members.text = try scanner.string()
        case "signature": members.signature = try scanner.string()
        case "redacted": members.redacted = try scanner.string()
        case "details": members.details = try scanner.value()
        case "name": members.name = try scanner.string()
        case "mime": members.mime = try scanner.string()
        case "data": members.data = try scanner.string()
        case "id": members.id = try scanner.string()
        case "arguments": members.arguments = try scanner.string()
        case "content": members.content = try scanner.string()
        case "model": members.model = try scanner.string()
        case "is_error": members.isError = try scanner.bool() ?? false
        case "attachments": members.attachments = try PartDecoder.parts(&scanner)
        case "index": members.index = try scanner.int() ?? 0
        default: break
        }
      }
      self = members
    }

    private init() {}

    var part: ContentPart? {
      switch type {
      case "text": return .text(TextPart(text ?? "", signature: signature))
      case "reasoning":
        return .reasoning(
          ReasoningPart(text ?? "", signature: signature, redacted: redacted, details: details))
      case "attachment":
        guard let data = data.flatMap(Base64.bytes) else { return nil }
        return .attachment(Attachment(name: name, mimeType: mime ?? "", data: data))
      case "tool_call":
        return .toolCall(
          ToolCall(
            id: id ?? "", name: name ?? "", arguments: arguments ?? "", signature: signature))
      case "tool_result":
        let files = attachments.compactMap {
          if case .attachment(let file) = $0 { file } else { nil }
        }
        return .toolResult(
          ToolResult(
            callID: id ?? "", name: name ?? "", content: content ?? "", isError: isError,
            attachments: files))
      default: return nil
      }
    }

    var piece: StreamPart? {
      switch type {
      case "started": .started(id: nil, model: model, fingerprint: nil)
      case "text": .text(text ?? "")
      case "text_signature": .textSignature(signature ?? "")
      case "reasoning": .reasoning(text ?? "")
      case "reasoning_seal":
        .reasoningSeal(signature: signature, redacted: redacted, details: details)
      case "tool_call": .toolCallBegan(index: index, id: id ?? "", name: name ?? "")
      case "tool_arguments": .toolCallArguments(index: index, arguments ?? "")
      case "tool_end": .toolCallEnded(index: index, signature: signature)
      default: nil
      }
    }
  }
}
