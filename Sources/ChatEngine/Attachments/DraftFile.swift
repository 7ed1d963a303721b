/// A file that waits beside an unsent prompt, as it is kept for the next start.
package enum DraftFile: Sendable, Equatable {
  /// Read again when it is wanted: it may have changed, as a file named on a command line may.
  case path(String)
  /// What has no place of its own: an image of the clipboard, something that was fetched.
  case content(Attachment)
}

extension DraftFile {
  /// More is not kept for the next start.
  static let mostBytes = 8 << 20

  /// Nil where it is too large to be kept.
  var json: JSON? {
    switch self {
    case .path(let path): return ["path": .string(path)]
    case .content(let file):
      guard file.data.count <= Self.mostBytes else { return nil }
      return .members([
        "name": file.name.map(JSON.string), "type": .string(file.mimeType),
        "data": .string(Base64.text(file.data)),
      ])
    }
  }

  init?(_ json: JSON) {
    if let path = json["path"]?.stringValue {
      self = .path(path)
    } else if let type = json["type"]?.stringValue,
      let data = json["data"]?.stringValue.flatMap(Base64.bytes)
    {
      self = .content(
        Attachment(name: json["name"]?.stringValue, mimeType: type, data: data))
    } else {
      return nil
    }
  }
}
