import ChatEngine

/// Finding text in the messages of the path, whether they are laid out or not.
extension Transcript {
  /// Enough of what there is to see whether something has come or gone since.
  struct Mark: Equatable, Sendable {
    var count: Int
    var last: MessageID?
    var parts: Int
    var bytes: Int
  }

  var mark: Mark {
    let message = entries.last?.message
    var bytes = 0
    if case .text(let part) = message?.parts.last { bytes = part.text.utf8.count }
    return Mark(
      count: entries.count, last: message?.id, parts: message?.parts.count ?? 0, bytes: bytes)
  }

  /// All places of a text, from the first message to the last.
  func hits(of needle: TextNeedle) -> [TranscriptFind.Hit] {
    var hits: [TranscriptFind.Hit] = []
    for (place, entry) in entries.enumerated() {
      var counts: [SearchHit.Kind: Int] = [:]
      for (kind, text) in entry.texts {
        let room = TranscriptFind.mostHits - hits.count
        for _ in needle.matches(in: text, most: room) {
          let number = counts[kind, default: 0]
          hits.append(TranscriptFind.Hit(entry: place, kind: kind, number: number))
          counts[kind] = number + 1
        }
        if hits.count >= TranscriptFind.mostHits { return hits }
      }
    }
    return hits
  }

  /// Scrolls to a place; gives the row on which it stands.
  mutating func show(
    _ hit: TranscriptFind.Hit, of needle: TextNeedle
  ) -> TranscriptFind.Shown? {
    guard entries.indices.contains(hit.entry) else { return nil }
    let shown = row(of: hit, needle)
    scroll = .at(entry: hit.entry, row: shown.row)
    // Some of what stands before it belongs to it.
    scroll(by: -3)
    return shown
  }

  /// The row of a place as the message is laid out now; its first row where markup hides the place.
  private mutating func row(
    of hit: TranscriptFind.Hit, _ needle: TextNeedle
  ) -> TranscriptFind.Shown {
    let layout = layout(of: hit.entry)
    var texts: [(row: Int, text: SafeText)] = []
    var fold = 0
    for row in 0..<layout.rowCount {
      let shown = layout.row(row)
      if shown.isFold(of: hit.kind), fold == 0 { fold = row }
      if let text = shown.text(of: hit.kind) { texts.append((row, text)) }
    }
    let matches = FindRows.matches(needle, in: texts.map(\.text))
    guard !matches.isEmpty else {
      return TranscriptFind.Shown(entry: hit.entry, row: fold, number: 0)
    }
    let match = matches[min(hit.number, matches.count - 1)]
    let before = matches.prefix { $0 != match }.count { $0.row == match.row }
    return TranscriptFind.Shown(entry: hit.entry, row: texts[match.row].row, number: before)
  }
}

extension Transcript.Entry {
  /// What it says, in the order in which it is shown.
  var texts: [(kind: SearchHit.Kind, text: String)] {
    var texts: [(kind: SearchHit.Kind, text: String)] = []
    var call = 0
    for part in message.parts {
      switch part {
      case .text(let part): texts.append((.text, part.text))
      case .reasoning(let part): texts.append((.reasoning, part.text))
      case .toolCall(let tool):
        texts.append((.tool, tool.arguments))
        if let result = run(call).result { texts.append((.tool, result.content)) }
        call += 1
      case .toolResult(let result): texts.append((.text, result.content))
      case .attachment: break
      }
    }
    return texts
  }
}

extension EntryRow {
  /// The row's own text, if it is of that part of a message.
  fileprivate func text(of kind: SearchHit.Kind) -> SafeText? {
    switch (self, kind) {
    case (.text(let row), .text): row.line.text
    case (.reasoning(let row), .reasoning): row.line.text
    case (.toolText(let line), .tool): line.text
    default: nil
    }
  }

  /// Whether the row stands for that part where it is folded.
  fileprivate func isFold(of kind: SearchHit.Kind) -> Bool {
    switch (self, kind) {
    case (.reasoningFold, .reasoning), (.toolCall, .tool): true
    default: false
    }
  }
}

/// Matches in rows, also those that go on from one row to the next.
enum FindRows {
  /// A match: the row and byte where it begins, and its bytes from there with a space between rows.
  struct Match: Equatable {
    var row: Int
    var start: Int
    var count: Int
  }

  static func matches(_ needle: TextNeedle, in rows: [SafeText]) -> [Match] {
    var text = ""
    var starts: [Int] = []
    for row in rows {
      starts.append(text.utf8.count)
      text += row.string + " "
    }
    var row = 0
    return needle.matches(in: text).map { range in
      while row + 1 < starts.count, starts[row + 1] <= range.lowerBound { row += 1 }
      return Match(row: row, start: range.lowerBound - starts[row], count: range.count)
    }
  }
}
