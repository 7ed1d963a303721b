/// What was typed and not sent, what was sent before, and the theme that was chosen: small files of
/// the state folder.
///
/// Each is written whole and renamed. Nothing here is worth a failure: what cannot be read is empty.
package struct DraftStore: Sendable {
  /// Prompts that are kept for the arrow keys.
  package static let maxPrompts = 1000
  /// Bytes of all kept prompts.
  static let maxPromptBytes = 1 << 20

  private let drafts: String
  private let prompts: String
  private let chosenTheme: String
  private let files: any FileCalls

  package init(folders: Folders, files: any FileCalls = SystemFiles()) {
    drafts = folders.drafts
    prompts = folders.prompts
    chosenTheme = folders.chosenTheme
    self.files = files
  }

  /// The draft of a conversation; nil if there is none.
  package func draft(of id: ConversationID) -> String? {
    guard let bytes = try? files.contents(of: path(of: id)), !bytes.isEmpty else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Keeps a draft; an empty one is removed.
  package func keep(_ draft: String, of id: ConversationID) throws(StorageError) {
    try keep(Array(draft.utf8), at: path(of: id))
  }

  /// What is to go with the draft of a conversation.
  package func files(of id: ConversationID) -> [DraftFile] {
    guard let bytes = try? files.contents(of: path(of: id) + ".files") else { return [] }
    return bytes.split(separator: 0x0A).compactMap { line in
      (try? JSON.parse(Array(line))).flatMap(DraftFile.init)
    }
  }

  /// Keeps what is to go with a draft.
  package func keep(_ draftFiles: [DraftFile], of id: ConversationID) throws(StorageError) {
    let lines = draftFiles.compactMap(\.json).map { $0.bytes() + [0x0A] }
    try keep(Array(lines.joined()), at: path(of: id) + ".files")
  }

  /// Writes a file, or removes it if there is nothing to be written.
  private func keep(_ bytes: [UInt8], at path: String) throws(StorageError) {
    do {
      if bytes.isEmpty {
        if (try? files.status(at: path)) != nil { try files.remove(path) }
        return
      }
      try files.makeFolders(drafts)
      try files.replace(path, with: bytes, durably: false)
    } catch {
      throw StorageError(error, path: path)
    }
  }

  /// The prompts of before, the oldest first.
  ///
  /// Lines that are no prompts are passed over.
  package func promptHistory() -> [String] {
    guard let bytes = try? files.contents(of: prompts) else { return [] }
    return bytes.split(separator: 0x0A).suffix(Self.maxPrompts).compactMap { line in
      (try? JSON.parse(Array(line)))?["text"]?.stringValue
    }
  }

  /// Keeps the newest of the prompts.
  package func keep(promptHistory: [String]) throws(StorageError) {
    var lines: [[UInt8]] = []
    var room = Self.maxPromptBytes
    for prompt in promptHistory.suffix(Self.maxPrompts).reversed() {
      let line = JSON.object(JSONObject([JSONMember(key: "text", value: .string(prompt))])).bytes()
      room -= line.count + 1
      if room < 0 { break }
      lines.append(line + [0x0A])
    }
    do {
      try files.makeFolders(for: prompts)
      try files.replace(prompts, with: Array(lines.reversed().joined()), durably: false)
    } catch {
      throw StorageError(error, path: prompts)
    }
  }

  /// The name of the theme that was chosen last; nil if none was.
  package func theme() -> String? {
    guard let bytes = try? files.contents(of: chosenTheme) else { return nil }
    let name = bytes.prefix { $0 != 0x0A }
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }

  /// Keeps the name of a theme.
  package func keep(theme: String) throws(StorageError) {
    do {
      try files.makeFolders(for: chosenTheme)
      try files.replace(chosenTheme, with: Array(theme.utf8) + [0x0A], durably: false)
    } catch {
      throw StorageError(error, path: chosenTheme)
    }
  }

  private func path(of id: ConversationID) -> String { "\(drafts)/\(id.text)" }
}
