/// What was cut from prompts, the latest last; yank gives the latest back, and then earlier ones.
struct KillRing: Sendable, Equatable {
  /// As many as readline keeps are more than anybody remembers.
  private static let limit = 10

  private var pieces: [PromptText] = []
  /// The piece that yank gives.
  private var place = 0

  init() {}

  /// What yank gives now; nil before anything was cut.
  var latest: PromptText? { pieces.indices.contains(place) ? pieces[place] : nil }

  mutating func add(_ piece: PromptText) {
    pieces.append(piece)
    if pieces.count > KillRing.limit { pieces.removeFirst() }
    place = pieces.count - 1
  }

  /// Joins a piece to the latest one, as cuts in a row are one.
  mutating func extend(by piece: PromptText, before: Bool) {
    guard var whole = pieces.popLast() else { return add(piece) }
    let end = before ? 0 : whole.count
    whole.replaceSubrange(end..<end, with: piece)
    add(whole)
  }

  /// Goes to the piece before, and from the first to the last.
  mutating func rotate() {
    guard !pieces.isEmpty else { return }
    place = (place + pieces.count - 1) % pieces.count
  }
}
