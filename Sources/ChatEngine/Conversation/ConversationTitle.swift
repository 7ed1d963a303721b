extension Conversation {
  /// Characters of a title that is made of a prompt.
  private static let titleLength = 60

  /// The given title, or the beginning of the first prompt; nil while there is neither.
  package var displayTitle: String? {
    if let title { return title }
    // While one compares, the path may have nothing yet.
    for message in messages + messages(to: comparison?.head(of: 0)) {
      guard message.role == .user else { continue }
      if let title = Self.title(from: message.text) { return title }
      for case .attachment(let file) in message.parts {
        if let title = Self.title(from: file.name ?? file.mimeType) { return title }
      }
    }
    return nil
  }

  /// The first words of a prompt, white space folded, still untrusted; nil if it has none.
  package static func title(from prompt: String) -> String? {
    var title = ""
    var length = 0
    // A title needs no more than a title's length of words: a prompt may be megabytes.
    for word in prompt.prefix(titleLength * 4).split(whereSeparator: \.isWhitespace) {
      let separator = title.isEmpty ? 0 : 1
      if length + separator + word.count > titleLength {
        let room = titleLength - length - separator - 1
        if title.isEmpty { return word.prefix(titleLength - 1) + "…" }
        return room > 8 ? title + " " + word.prefix(room) + "…" : title + "…"
      }
      title += (separator == 0 ? "" : " ") + word
      length += separator + word.count
    }
    return title.isEmpty ? nil : title
  }
}
