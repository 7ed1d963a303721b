package import ChatEngine

/// The open conversation's path as it is read: what is laid out, and where the reader is.
///
/// Only what can be seen is laid out, and a streaming answer is laid out from its last row on, so
/// that a token, a key or a frame costs the same at the first message and at the ten-thousandth.
package struct Transcript: Sendable {
  /// Where the reader is.
  package enum Scroll: Sendable, Equatable {
    /// At the end, following what comes.
    case tail
    /// The view begins with that row of that entry, whatever comes below.
    case at(entry: Int, row: Int)
  }

  /// What lies below the view.
  package enum Below: Sendable, Equatable {
    case nothing
    case lines(Int)
    /// Too far to count the lines of what was not laid out.
    case messages(Int)
  }

  /// One row of the view.
  package struct VisibleRow: Sendable, Equatable {
    package var entry: Int
    package var row: EntryRow
    /// Which of the entry's rows it is.
    package var index = 0
    /// The revision of the entry's layout whose settled row it is; nil for one that may change.
    var revision: Int?
  }

  package internal(set) var entries: [Entry] = []
  package internal(set) var scroll = Scroll.tail {
    didSet { if scroll != oldValue { anchor = nil } }
  }
  /// The entry that keys like `y` and `i` mean; nil while the composer has the focus.
  package private(set) var selected: Int?
  /// The last entry that has siblings.
  package private(set) var branch: Int?
  /// Reasoning and tools are shown unfolded.
  package private(set) var isUnfolded = false
  /// Calls that run, and since when.
  package internal(set) var running: [String: Instant] = [:]
  package private(set) var visible: [VisibleRow] = []
  /// Whether other entries, or others of their rows, stand where those in view did.
  var isRewritten = true
  package private(set) var below = Below.nothing
  private var images: ImageSupport?
  private(set) var columns = 80
  private var rows = 20
  /// What the view's first row showed before the widths and folds changed it, so that going back
  /// to the first width goes back to the first row.
  private var anchor: EntryPlace?

  /// Messages whose rows are summed up for "N more lines"; beyond, messages are counted.
  private static let countedEntries = 30

  package init() {}

  // MARK: What happens to the conversation

  package mutating func open(_ path: [PathMessage]) {
    entries = []
    isRewritten = true
    entries.reserveCapacity(path.count)
    running = [:]
    for message in path where !Transcript.attach(message.message, to: &entries) {
      entries.append(Entry(message))
    }
    scroll = .tail
    selected = nil
    branch = entries.lastIndex { $0.siblings > 1 }
  }

  /// Takes another course of the path; what stays the same keeps its rows, and the reader's place
  /// stays if it is there.
  package mutating func replace(with path: [PathMessage]) {
    var common = 0
    var isCommon = true
    let old = entries
    entries = []
    isRewritten = true
    for message in path where !Transcript.attach(message.message, to: &entries) {
      let place = entries.count
      guard place < old.count, old[place].shows(message) else {
        isCommon = false
        entries.append(Entry(message))
        continue
      }
      if isCommon { common += 1 }
      var entry = old[place]
      entry.place(message)
      entry.forgetResults()
      entries.append(entry)
    }
    if case .at(let entry, _) = scroll, entry >= common, selected == nil { scroll = .tail }
    if let selected { self.selected = entries.isEmpty ? nil : min(selected, entries.count - 1) }
    branch = entries.lastIndex { $0.siblings > 1 }
  }

  package mutating func add(_ message: PathMessage) {
    guard !Transcript.attach(message.message, to: &entries) else { return }
    entries.append(Entry(message))
    if message.siblings > 1 { branch = entries.count - 1 }
  }

  /// Adds a part to the answer that streams, which is the last entry but for rare cases.
  package mutating func append(_ part: StreamPart, to id: MessageID, at now: Instant) {
    guard let place = place(of: id) else { return }
    entries[place].append(part, at: now)
  }

  package mutating func end(_ message: PathMessage, at now: Instant) {
    guard let place = place(of: message.message.id) else {
      _ = Transcript.attach(message.message, to: &entries)
      return
    }
    entries[place].end(message, at: now)
    if message.siblings > 1 { branch = max(place, branch ?? 0) }
  }

  private func place(of id: MessageID) -> Int? { entries.lastIndex { $0.message.id == id } }

  // MARK: What the reader does

  /// Takes another size; the row that was first in view stays first.
  package mutating func resize(columns: Int, rows: Int) {
    self.rows = max(0, rows)
    let columns = max(1, columns)
    guard columns != self.columns else { return }
    keepingPlace { $0.columns = columns }
  }

  /// Shows images as far as that is supported; messages without any keep their rows.
  mutating func show(_ images: ImageSupport?) {
    guard images != self.images else { return }
    keepingPlace { transcript in
      transcript.images = images
      for entry in transcript.entries.indices where transcript.entries[entry].hasFiles {
        transcript.entries[entry].forgetLayout()
      }
    }
  }

  /// Moves the view; negative is towards the beginning.
  package mutating func scroll(by lines: Int) {
    guard rows > 0, !entries.isEmpty else { return }
    var (entry, row) = top()
    if lines < 0 {
      row += lines
      while row < 0, entry > 0 {
        entry -= 1
        row += height(of: entry)
      }
      row = max(0, row)
    } else {
      row += lines
      while entry < entries.count - 1, row >= height(of: entry) {
        row -= height(of: entry)
        entry += 1
      }
    }
    scroll = .at(entry: entry, row: row)
    if lines > 0, remaining(from: entry, row: row, enough: rows) <= rows { scroll = .tail }
  }

  package mutating func scrollToTop() { scroll = entries.isEmpty ? .tail : .at(entry: 0, row: 0) }
  package mutating func scrollToTail() { scroll = .tail }

  package mutating func toggleFold() { keepingPlace { $0.isUnfolded.toggle() } }

  /// Changes what rows look like, and finds the reader's place again.
  ///
  /// Only the message at the top of the view is laid out for it; the others follow when they come
  /// into view.
  private mutating func keepingPlace(_ change: (inout Transcript) -> Void) {
    isRewritten = true
    guard case .at(let entry, let row) = scroll, entries.indices.contains(entry) else {
      return change(&self)
    }
    let place = anchor ?? layout(of: entry).place(ofRow: row)
    change(&self)
    scroll = .at(entry: entry, row: layout(of: entry).row(showing: place))
    anchor = place
  }

  /// Selects the message so many places on and brings it into view; past the last message it ends.
  package mutating func select(by step: Int) {
    guard !entries.isEmpty else { return }
    let next = (selected ?? entries.count) + step
    guard next < entries.count else {
      selected = nil
      scroll = .tail
      return
    }
    let place = max(0, next)
    selected = place
    if !visible.contains(where: { $0.entry == place && $0.row == .header }) {
      scroll = .at(entry: place, row: 0)
    }
  }

  /// Selects a message of the path and brings it into view; false where it is not on the path.
  mutating func select(_ id: MessageID) -> Bool {
    guard let place = entries.lastIndex(where: { $0.message.id == id }) else { return false }
    selected = place
    scroll = .at(entry: place, row: 0)
    return true
  }

  /// Selects a message that is in view.
  mutating func select(entry: Int) { selected = entries.indices.contains(entry) ? entry : nil }

  /// Goes back to where the reader was.
  mutating func restore(_ scroll: Scroll, selected: Int?) {
    self.scroll = scroll
    self.selected = selected
  }

  package mutating func deselect() { selected = nil }

  /// The message that was selected, or else the last answer.
  package var chosen: Message? {
    chosenEntry?.message
  }

  /// The entry that was selected, or else the last answer.
  var chosenEntry: Entry? {
    if let selected, entries.indices.contains(selected) { return entries[selected] }
    return entries.last { $0.message.role == .assistant }
  }

  /// The answer that was selected or follows the selected prompt, or else the last one.
  var chosenAnswer: Message? {
    guard let selected, entries.indices.contains(selected) else { return chosen }
    return entries[selected...].prefix(2).first { $0.message.role == .assistant }?.message
  }

  // MARK: Laying out

  /// Lays out what can be seen; to be called after every change and before drawing.
  package mutating func prepare() {
    var known = KnownRows(isRewritten ? [] : visible)
    isRewritten = false
    visible = []
    below = .nothing
    guard rows > 0, !entries.isEmpty else { return }
    if case .at(let entry, let row) = scroll {
      // A message may have become shorter or vanished since.
      let entry = min(entry, entries.count - 1)
      let kept = min(row, max(0, height(of: entry) - 1))
      scroll = .at(entry: entry, row: kept)
      if remaining(from: entry, row: kept, enough: rows) <= rows { scroll = .tail }
    }
    var (entry, row) = top()
    while visible.count < rows, entry < entries.count {
      let layout = layout(of: entry)
      let revision = layout.revision
      let settled = layout.settledRowCount
      while row < layout.rowCount, visible.count < rows {
        visible.append(
          known.row(row, of: entry, revision)
            ?? VisibleRow(
              entry: entry, row: layout.row(row), index: row,
              revision: row < settled ? revision : nil))
        row += 1
      }
      if row >= layout.rowCount {
        entry += 1
        row = 0
      }
    }
    below = countBelow(entry: entry, row: row)
  }

  /// The first row of the view.
  private mutating func top() -> (entry: Int, row: Int) {
    switch scroll {
    case .at(let entry, let row): return (entry, row)
    case .tail:
      var entry = entries.count - 1
      var wanted = rows - height(of: entry)
      while wanted > 0, entry > 0 {
        entry -= 1
        wanted -= height(of: entry)
      }
      return (entry, max(0, -wanted))
    }
  }

  /// Rows from there to the end, as far as counting is worth it.
  private mutating func remaining(from entry: Int, row: Int, enough: Int) -> Int {
    var count = -row
    var entry = entry
    while entry < entries.count, count <= enough {
      count += height(of: entry)
      entry += 1
    }
    return count
  }

  private mutating func countBelow(entry: Int, row: Int) -> Below {
    guard entry < entries.count, scroll != .tail else { return .nothing }
    let last = entries.count - 1
    if last - entry > Transcript.countedEntries { return .messages(last - entry + 1) }
    var lines = -row
    for place in entry...last { lines += height(of: place) }
    return lines > 0 ? .lines(lines) : .nothing
  }

  private mutating func height(of entry: Int) -> Int { layout(of: entry).rowCount }

  mutating func layout(of entry: Int) -> EntryLayout {
    entries[entry].layOut(columns: columns, isUnfolded: isUnfolded, images: images)
  }
}
