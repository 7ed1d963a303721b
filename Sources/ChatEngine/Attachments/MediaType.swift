/// What a file is, told by its first bytes; a name alone is not believed.
package enum MediaType {
  /// The type of these bytes, as in `image/png`; nil where they are of no kind that is known and no
  /// text.
  package static func of(_ bytes: [UInt8], name: String?) -> String? {
    if let known = signatures.first(where: { $0.matches(bytes) }) { return known.type }
    if let brand = brand(bytes) { return brand }
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { return nil }
    return text(named: name)
  }

  private struct Signature {
    var type: String
    var start: [UInt8]
    /// What stands at byte 8, in a RIFF file.
    var kind: [UInt8] = []

    func matches(_ bytes: [UInt8]) -> Bool {
      bytes.starts(with: start) && (kind.isEmpty || bytes.dropFirst(8).starts(with: kind))
    }
  }

  private static let riff = Array("RIFF".utf8)
  private static let signatures = [
    Signature(type: "image/png", start: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    Signature(type: "image/jpeg", start: [0xFF, 0xD8, 0xFF]),
    Signature(type: "image/gif", start: Array("GIF87a".utf8)),
    Signature(type: "image/gif", start: Array("GIF89a".utf8)),
    Signature(type: "image/webp", start: riff, kind: Array("WEBP".utf8)),
    Signature(type: "audio/wav", start: riff, kind: Array("WAVE".utf8)),
    Signature(type: "application/pdf", start: Array("%PDF-".utf8)),
    Signature(type: "audio/mpeg", start: Array("ID3".utf8)),
    Signature(type: "audio/flac", start: Array("fLaC".utf8)),
    Signature(type: "audio/ogg", start: Array("OggS".utf8)),
  ]

  /// ISO media files say at byte 4 that they are one, and of which kind after that.
  private static func brand(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    switch String(decoding: bytes[8..<12], as: UTF8.self) {
    case "heic", "heix", "hevc": return "image/heic"
    case "mif1", "msf1": return "image/heif"
    case "avif": return "image/avif"
    default: return "video/mp4"
    }
  }

  private static func text(named name: String?) -> String {
    guard let name, let dot = name.lastIndex(of: ".") else { return "text/plain" }
    switch name[name.index(after: dot)...].lowercased() {
    case "md", "markdown": return "text/markdown"
    case "html", "htm": return "text/html"
    case "css": return "text/css"
    case "csv": return "text/csv"
    case "json", "jsonl", "ndjson": return "application/json"
    case "xml", "svg": return "text/xml"
    case "yaml", "yml": return "application/yaml"
    case "toml": return "application/toml"
    case "js", "mjs": return "text/javascript"
    case "sql": return "application/sql"
    case "sh", "bash", "zsh": return "application/x-sh"
    default: return "text/plain"
    }
  }
}
