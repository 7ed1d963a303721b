import Glibc

/// The approval book, in a file of the state folder that all programs share.
///
/// What cannot be read, is damaged, or was written by a newer program allows nothing: the person is
/// asked again.
package struct ApprovalStore: Sendable {
  private static let format = "llmterm-approvals"
  private static let version = 1
  /// A thousand tools with a page of description each; a longer file is not ours.
  static let maxBytes = 16 << 20

  let path: String
  private let processID: Int32
  private let files: any FileCalls

  package init(folders: Folders, processID: Int32, files: any FileCalls = SystemFiles()) {
    path = folders.approvals
    self.processID = processID
    self.files = files
  }

  package func read() -> ApprovalBook { contents.map(ApprovalBook.init) ?? ApprovalBook() }

  /// What is in the file; nil where it is not ours alone.
  private var contents: JSON? {
    guard let status = try? files.status(at: path), status.isRegular, status.size <= Self.maxBytes,
      status.owner == geteuid(), let bytes = try? files.contents(of: path),
      let json = try? JSON.parse(bytes, maxBytes: Self.maxBytes),
      json["format"]?.stringValue == Self.format, json["version"]?.intValue == Self.version
    else { return nil }
    return json
  }

  /// Adds to what is in the file; false where it could not be written.
  package func keep(_ changes: [ApprovalBook.Change]) -> Bool {
    do {
      try files.makeFolders(for: path)
      switch FileLock.take(FileLock.path(for: path), files, processID: processID) {
      // It is asked once more some day: better than to take away what another writes just now.
      case .held: return false
      case .unavailable: try replace(changes)
      case .taken(let lock):
        let result = Result { try replace(changes) }
        withExtendedLifetime(lock) {}
        try result.get()
      }
    } catch {
      return false
    }
    return true
  }

  private func replace(_ changes: [ApprovalBook.Change]) throws(SystemError) {
    var book = read()
    for change in changes { book.apply(change) }
    var json = book.json
    json["format"] = .string(Self.format)
    json["version"] = .int(Self.version)
    try files.replace(path, with: JSON.object(json).bytes() + [0x0A], durably: true)
  }
}

extension ApprovalBook {
  fileprivate var json: JSONObject {
    var json = JSONObject()
    json["allowed"] = .array(
      allowed.map { ["sha256": .string($0.digest), "tool": .string($0.tool)] })
    json["tools"] = .array(
      pinned.map {
        [
          "server": .string($0.server), "tool": .string($0.tool), "pin": .string($0.pin),
          "text": .string($0.text),
        ]
      })
    return json
  }

  fileprivate init(_ json: JSON) {
    self.init()
    for entry in json["allowed"]?.arrayValue ?? [] {
      guard let digest = entry["sha256"]?.stringValue, let tool = entry["tool"]?.stringValue
      else { continue }
      apply(.allow(Allowed(digest: digest, tool: tool)))
    }
    for entry in json["tools"]?.arrayValue ?? [] {
      guard let server = entry["server"]?.stringValue, let tool = entry["tool"]?.stringValue,
        let pin = entry["pin"]?.stringValue, let text = entry["text"]?.stringValue
      else { continue }
      apply(.pin(Pinned(server: server, tool: tool, pin: pin, text: text)))
    }
  }
}
