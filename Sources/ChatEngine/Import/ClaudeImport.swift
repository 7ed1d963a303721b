/// A conversation of Claude's export (`conversations.json`): messages one after the other, or with the
/// names of those that they answer.
enum ClaudeImport {
  /// Nil for what is none.
  static func read(_ json: JSON) -> ImportEntry? {
    guard let messages = json["chat_messages"]?.arrayValue else { return nil }
    guard let key = json["uuid"]?.stringValue else { return .bad("a conversation has no uuid") }
    var imported = ImportedConversation(
      source: "claude", key: key, title: json["name"]?.stringValue,
      created: time(json["created_at"]) ?? Timestamp(milliseconds: 0))
    var names: [String: MessageID] = [:]
    var last: MessageID?
    for (place, message) in messages.enumerated() {
      let own = message["uuid"]?.stringValue ?? "\(key) \(place)"
      let parent = message["parent_message_uuid"]?.stringValue.flatMap { names[$0] } ?? last
      let isUser = message["sender"]?.stringValue == "human"
      last = imported.add(
        own, after: parent, isUser ? .user : .assistant, parts(of: message),
        at: time(message["created_at"]))
      names[own] = last
    }
    guard !imported.conversation.isEmpty else { return .bad("a conversation has no messages") }
    return .conversation(imported)
  }

  private static func parts(of message: JSON) -> [ContentPart] {
    var parts: [ContentPart] = []
    for file in message["attachments"]?.arrayValue ?? [] {
      guard let text = file["extracted_content"]?.stringValue, !text.isEmpty else { continue }
      let name = file["file_name"]?.stringValue ?? "file"
      parts.append(
        .attachment(Attachment(name: name, mimeType: "text/plain", data: Array(text.utf8))))
    }
    var said = false
    for content in message["content"]?.arrayValue ?? [] {
      switch content["type"]?.stringValue {
      case "text":
        guard let text = content["text"]?.stringValue, !text.isEmpty else { continue }
        parts.append(.text(text))
        said = true
      case "thinking":
        guard let text = content["thinking"]?.stringValue, !text.isEmpty else { continue }
        parts.append(.reasoning(ReasoningPart(text)))
      case "tool_use":
        guard let name = content["name"]?.stringValue else { continue }
        parts.append(.text("[\(name)] \(content["input"]?.text() ?? "")"))
      default: break
      }
    }
    if !said, let text = message["text"]?.stringValue, !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  private static func time(_ json: JSON?) -> Timestamp? {
    json?.stringValue.flatMap { Timestamp(text: $0) }
  }
}
