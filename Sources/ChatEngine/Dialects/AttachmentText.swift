/// Attachments in words, for models and servers that take no files.
extension Attachment {
  /// A line that stands for what cannot be sent.
  var placeholder: String {
    let name = name ?? "unnamed"
    return isImage ? "[image: \(name)]" : "[file: \(name), \(mimeType)]"
  }

  /// The file's text under its name; nil if it is no text.
  var inlineText: String? {
    guard isText, let text = String(validating: data, as: UTF8.self) else { return nil }
    return "[file: \(name ?? "unnamed")]\n\(text)"
  }

  var isPDF: Bool { mimeType == "application/pdf" }

  /// Whether it goes along as text, whatever the model.
  package var isText: Bool {
    if mimeType.hasPrefix("text/") { return true }
    switch mimeType {
    case "application/json", "application/xml", "application/yaml", "application/x-yaml",
      "application/toml", "application/javascript", "application/x-sh", "application/sql":
      return true
    default: return mimeType.hasSuffix("+json") || mimeType.hasSuffix("+xml")
    }
  }

  /// The data as base64 in a `data:` URL.
  var dataURL: String { "data:\(mimeType);base64,\(Base64.text(data))" }
}
