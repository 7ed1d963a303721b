import ChatEngine

/// Finding text in the messages of the path, whether they are laid out or not.
extension Transcript {
  /// Enough of what there is to see whether something has come or gone since.
  struct Mark: Equatable, Sendable {
    var count: Int
    var last: MessageID?
    var parts: Int
    var bytes: Int
    /// Words that are longer than a row are found where they are not broken.
    var columns: Int
  }

  var mark: Mark {
    let message = entries.last?.message
    var bytes = 0
    if case .text(let part) = message?.parts.last { bytes = part.text.utf8.count }
    return Mark(
      count: entries.count, last: message?.id, parts: message?.parts.count ?? 0, bytes: bytes,
      columns: columns)
  }

  /// The places of a text in a message as its rows show them, unfolded, and the bytes that were looked
  /// through.
  ///
  /// A message in which it cannot be is not laid out for it.
  mutating func look(
    for needle: FindNeedle, _ letters: FindLetters, inEntry place: Int
  ) -> (hits: [TranscriptFind.Hit], bytes: Int) {
    let texts = entries[place].texts
    let bytes = texts.reduce(0) { $0 + $1.utf8.count }
    guard texts.contains(where: letters.mayBe) else { return ([], bytes) }
    return (hits(of: needle, inEntry: place), bytes)
  }

  private mutating func hits(
    of needle: FindNeedle, inEntry place: Int
  ) -> [TranscriptFind.Hit] {
    var layout = layout(of: place)
    layout.fit(columns: layout.columns, isUnfolded: true)
    var rows: [SearchHit.Kind: [(row: Int, text: SafeText)]] = [:]
    for row in 0..<layout.rowCount {
      guard let (kind, text) = layout.row(row).findable else { continue }
      rows[kind, default: []].append((row, text))
    }
    var hits: [(row: Int, hit: TranscriptFind.Hit)] = []
    for (kind, rows) in rows {
      let matches = FindRows.matches(needle, in: rows.map(\.text))
      for (number, match) in matches.enumerated() {
        let hit = TranscriptFind.Hit(entry: place, kind: kind, number: number)
        hits.append((rows[match.row].row, hit))
      }
    }
    return hits.sorted { ($0.row, $0.hit.number) < ($1.row, $1.hit.number) }.map(\.hit)
  }

  /// Scrolls to a place; gives the row on which it stands.
  mutating func show(
    _ hit: TranscriptFind.Hit, of needle: FindNeedle
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
    of hit: TranscriptFind.Hit, _ needle: FindNeedle
  ) -> TranscriptFind.Shown {
    let layout = layout(of: hit.entry)
    var texts: [(row: Int, text: SafeText)] = []
    var fold = 0
    for row in 0..<layout.rowCount {
      let shown = layout.row(row)
      if shown.isFold(of: hit.kind), fold == 0 { fold = row }
      if let (kind, text) = shown.findable, kind == hit.kind { texts.append((row, text)) }
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

extension Transcript {
  /// The row's words in which a place stands; nothing where markup hides it.
  mutating func words(of hit: TranscriptFind.Hit, _ needle: FindNeedle) -> SafeText {
    let layout = layout(of: hit.entry)
    let texts = (0..<layout.rowCount).compactMap { row -> SafeText? in
      guard let (kind, text) = layout.row(row).findable, kind == hit.kind else { return nil }
      return text
    }
    let matches = FindRows.matches(needle, in: texts)
    guard !matches.isEmpty else { return "" }
    return texts[matches[min(hit.number, matches.count - 1)].row].trimmed
  }
}

extension Transcript.Entry {
  /// What it says, before it is laid out.
  fileprivate var texts: [String] {
    var texts = [failure ?? ""]
    for part in message.parts {
      switch part {
      case .text(let part): texts.append(part.text)
      case .reasoning(let part): texts.append(part.text)
      case .toolCall(let tool): texts.append(tool.arguments)
      case .toolResult(let result): texts.append(result.content)
      case .attachment: break
      }
    }
    return texts + results
  }
}

extension EntryRow {
  /// The text in which something can be found, and which part of a message that is.
  var findable: (kind: SearchHit.Kind, text: SafeText)? {
    switch self {
    case .text(let row): (.text, row.line.text)
    case .failure(let text): (.text, text)
    case .reasoning(let row): (.reasoning, row.line.text)
    case .toolText(let line): (.tool, line.text)
    case .header, .reasoningFold, .toolCall, .toolResult, .toolMore, .attachment, .image, .blank:
      nil
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

  static func matches(_ needle: FindNeedle, in rows: [SafeText]) -> [Match] {
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

/// Whether a text may be in another one that is not laid out yet, by their letters alone: markup lies
/// between these, and is none itself.
struct FindLetters: Sendable {
  /// Nil where nothing can be told: numbers may come from a list, and other scripts change their form.
  private let needle: TextNeedle?

  init(_ query: String) {
    let isPlain = query.utf8.allSatisfy { $0 < 0x80 && !(0x30...0x39).contains($0) }
    needle = isPlain ? TextNeedle(FindLetters.letters(of: query)) : nil
  }

  func mayBe(in text: String) -> Bool {
    guard let needle else { return true }
    // What stands for another character, or is added to an image, is not in the text.
    let isPlain = text.utf8.allSatisfy { byte in
      byte < 0x80 && !FindLetters.signs.contains(byte)
    }
    return !isPlain || !needle.matches(in: FindLetters.letters(of: text), most: 1).isEmpty
  }

  private static let signs = Array("&$\\!".utf8)

  private static func letters(of text: String) -> String {
    let letters = text.utf8.filter { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    return String(decoding: letters, as: UTF8.self)
  }
}
