import ChatEngine

/// An answer as it streams in, read out by sentences.
struct SpokenAnswer: Sendable {
  let id: MessageID?
  private var text = SpokenMarkdown()
  private var reasoning = SpokenMarkdown()
  private var isReasoning = false
  private var readsReasoning = false

  init(_ id: MessageID? = nil) { self.id = id }

  mutating func take(
    _ part: StreamPart, of entry: Transcript.Entry, isUnfolded: Bool, at now: Instant
  ) -> [SafeText] {
    switch part {
    case .reasoning(let delta):
      var lines: [SafeText] = []
      if !isReasoning {
        lines = endText()
        isReasoning = true
        readsReasoning = isUnfolded
        if readsReasoning { lines.append("Reasoning:") }
      }
      return readsReasoning ? lines + reasoning.append(delta) : lines
    case .text(let delta): return endReasoning(of: entry, at: now) + text.append(delta)
    case .toolCallBegan: return endReasoning(of: entry, at: now) + endText()
    case .started, .textSignature, .reasoningSeal, .toolCallArguments, .toolCallEnded, .usage,
      .limits, .note, .finish, .failed:
      return []
    }
  }

  /// Ends the answer; gives what was not read out.
  mutating func finish(_ entry: Transcript.Entry?, at now: Instant) -> [SafeText] {
    (entry.map { endReasoning(of: $0, at: now) } ?? []) + endText()
  }

  private mutating func endText() -> [SafeText] {
    defer { text = SpokenMarkdown() }
    return text.finish()
  }

  /// Reasoning is one line, unless it was read out.
  private mutating func endReasoning(of entry: Transcript.Entry, at now: Instant) -> [SafeText] {
    guard isReasoning else { return [] }
    isReasoning = false
    defer { reasoning = SpokenMarkdown() }
    guard readsReasoning else { return [SpokenEntry.thought(entry, at: now)] }
    return reasoning.finish() + ["End of reasoning."]
  }
}
