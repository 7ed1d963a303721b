/// A conversation of another program, with names that are the same whenever it is read.
struct ImportedConversation {
  private(set) var conversation: Conversation
  /// When something was said last.
  private(set) var changed: Timestamp

  /// `source` is the other program, `key` its own name for the conversation.
  init(source: String, key: String, title: String?, created: Timestamp, system: String? = nil) {
    let id = "\(source)-" + Self.name(of: "\(source)\n\(key)", length: 24)
    // Always a name: letters and digits, 64 at most.
    conversation = Conversation(
      id: ConversationID(id) ?? .imported,
      meta: Meta(created: created, system: system))
    conversation.title = title.flatMap { $0.trimmingSpace().isEmpty ? nil : $0.trimmingSpace() }
    changed = created
  }

  /// A name made of another one.
  static func name(of text: String, length: Int) -> String {
    String(SHA256(Array(text.utf8)).text.prefix(length))
  }

  static func message(_ key: String) -> MessageID { MessageID("i" + name(of: key, length: 14)) }

  /// Adds a message; gives its name, or that of its parent where it says nothing.
  mutating func add(
    _ key: String, after parent: MessageID?, _ role: Role, _ parts: [ContentPart],
    at time: Timestamp?, origin: Origin? = nil
  ) -> MessageID? {
    guard !parts.isEmpty else { return parent }
    let id = Self.message(key)
    let time = time ?? parent.flatMap { conversation[$0]?.time } ?? conversation.meta.created
    let message = Message(
      id: id, parent: parent, role: role, parts: parts, time: time, origin: origin)
    guard conversation.append(message) else { return parent }
    changed = max(changed, time)
    return id
  }

  /// Adds a message of our own as it is.
  mutating func append(_ message: Message) {
    if conversation.append(message) { changed = max(changed, message.time) }
  }

  /// Does what was done in a conversation of our own.
  mutating func take(_ changes: [Change]) {
    for change in changes {
      conversation.apply(change)
      if case .message(let message) = change { changed = max(changed, message.time) }
    }
  }

  mutating func select(_ id: MessageID) { conversation.select(id) }
}

/// What another program's file was read as.
enum ImportEntry {
  case conversation(ImportedConversation)
  /// An entry that could not be read, and why.
  case bad(String)
}
