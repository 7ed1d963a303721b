import ChatEngine

/// Finding in the transcript: typing what is looked for, then walking from place to place.
extension AppState {
  /// Begins to look for a text; with one given, goes to its last place.
  mutating func openFind(_ query: String = "") -> [AppEffect] {
    guard !transcript.entries.isEmpty else { return refuse("There is nothing to find yet.") }
    var find = TranscriptFind()
    find.query = query
    find.isTyping = query.isEmpty
    self.find = find
    forgetNotice()
    transcript.deselect()
    if !query.isEmpty { lookThrough(from: nil) }
    return []
  }

  /// Shows where something was found in all conversations, once that one is open.
  mutating func findWhatWasFound() {
    guard let wanted = wantedFind,
      let entry = transcript.entries.firstIndex(where: { $0.message.id == wanted.message })
    else { return }
    wantedFind = nil
    forgetNotice()
    var find = TranscriptFind()
    find.query = wanted.query
    find.isTyping = false
    self.find = find
    lookThrough(from: entry)
  }

  /// What a command does while something is looked for; nil where it does what it always does.
  mutating func performInFind(_ command: Command) -> [AppEffect]? {
    guard overlay == nil, let find else { return nil }
    switch command {
    case .deleteBackward: editFind(.deleteBackward)
    case .killLineStart: editFind(.clear)
    case .killWordBackward: editFind(.deleteWord)
    case .findNext, .findPrevious:
      // With whatever key: while one types, it is a letter.
      if find.isTyping, let letter = keys.letter(of: command) {
        editFind(.type(letter))
      } else {
        return walk(by: command == .findNext ? 1 : -1)
      }
    case .accept:
      guard find.isTyping else { return walk(by: 1) }
      finishLooking()
      guard self.find?.current != nil else { return [.bell] }
      self.find?.isTyping = false
    case .itemDown: return walk(by: 1)
    case .itemUp: return walk(by: -1)
    case .find: self.find?.isTyping = true
    case .close, .interrupt: self.find = nil
    default: return nil
    }
    return []
  }

  mutating func typeInFind(_ text: String) -> [AppEffect] {
    guard let find else { return [] }
    if find.isTyping {
      editFind(.type(text))
      return []
    }
    var effects: [AppEffect] = []
    for character in text {
      if self.find != nil,
        case .command(let command) = keys.match([Key(.character(character))], in: .find)
      {
        effects += perform(command)
      } else {
        // Whoever types something else goes on with the conversation.
        self.find = nil
        composer.insert(String(character))
      }
    }
    return effects
  }

  mutating func editFind(_ edit: QueryEdit) {
    guard var find else { return }
    edit.apply(to: &find.query)
    self.find = find
    lookThrough(from: find.shown?.entry)
  }

  private mutating func walk(by step: Int) -> [AppEffect] {
    guard let before = find else { return [] }
    // What has come since counts.
    if before.seen != transcript.mark { lookThrough(from: before.shown?.entry) }
    finishLooking()
    guard var find, let current = find.current, !find.hits.isEmpty else { return [.bell] }
    let next = (current + step + find.hits.count) % find.hits.count
    if (next < current) == (step > 0), find.hits.count > 1 {
      show(.info, step > 0 ? "On from the beginning." : "On from the end.")
    }
    find.current = next
    self.find = find
    showCurrent()
    return []
  }

  /// Finds all places anew and goes to the first one from an entry on, or to the last one.
  private mutating func lookThrough(from entry: Int?) {
    guard var find else { return }
    find.hits = []
    find.seen = transcript.mark
    find.unseen = find.needle == nil ? 0 : transcript.entries.count
    find.wanted = entry
    find.current = nil
    find.shown = nil
    self.find = find
    lookOn()
  }

  /// Bytes of text that are looked through between two frames: some milliseconds of work.
  private static let slice = 100_000

  /// Looks through some more of the conversation, from its end back.
  mutating func lookOn() {
    guard var find, find.unseen > 0, let needle = find.needle else { return }
    let letters = FindLetters(find.query)
    var room = AppState.slice
    var found: [[TranscriptFind.Hit]] = []
    while find.unseen > 0, room > 0 {
      find.unseen = min(find.unseen, transcript.entries.count) - 1
      guard find.unseen >= 0 else { break }
      let (hits, bytes) = transcript.look(for: needle, letters, inEntry: find.unseen)
      found.append(hits)
      room -= bytes + 100
    }
    find.unseen = max(0, find.unseen)
    let count = found.reduce(0) { $0 + $1.count }
    find.hits.insert(contentsOf: found.reversed().joined(), at: 0)
    if find.hits.count >= TranscriptFind.mostHits { find.unseen = 0 }
    if let current = find.current {
      find.current = current + count
      self.find = find
      return
    }
    if find.isComplete || find.unseen <= find.wanted ?? .max {
      let next = find.wanted.flatMap { wanted in
        find.hits.firstIndex { $0.entry >= wanted }
      }
      find.current = next ?? find.hits.indices.last
    }
    self.find = find
    if find.current != nil { showCurrent() }
  }

  /// Looks through all the rest.
  private mutating func finishLooking() {
    while find?.isComplete == false { lookOn() }
  }

  private mutating func showCurrent() {
    guard let find, let current = find.current, find.hits.indices.contains(current),
      let needle = find.needle
    else { return }
    self.find?.shown = transcript.show(find.hits[current], of: needle)
  }
}

/// What was found in all conversations and is to be shown in the one that is being opened.
struct WantedFind: Sendable, Equatable {
  let query: String
  let message: MessageID
}

extension KeyMap {
  /// The letter that a command is bound to first; nil where it is another key.
  fileprivate func letter(of command: Command) -> String? {
    let label = shortLabel(of: command)
    return label.count == 1 ? label : nil
  }
}
