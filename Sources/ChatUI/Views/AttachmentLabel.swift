import ChatEngine

/// A file as the screen names it.
enum AttachmentLabel {
  /// `photo.png · PNG · 1.2 MB`.
  static func text(of file: Attachment) -> SafeText { pieces(of: file).joined(separator: " · ") }

  /// Its name, its kind and its size.
  static func pieces(of file: Attachment) -> [SafeText] {
    let name = SafeText(file.name ?? file.mimeType, context: .code)
    return [name, kind(of: file), Figures.bytes(file.data.count)]
  }

  private static func kind(of file: Attachment) -> SafeText {
    switch file.mimeType {
    case "application/pdf": return "PDF"
    case "audio/mpeg": return "MP3"
    case "text/plain": return "text"
    default: break
    }
    let halves = file.mimeType.split(separator: "/", maxSplits: 1)
    guard halves.count == 2 else { return SafeText(file.mimeType) }
    var subtype = halves[1]
    if subtype.hasPrefix("x-") { subtype = subtype.dropFirst(2) }
    return SafeText(file.isText ? String(subtype) : subtype.uppercased())
  }
}
