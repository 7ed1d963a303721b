/// Prompts as they are kept, put together of what was spelled before.
///
/// Whoever writes on in a prompt of 1 MB is held up by it every few seconds: for 1 ms, and for 250 ms
/// where all of it is spelled (2 cores that others used, 2026-11-30).
struct DraftText: Sendable {
  private struct Spelled: Sendable {
    var pieces: [PromptText.Piece] = []
    var texts: [String] = []
  }

  private var known: [Spelled] = []
  /// How many elements had to be spelled the last time.
  private(set) var spelled = 0

  /// The drafts of the prompts as one.
  mutating func text(of prompts: [Composer]) -> String {
    spelled = 0
    known = prompts.enumerated().map { number, prompt in
      spell(
        prompt.elements.pieces, after: known.indices.contains(number) ? known[number] : Spelled())
    }
    return known.map { $0.texts.joined() }.joined(separator: "\n\n")
  }

  /// Spells the pieces that are others than the last time.
  private mutating func spell(_ pieces: [PromptText.Piece], after last: Spelled) -> Spelled {
    let before = zip(pieces, last.pieces).prefix { $0 == $1 }.count
    let ends = zip(pieces.dropFirst(before).reversed(), last.pieces.dropFirst(before).reversed())
    let after = ends.prefix { $0 == $1 }.count
    let new = pieces[before..<pieces.count - after]
    spelled += new.reduce(0) { $0 + $1.elements.count }
    let texts = new.map { Composer.draft(of: $0.elements) }
    return Spelled(pieces: pieces, texts: last.texts[..<before] + texts + last.texts.suffix(after))
  }
}
