/// What a server gives back, as text and files.
struct MCPContent {
  private(set) var words: [String] = []
  private(set) var attachments: [Attachment] = []
  private(set) var hasText = false

  // What the providers take as images (faults.md knows no other), and how large and how many.
  private static let imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"]
  private static let maxAttachmentBytes = 10 << 20
  private static let maxAttachments = 8

  /// The result of `tools/call`.
  static func output(of result: JSON) -> ToolOutput {
    var content = MCPContent()
    for block in result["content"]?.arrayValue ?? [] { content.add(block) }
    // Servers repeat it as text; where they do not, it is the result.
    if let structured = result["structuredContent"], !structured.isNull, !content.hasText {
      content.words.append(structured.text())
    }
    return ToolOutput(
      content.text, attachments: content.attachments,
      isError: result["isError"]?.boolValue == true)
  }

  /// The result of `resources/read`.
  static func output(ofResource result: JSON) -> ToolOutput {
    var content = MCPContent()
    for resource in result["contents"]?.arrayValue ?? [] { content.add(resource: resource) }
    return ToolOutput(content.text, attachments: content.attachments)
  }

  /// All words, cut in the middle where there are too many.
  var text: String { Self.cut(words.joined(separator: "\n"), to: ToolOutput.mostBytes) }

  mutating func add(_ block: JSON) {
    switch block["type"]?.stringValue {
    case "text":
      hasText = true
      words.append(block["text"]?.stringValue ?? "")
    case "image", "audio":
      add(file: block["data"], type: block["mimeType"]?.stringValue, name: nil)
    case "resource_link":
      let parts = ["title", "name", "uri", "mimeType", "description"].compactMap {
        block[$0]?.stringValue
      }
      words.append("resource: " + parts.joined(separator: ", "))
    case "resource": add(resource: block["resource"] ?? .null)
    default: words.append(block.text())
    }
  }

  private mutating func add(resource: JSON) {
    let uri = resource["uri"]?.stringValue ?? ""
    if let text = resource["text"]?.stringValue {
      hasText = true
      words.append(uri.isEmpty ? text : "\(uri):\n\(text)")
    } else {
      add(file: resource["blob"], type: resource["mimeType"]?.stringValue, name: uri)
    }
  }

  /// An image goes along; of another file there is only word.
  private mutating func add(file: JSON?, type: String?, name: String?) {
    let type = (type ?? "application/octet-stream").lowercased()
    let label = [type, name ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    guard let bytes = file?.stringValue.flatMap(Base64.bytes), !bytes.isEmpty else {
      return words.append("[\(label): cannot be read]")
    }
    guard Self.imageTypes.contains(type), bytes.count <= Self.maxAttachmentBytes,
      attachments.count < Self.maxAttachments
    else { return words.append("[\(label): \(bytes.count) bytes, left out]") }
    words.append("[\(label): \(bytes.count) bytes, attached]")
    attachments.append(Attachment(name: name, mimeType: type, data: bytes))
  }

  /// Head and tail of a text that is too long, with a line between them that says so.
  static func cut(_ text: String, to most: Int) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count > most else { return text }
    let mark = "\n[… \(bytes.count) bytes in all; the middle is left out …]\n"
    let room = max(0, most - mark.utf8.count) / 2
    var head = room
    while head > 0, bytes[head] & 0xC0 == 0x80 { head -= 1 }
    var tail = bytes.count - room
    while tail < bytes.count, bytes[tail] & 0xC0 == 0x80 { tail += 1 }
    return String(decoding: bytes[..<head], as: UTF8.self) + mark
      + String(decoding: bytes[tail...], as: UTF8.self)
  }
}
