import ChatEngine

/// A place that was found in the conversation, in its words.
enum SpokenFind {
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
    var laidOut = transcript
    return "\(place), \(SpokenEntry.heading(entry.message)) \(laidOut.words(of: hit, needle))"
  }
}
