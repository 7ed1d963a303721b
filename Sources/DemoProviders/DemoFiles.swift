import ChatEngine

/// What the last prompt brought along beside its words.
extension DemoRequest {
  /// The words of the prompt, without the files that were sent as text before them.
  var question: String {
    let spoken = messages.last {
      $0["role"]?.stringValue == "user" && !DemoRequest.texts(of: $0).joined().isEmpty
    }
    let texts = spoken.map(DemoRequest.texts) ?? []
    let words = texts.filter { !DemoRequest.isFile($0) }
    if !words.isEmpty { return words.joined(separator: "\n") }
    // Where all is one text, the question is what stands last.
    let lines = (texts.last ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
    let start = lines[..<end].lastIndex { $0.isEmpty }.map { $0 + 1 } ?? 0
    return lines[start..<end].joined(separator: "\n")
  }

  private static func texts(of message: JSON) -> [String] {
    if let text = message["content"]?.stringValue { return [text] }
    let parts = message["content"]?.arrayValue ?? message["parts"]?.arrayValue ?? []
    return parts.compactMap { $0["text"]?.stringValue }
  }

  private static func isFile(_ text: String) -> Bool {
    let text = text.drop { $0 == "\n" }
    return text.hasPrefix("[file: ") || text.hasPrefix("[image: ")
  }

  /// Each file, as in "`notes.txt`, as text" or "an image, PNG, 1200 bytes".
  var fileDescriptions: [String] {
    guard let last = messages.last(where: { $0["role"]?.stringValue == "user" }) else { return [] }
    let parts = last["content"]?.arrayValue ?? last["parts"]?.arrayValue ?? [last]
    let images = (last["images"]?.arrayValue ?? []).compactMap(\.stringValue)
    return parts.flatMap(DemoRequest.descriptions) + images.map { DemoRequest.file(nil, nil, $0) }
  }

  private static func descriptions(of part: JSON) -> [String] {
    if let text = part["text"]?.stringValue ?? part["content"]?.stringValue {
      return named(in: text)
    }
    let url = part["image_url"]?["url"]?.stringValue ?? part["image_url"]?.stringValue
    if let url { return [file(nil, url)] }
    let file = part["file"] ?? part
    if let data = file["file_data"]?.stringValue {
      return [self.file(file["filename"]?.stringValue, data)]
    }
    if let data = part["inlineData"] {
      return [self.file(nil, data["mimeType"]?.stringValue, data["data"]?.stringValue ?? "")]
    }
    if let source = part["source"], let data = source["data"]?.stringValue {
      return [self.file(part["title"]?.stringValue, source["media_type"]?.stringValue, data)]
    }
    return []
  }

  /// Files that went along as text, or by name only.
  private static func named(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.last == "]" else { return nil }
      if line.hasPrefix("[file: ") { return "`\(line.dropFirst(7).dropLast())`, as text" }
      if line.hasPrefix("[image: ") { return "the name of `\(line.dropFirst(8).dropLast())`" }
      return nil
    }
  }

  /// A file in a `data:` URL.
  private static func file(_ name: String?, _ url: String) -> String {
    let halves = url.split(separator: ",", maxSplits: 1)
    let type = halves.first?.dropFirst("data:".count).prefix { $0 != ";" }
    return file(name, type.map(String.init), halves.last.map(String.init) ?? "")
  }

  private static func file(_ name: String?, _ type: String?, _ base64: String) -> String {
    let padding = base64.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let bytes = base64.utf8.count / 4 * 3 - padding
    let kind = type.map { $0.hasPrefix("image/") ? "an image, " : "a file, " } ?? "an image"
    let subtype = type.flatMap { $0.split(separator: "/").last?.uppercased() } ?? ""
    return (name.map { "`\($0)`, " } ?? "") + kind + subtype + ", \(bytes) bytes"
  }
}
