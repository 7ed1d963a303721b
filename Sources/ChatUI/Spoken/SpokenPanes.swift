import ChatEngine

/// Answers that come at once, read out one after the other.
///
/// Who begins first is read out as it is written; what the others say meanwhile waits its turn.
struct SpokenPanes: Sendable {
  private struct Pane: Sendable {
    var answer = SpokenAnswer()
    /// What waits to be read out.
    var lines: [SafeText] = []
    var hasEnded = false
  }

  private(set) var isOpen = false
  private var panes: [Pane] = []
  /// Whose answer is being read out.
  private var reader: Int?
  /// Somebody was asked since it was last said that all have answered.
  private var isAsked = false

  mutating func take(_ opened: OpenedComparison) {
    let count = opened.comparison.destinations.count
    if opened.comparison.isOpen, isOpen, panes.count == count { return }
    isOpen = opened.comparison.isOpen
    panes = Array(repeating: Pane(), count: isOpen ? count : 0)
    (reader, isAsked) = (nil, false)
  }

  mutating func take(
    _ update: EngineUpdate, inPane pane: Int, _ compared: CompareState, _ state: AppState
  ) -> [SafeText] {
    guard panes.indices.contains(pane), compared.panes.indices.contains(pane) else { return [] }
    let lines = words(of: update, pane, compared, state)
    panes[pane].lines += lines
    if case .turn(let status) = update {
      panes[pane].hasEnded = status == .idle
      isAsked = isAsked || status != .idle
    }
    return readOut(compared)
  }

  // MARK: Whose turn it is

  private mutating func readOut(_ compared: CompareState) -> [SafeText] {
    var lines: [SafeText] = []
    while true {
      if reader == nil { reader = next(compared) }
      guard let current = reader else { break }
      lines += panes[current].lines
      panes[current].lines = []
      guard panes[current].hasEnded else { break }
      reader = nil
    }
    if isAsked, compared.busyCount == 0 {
      isAsked = false
      lines.append("All have answered. A number goes on with that answer; a prompt asks all again.")
      lines.append(
        "/vote and a number is a vote, /vote-tie and /vote-bad are two more. /compare ends it.")
    }
    return lines
  }

  /// Of those who have something to say, one who has ended; else the first.
  private func next(_ compared: CompareState) -> Int? {
    let waiting = compared.order.filter { !panes[$0].lines.isEmpty }
    return waiting.first { panes[$0].hasEnded } ?? waiting.first
  }

  // MARK: What each says

  private mutating func words(
    of update: EngineUpdate, _ pane: Int, _ compared: CompareState, _ state: AppState
  ) -> [SafeText] {
    let entries = compared.panes[pane].transcript.entries
    switch update {
    case .messageAdded(let message):
      guard message.message.role == .assistant else { return [] }
      let place = compared.order.firstIndex(of: pane) ?? 0
      let heading = ["\(place + 1). \(Self.name(pane, place, compared)):" as SafeText]
      guard message.message.state == .streaming else {
        return heading + Self.body(of: entries.last, at: state.now, compared)
      }
      panes[pane].answer = SpokenAnswer(message.message.id)
      return heading
    case .part(let id, let part):
      guard let entry = entries.last(where: { $0.message.id == id }) else { return [] }
      return panes[pane].answer.take(part, of: entry, isUnfolded: false, at: state.now)
    case .messageEnded(let message):
      guard panes[pane].answer.id == message.message.id else { return [] }
      defer { panes[pane].answer = SpokenAnswer() }
      let entry = entries.last { $0.message.id == message.message.id }
      return panes[pane].answer.finish(entry, at: state.now)
        + Self.ending(of: message.message, failure: message.failure, compared)
    case .notice(let notice):
      // Names stand in what is said.
      guard !compared.layout.isBlind else { return [] }
      let place = compared.order.firstIndex(of: pane) ?? 0
      return ["\(place + 1). \(SpokenChat.words(of: notice))"]
    case .turn(.waiting(let target, let until, let failure)):
      guard !compared.layout.isBlind else { return [] }
      return [Narration.waiting(target, until: until, because: failure, at: state.now)]
    default: return []
    }
  }

  private static func body(
    of entry: Transcript.Entry?, at now: Instant, _ compared: CompareState
  ) -> [SafeText] {
    guard let entry else { return [] }
    // Figures would give the names away.
    let lines = Array(SpokenEntry.lines(of: entry, at: now).dropFirst())
    guard compared.layout.isBlind else { return lines }
    let ending = SpokenEntry.ending(of: entry.message, failure: entry.failure)
    return lines.dropLast(ending.count) + Self.ending(of: entry.message, failure: nil, compared)
  }

  private static func ending(
    of message: Message, failure: String?, _ compared: CompareState
  ) -> [SafeText] {
    guard compared.layout.isBlind else { return SpokenEntry.ending(of: message, failure: failure) }
    guard message.state == .partial else { return [] }
    return [message.parts.isEmpty ? "No answer." : "The answer is not whole."]
  }

  /// A pane's last answer, with its number and name.
  func reading(
    _ pane: Int, _ place: Int, _ compared: CompareState, at now: Instant
  ) -> [SafeText] {
    guard compared.panes[pane].answer != nil else { return [] }
    return ["\(place + 1). \(Self.name(pane, place, compared)):"]
      + Self.body(of: compared.panes[pane].transcript.entries.last, at: now, compared)
  }

  /// Who answers there, or which answer it is where names are hidden.
  static func name(_ pane: Int, _ place: Int, _ compared: CompareState) -> SafeText {
    compared.layout.isBlind
      ? "Answer \(place + 1)" : SpokenEntry.name(compared.panes[pane].destination)
  }

  func words(of verdict: Verdict, _ compared: CompareState?) -> SafeText? {
    guard let compared else { return nil }
    switch verdict {
    case .won(let pane):
      let place = compared.order.firstIndex(of: pane) ?? 0
      return "Your vote: \(place + 1), \(Self.name(pane, place, compared)), is the best."
    case .tied: return "Your vote: they are as good as each other."
    case .rejected: return "Your vote: none of them is any good."
    }
  }
}
