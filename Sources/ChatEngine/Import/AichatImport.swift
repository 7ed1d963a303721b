/// What aichat keeps: sessions in YAML, and all that was asked without one in `messages.md`.
enum AichatImport {
  /// `messages.md`: each exchange a conversation of its own, as aichat had it.
  static func messages(_ text: String) -> [ImportEntry] {
    var entries: [ImportEntry] = []
    for block in blocks(of: text) {
      guard let heading = block.first,
        let split = block.firstIndex(of: "--------"),
        let end = block.dropFirst(split + 1).lastIndex(of: "--------") ?? Optional(block.count),
        split > 0
      else {
        entries.append(.bad("an exchange of messages.md has no answer"))
        continue
      }
      let title = heading.dropFirst("# CHAT: ".count)
      let time = title.split(separator: "[").last?.split(separator: "]").first
      let prompt = block[1..<split].joined(separator: "\n").trimmingSpace()
      let answer = block[min(split + 1, end)..<end].joined(separator: "\n").trimmingSpace()
      var imported = ImportedConversation(
        source: "aichat", key: block.joined(separator: "\n"),
        title: String(title[..<(title.lastIndex(of: "[") ?? title.endIndex)]),
        created: time.flatMap { Timestamp(text: String($0)) } ?? Timestamp(milliseconds: 0))
      let asked = imported.add(
        "prompt \(heading)", after: nil, .user, prompt.isEmpty ? [] : [.text(prompt)], at: nil)
      _ = imported.add(
        "answer \(heading)", after: asked, .assistant, answer.isEmpty ? [] : [.text(answer)],
        at: nil)
      entries.append(
        imported.conversation.isEmpty
          ? .bad("an exchange of messages.md is empty") : .conversation(imported))
    }
    return entries
  }

  private static func blocks(of text: String) -> [[Substring]] {
    var blocks: [[Substring]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("# CHAT: ") {
        blocks.append([line])
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks
  }

  /// A session's file; `name` is that of the session.
  static func session(_ text: String, name: String) -> ImportEntry {
    var reader = AichatSession(text)
    reader.read()
    guard !reader.messages.isEmpty else { return .bad("a session has no messages") }
    var imported = ImportedConversation(
      source: "aichat", key: "session \(name)", title: name, created: Timestamp(milliseconds: 0))
    var last: MessageID?
    let target = reader.model.map { model in
      let parts = model.split(separator: ":", maxSplits: 1).map(String.init)
      return parts.count == 2
        ? Target(provider: parts[0], model: parts[1]) : Target(provider: "aichat", model: model)
    }
    for (place, message) in reader.messages.enumerated() where !message.content.isEmpty {
      let role = Role(rawValue: message.role) ?? .user
      let origin = target.map { Origin(target: $0, dialect: .openAIChat) }
      last = imported.add(
        "\(name) \(place)", after: last, role == .tool ? .assistant : role,
        [.text(message.content)], at: nil, origin: role == .assistant ? origin : nil)
    }
    return imported.conversation.isEmpty
      ? .bad("a session has no messages") : .conversation(imported)
  }
}
