/// A conversation's own file, as it lies in the library or as `/save` wrote it: the whole tree comes
/// back.
enum SavedImport {
  /// What was read of a file.
  struct Found {
    let entry: ImportEntry
    /// Lines that are not what was written.
    let damaged: Int
  }

  /// Whether a file may be one, by its beginning.
  static func fits(_ head: [UInt8]) -> Bool { head.starts(with: Array("{\"v\":".utf8)) }

  /// Nil for what is none.
  static func read(_ bytes: [UInt8]) -> Found? {
    let reader = bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: .imported, cutFor: "the file ends there")
    }
    let damaged = reader.damaged + (reader.end < bytes.count ? 1 : 0)
    let saved = reader.conversation
    if reader.isNewer {
      return Found(entry: .bad("a conversation is of a newer llmterm"), damaged: 0)
    }
    guard let first = saved.everyMessage.first else {
      let isSaved = reader.nextSeq > 1
      return isSaved ? Found(entry: .bad("a conversation has no messages"), damaged: 0) : nil
    }
    // The file says whose copy it is, not its own name; nobody else has a first message of that name.
    let key = (saved.meta.source?.text ?? "") + "\n" + first.id.text
    var imported = ImportedConversation(
      source: "llmterm", key: key, title: saved.title, created: saved.meta.created,
      system: saved.meta.system)
    imported.take(saved.changes)
    return Found(entry: .conversation(imported), damaged: damaged)
  }
}
