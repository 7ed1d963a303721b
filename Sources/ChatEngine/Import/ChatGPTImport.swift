/// A conversation of ChatGPT's export (`conversations.json`): a tree, as ours.
enum ChatGPTImport {
  /// Nil for what is none.
  static func read(_ json: JSON) -> ImportEntry? {
    guard let mapping = json["mapping"]?.objectValue else { return nil }
    guard let key = (json["conversation_id"] ?? json["id"])?.stringValue else {
      return .bad("a conversation has no id")
    }
    let created = time(json["create_time"]) ?? Timestamp(milliseconds: 0)
    var imported = ImportedConversation(
      source: "chatgpt", key: key, title: json["title"]?.stringValue, created: created)
    var nodes: [String: JSON] = [:]
    for member in mapping.members { nodes[member.key] = member.value }
    let names = walk(mapping, nodes, into: &imported)
    guard !imported.conversation.isEmpty else { return .bad("a conversation has no messages") }
    if let current = json["current_node"]?.stringValue, let name = names[current] {
      imported.select(name)
    }
    return .conversation(imported)
  }

  /// Adds all nodes, parents first and siblings in their order; gives what each became.
  private static func walk(
    _ mapping: JSONObject, _ nodes: [String: JSON], into imported: inout ImportedConversation
  ) -> [String: MessageID] {
    var names: [String: MessageID] = [:]
    var seen: Set<String> = []
    let roots = mapping.members.filter { member in
      member.value["parent"]?.stringValue.map { nodes[$0] == nil } ?? true
    }
    var waiting: [(key: String, parent: MessageID?)] = roots.reversed().map { ($0.key, nil) }
    while let (key, parent) = waiting.popLast() {
      guard seen.insert(key).inserted, let node = nodes[key] else { continue }
      var name = parent
      if let message = node["message"], !message.isNull {
        name = add(message, key, after: parent, &imported)
      }
      names[key] = name
      for child in (node["children"]?.arrayValue ?? []).reversed() {
        if let child = child.stringValue { waiting.append((child, name)) }
      }
    }
    return names
  }

  private static func add(
    _ message: JSON, _ key: String, after parent: MessageID?,
    _ imported: inout ImportedConversation
  ) -> MessageID? {
    if message["metadata"]?["is_visually_hidden_from_conversation"]?.boolValue == true {
      return parent
    }
    let parts = parts(of: message["content"])
    let name = message["author"]?["name"]?.stringValue ?? "tool"
    let at = time(message["create_time"])
    switch message["author"]?["role"]?.stringValue {
    case "user": return imported.add(key, after: parent, .user, parts, at: at)
    case "assistant":
      let model = message["metadata"]?["model_slug"]?.stringValue
      let origin = model.map {
        Origin(target: Target(provider: "openai", model: $0), dialect: .openAIChat)
      }
      return imported.add(key, after: parent, .assistant, parts, at: at, origin: origin)
    case "tool":
      // Their tools' words belong to no call that could be asked again: they are kept as text.
      let text = parts.textOnly
      guard !text.isEmpty else { return parent }
      return imported.add(
        key, after: parent, .assistant, [.text("[\(name)]\n\(text)")], at: at)
    default: return parent
    }
  }

  private static func parts(of content: JSON?) -> [ContentPart] {
    switch content?["content_type"]?.stringValue {
    case "thoughts":
      let thoughts = (content?["thoughts"]?.arrayValue ?? []).compactMap { thought in
        thought["content"]?.stringValue ?? thought["summary"]?.stringValue
      }
      let text = thoughts.joined(separator: "\n\n")
      return text.isEmpty ? [] : [.reasoning(ReasoningPart(text))]
    case "reasoning_recap", "user_editable_context", "model_editable_context": return []
    default: break
    }
    if let text = content?["text"]?.stringValue, !text.isEmpty { return [.text(text)] }
    let pieces = (content?["parts"]?.arrayValue ?? []).compactMap { part -> String? in
      if let text = part.stringValue { return text.isEmpty ? nil : text }
      if let text = part["text"]?.stringValue { return text }
      return part["content_type"]?.stringValue.map { "[\($0)]" }
    }
    return pieces.isEmpty ? [] : [.text(pieces.joined(separator: "\n"))]
  }

  /// Seconds since 1970, with a fraction.
  static func time(_ json: JSON?) -> Timestamp? {
    guard let seconds = json?.doubleValue, abs(seconds) < 1e11 else { return nil }
    return Timestamp(milliseconds: Int64(seconds * 1000))
  }
}

extension [ContentPart] {
  fileprivate var textOnly: String {
    compactMap { if case .text(let part) = $0 { part.text } else { nil } }.joined(separator: "\n")
  }
}
