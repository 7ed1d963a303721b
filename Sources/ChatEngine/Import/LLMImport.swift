/// Rows of `llm logs --json`: one a prompt and its answer, those of a conversation wherever they stand.
struct LLMImport {
  private var conversations: [String: (imported: ImportedConversation, last: MessageID?)] = [:]
  private var order: [String] = []

  /// Takes a row; nil for what is none, else why it could not be read, or nothing.
  mutating func take(_ json: JSON) -> String?? {
    guard json["response"] != nil, json["prompt"] != nil || json["model"] != nil else { return nil }
    guard let id = json["id"]?.stringValue, let answer = json["response"]?.stringValue else {
      return .some("a row has no id or no answer")
    }
    let time = json["datetime_utc"]?.stringValue.flatMap(Self.time)
    let key = json["conversation_id"]?.stringValue ?? id
    var entry =
      conversations[key]
      ?? (
        ImportedConversation(
          source: "llm", key: key, title: json["conversation_name"]?.stringValue,
          created: time ?? Timestamp(milliseconds: 0), system: json["system"]?.stringValue), nil
      )
    if conversations[key] == nil { order.append(key) }
    let prompt = json["prompt"]?.stringValue ?? ""
    entry.last = entry.imported.add(
      id + " prompt", after: entry.last, .user, prompt.isEmpty ? [] : [.text(prompt)], at: time)
    let model = json["model"]?.stringValue ?? "unknown"
    let target = Target(model) ?? Target(provider: "llm", model: model)
    entry.last = entry.imported.add(
      id + " answer", after: entry.last, .assistant, answer.isEmpty ? [] : [.text(answer)],
      at: time, origin: Origin(target: target, dialect: .openAIChat))
    conversations[key] = entry
    return .some(nil)
  }

  /// What the rows came to, in the order in which they began.
  var entries: [ImportEntry] {
    order.compactMap { key in
      guard let imported = conversations[key]?.imported, !imported.conversation.isEmpty else {
        return nil
      }
      return .conversation(imported)
    }
  }

  /// `2026-11-23T10:42:07.123456`, with an offset or without one.
  private static func time(_ text: String) -> Timestamp? {
    Timestamp(text: text) ?? Timestamp(text: text + "Z")
  }
}
