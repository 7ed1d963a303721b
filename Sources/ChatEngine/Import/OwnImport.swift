/// A conversation that this program has exported as JSON: the whole tree comes back.
enum OwnImport {
  /// Nil for what is none.
  static func read(_ json: JSON) -> ImportEntry? {
    guard json["format"]?.stringValue == ConversationExport.format else { return nil }
    guard json["version"]?.intValue == 1, let key = json["id"]?.stringValue else {
      return .bad("an export is of a newer llmterm")
    }
    let created = json["created"]?.stringValue.flatMap { Timestamp(text: $0) }
    var imported = ImportedConversation(
      source: "llmterm", key: key, title: json["title"]?.stringValue,
      created: created ?? Timestamp(milliseconds: 0), system: json["system"]?.stringValue)
    for message in json["messages"]?.arrayValue ?? [] {
      guard let message = Self.message(message) else {
        return .bad("an export has a message that cannot be read")
      }
      imported.take(message)
    }
    guard !imported.conversation.isEmpty else { return .bad("a conversation has no messages") }
    if let head = json["head"]?.stringValue { imported.select(MessageID(head)) }
    return .conversation(imported)
  }

  /// Read by way of the line that it is in a conversation's file.
  private static func message(_ json: JSON) -> Message? {
    var line = JSONObject()
    line["v"] = .int(RecordEncoder.version)
    line["seq"] = 1
    line["t"] = json["t"]
    line["type"] = "message"
    line["id"] = json["id"]
    if let parent = json["parent"], !parent.isNull { line["parent"] = parent }
    line["body"] = json["body"]
    var bytes = JSON.object(line).bytes()
    bytes.removeLast()
    LineChecksum.close(&bytes, from: 0)
    guard
      case .record(.message(let message), _, _) = bytes.withUnsafeBufferPointer(RecordDecoder.read)
    else { return nil }
    return message
  }
}

extension ImportedConversation {
  /// Takes a message as it is.
  fileprivate mutating func take(_ message: Message) {
    var message = message
    if message.state == .streaming { message.state = .partial }
    append(message)
  }
}
