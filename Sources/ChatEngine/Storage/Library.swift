import Glibc

/// The conversations that are kept in a folder, found without reading their files whole.
package struct Library: Sendable {
  package let folder: String
  let files: any FileCalls

  package init(folder: String, files: any FileCalls = SystemFiles()) {
    self.folder = folder
    self.files = files
  }

  /// What a list shows of a conversation.
  package struct Entry: Sendable, Equatable {
    package var id: ConversationID
    /// Given, or made of the first prompt; untrusted; nil if neither is near the file's ends.
    package var title: String?
    package var changed: Timestamp
    package var bytes: Int
  }

  /// What came of looking for a conversation by the beginning of its id.
  package enum Match: Sendable, Equatable {
    case one(ConversationID)
    case none
    case several([ConversationID])
  }

  /// Bytes that are read at either end of a file: a prompt and a title at the one, a title at the other.
  static let window = 16 << 10

  static func path(of id: ConversationID, in folder: String) -> String {
    "\(folder)/\(id.text).jsonl"
  }

  package func path(of id: ConversationID) -> String { Self.path(of: id, in: folder) }

  /// Why its folder cannot be read; nil where it can, or where there is none yet.
  package var problem: String? {
    do throws(SystemError) {
      _ = try files.names(in: folder)
      return nil
    } catch {
      return error.code == ENOENT ? nil : String(cString: strerror(error.code))
    }
  }

  /// All conversations, the last one changed first; reads 32 kB of each at most.
  package func entries() -> [Entry] {
    ids().compactMap(entry).sorted(by: Self.precedes)
  }

  /// All conversations without their titles, the last one changed first; reads no file.
  package func newestFirst() -> [Entry] {
    ids().compactMap(bareEntry).sorted(by: Self.precedes)
  }

  /// The same with their titles; what is known and has not changed since is not read again.
  package func entries(of bare: [Entry], known: [ConversationID: Entry]) -> [Entry] {
    bare.compactMap { new in
      if let old = known[new.id], old.changed == new.changed, old.bytes == new.bytes { return old }
      return entry(new.id)
    }
  }

  /// The conversation that was changed last; nil if there is none.
  package func latest() -> ConversationID? {
    ids().compactMap(bareEntry).min(by: Self.precedes)?.id
  }

  /// Looks up an id, or the only one that begins so.
  package func find(_ prefix: String) -> Match {
    let ids = ids()
    if let exact = ids.first(where: { $0.text == prefix }) { return .one(exact) }
    let matches = ids.filter { !prefix.isEmpty && $0.text.hasPrefix(prefix) }.sorted()
    switch matches.count {
    case 0: return .none
    case 1: return .one(matches[0])
    default: return .several(matches)
    }
  }

  /// One conversation's line of the list; nil if its file cannot be read.
  package func entry(_ id: ConversationID) -> Entry? {
    guard var entry = bareEntry(id),
      let descriptor = try? files.open(path(of: id), flags: O_RDONLY, mode: 0)
    else { return nil }
    defer { files.close(descriptor) }
    let head = lines(descriptor, 0..<min(entry.bytes, Self.window), isTail: false)
    let tailStart = max(0, entry.bytes - Self.window)
    let tail = lines(descriptor, tailStart..<entry.bytes, isTail: tailStart > 0)
    entry.title = tail.title ?? head.title ?? head.prompt.flatMap { Conversation.title(from: $0) }
    return entry
  }

  private func ids() -> [ConversationID] {
    let suffix = ".jsonl"
    let names = (try? files.names(in: folder)) ?? []
    return names.compactMap { name in
      name.hasSuffix(suffix) ? ConversationID(String(name.dropLast(suffix.count))) : nil
    }
  }

  private func bareEntry(_ id: ConversationID) -> Entry? {
    guard let status = try? files.status(at: path(of: id)), !status.isFolder else { return nil }
    return Entry(id: id, title: nil, changed: status.modified, bytes: status.size)
  }

  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    left.changed == right.changed ? left.id > right.id : left.changed > right.changed
  }

  /// The last title and the first prompt among the whole lines of a part of a file.
  private func lines(
    _ descriptor: Int32, _ range: Range<Int>, isTail: Bool
  ) -> (title: String?, prompt: String?) {
    guard let bytes = try? files.contents(of: descriptor, in: range) else { return (nil, nil) }
    var found: (title: String?, prompt: String?) = (nil, nil)
    for line in bytes.split(separator: 0x0A).dropFirst(isTail ? 1 : 0) {
      guard case .record(let change, _, _) = line.withUnsafeBufferPointer(RecordDecoder.read)
      else { continue }
      if case .title(let title) = change { found.title = title }
      switch change {
      case .message(let message), .branch(let message, _):
        if message.role == .user, found.prompt == nil { found.prompt = message.text }
      case .meta, .delta, .end, .head, .title, .vote, .hide, .note: break
      }
    }
    return found
  }
}
