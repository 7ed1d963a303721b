package import ChatEngine

/// What is being looked for in the transcript, where it stands, and which place is shown.
package struct TranscriptFind: Sendable {
  /// A place where it stands.
  package struct Hit: Sendable, Equatable {
    package var entry: Int
    package var kind: SearchHit.Kind
    /// Which of the places in that part of the message it is, from 0.
    package var number: Int
  }

  /// The row on which the chosen place begins, and which of the row's places it is.
  package struct Shown: Sendable, Equatable {
    package var entry: Int
    package var row: Int
    package var number: Int
  }

  package internal(set) var query = ""
  /// The query is being typed; keys like `n` are letters of it.
  package internal(set) var isTyping = true
  package internal(set) var hits: [Hit] = []
  package internal(set) var current: Int?
  package internal(set) var shown: Shown?
  /// What the transcript was when it was looked through.
  var seen: Transcript.Mark?
  /// Messages from the first on that are not looked through yet: it is done from the last one back.
  var unseen = 0
  /// The message from which on the first place is to be chosen; nil for the last place of all.
  var wanted: Int?

  var isComplete: Bool { unseen == 0 }

  package init() {}

  package var needle: FindNeedle? { FindNeedle(query) }

  /// More places than anybody walks through; a message of a megabyte is looked through all the same.
  static let mostHits = 100_000

  /// `3/17`, or that there is nothing.
  package var counter: SafeText {
    guard !query.isEmpty else { return "" }
    guard let current else { return isComplete ? "nothing" : "…" }
    guard isComplete else { return "…/\(hits.count)+" }
    let more: SafeText = hits.count >= Self.mostHits ? "+" : ""
    return "\(current + 1)/\(hits.count)\(more)"
  }

  /// The chosen place is folded away, and in what.
  package func folded(in transcript: Transcript) -> SafeText? {
    guard !transcript.isUnfolded, let current, hits.indices.contains(current) else { return nil }
    switch hits[current].kind {
    case .text: return nil
    case .reasoning: return "in folded reasoning"
    case .tool: return "in a folded tool call"
    }
  }
}
