import ChatEngine

/// A place that was found in the conversation, in its words.
enum SpokenFind {
  /// Bytes before and behind it.
  private static let around = 60

  /// `2 of 5, message 3, You: … the lexer allocates …`.
  static func line(_ find: TranscriptFind, _ transcript: Transcript) -> SafeText {
    guard let current = find.current, find.hits.indices.contains(current),
      let needle = find.needle, transcript.entries.indices.contains(find.hits[current].entry)
    else { return "“\(SafeText(find.query))” stands nowhere in this conversation." }
    let hit = find.hits[current]
    let entry = transcript.entries[hit.entry]
    var place: SafeText = "\(current + 1) of \(find.hits.count), message \(hit.entry + 1)"
    switch hit.kind {
    case .text: break
    case .reasoning: place += ", in its reasoning"
    case .tool: place += ", in a tool call"
    }
    return "\(place), \(SpokenEntry.heading(entry.message)) \(words(hit, needle, entry))"
  }

  private static func words(
    _ hit: TranscriptFind.Hit, _ needle: TextNeedle, _ entry: Transcript.Entry
  ) -> SafeText {
    var number = 0
    for (kind, text) in entry.texts where kind == hit.kind {
      let matches = needle.matches(in: text)
      guard hit.number - number < matches.count else {
        number += matches.count
        continue
      }
      let match = matches[hit.number - number]
      let bytes = Array(text.utf8)
      let start = max(0, match.lowerBound - around)
      let end = min(bytes.count, match.upperBound + around)
      let part = String(decoding: bytes[start..<end], as: UTF8.self).filter { $0 != "\u{FFFD}" }
      let flat = part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return "\(start > 0 ? "… " : "")\(SafeText(flat))\(end < bytes.count ? " …" : "")"
    }
    return ""
  }
}
