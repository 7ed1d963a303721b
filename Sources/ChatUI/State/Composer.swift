/// The prompt being written: text, cursor, kill ring and undo.
///
/// Positions count elements: a grapheme, or a chip that stands for a long paste.
package struct Composer: Sendable, Equatable {
  package enum Element: Sendable, Equatable {
    case character(Character)
    /// A paste of many lines, shown as one mark and expanded on sending.
    case chip(String)
  }

  /// A longer paste is folded to a chip.
  package static let longestPaste = (lines: 20, characters: 10_000)

  package internal(set) var elements = PromptText()
  /// 0...elements.count.
  package internal(set) var cursor = 0
  /// What was cut, for yank.
  var ring = KillRing()
  private var lastWasKill = false
  /// What yank has put in, while nothing else was done since.
  var yanked: Range<Int>?
  private var undos: [Snapshot] = []
  /// What was undone, while nothing else was changed since.
  private var redos: [Snapshot] = []
  /// All changes until it ends are undone at once.
  private var isGrouped = false
  private var lastWasTyping = false
  /// The column that moving up and down keeps to; nil after any other move.
  package private(set) var goalColumn: Int?

  private struct Snapshot: Sendable, Equatable {
    var elements: PromptText
    var cursor: Int
  }

  package init() {}

  package var isEmpty: Bool { elements.isEmpty }

  /// What is sent: chips are expanded.
  package var text: String {
    elements.reduce(into: "") { text, element in
      switch element {
      case .character(let character): text.append(character)
      case .chip(let paste): text += paste
      }
    }
  }

  /// Nothing is offered for a longer one.
  static let longestCommand = 4_096

  /// Whether the text is one line beginning with `/`.
  package var isCommand: Bool {
    elements.first == .character("/") && elements.newlines == 0
  }

  /// Whether Enter means a new line: `\\` stands right before the cursor, at the end.
  package var endsWithBackslash: Bool {
    cursor == elements.count && elements.last == .character("\\")
  }

  /// What a chip is shown as: "[pasted 34 lines]".
  package static func label(ofChip text: String) -> SafeText {
    let lines = lines(in: text)
    return lines > 1 ? "[pasted \(lines) lines]" : "[pasted \(text.count) characters]"
  }

  /// A newline at the end does not begin a line.
  private static func lines(in text: String) -> Int {
    text.utf8.reduce(text.utf8.last == 0x0A ? 0 : 1) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  // MARK: Changing

  package mutating func insert(_ text: String) {
    guard !text.isEmpty else { return }
    let typing = text != "\n" && text.dropFirst().isEmpty
    if !(typing && lastWasTyping) { remember() }
    splice(Composer.elements(of: text))
    moved()
    lastWasTyping = typing
  }

  /// Inserts what was pasted: as text, or as a chip if it is long.
  package mutating func paste(_ text: String) {
    let isShort =
      Composer.lines(in: text) <= Composer.longestPaste.lines
      && text.count <= Composer.longestPaste.characters
    guard !isShort else { return insert(text) }
    remember()
    splice([.chip(text)])
    moved()
  }

  /// Replaces everything and puts the cursor at the end.
  package mutating func replace(with text: String) {
    remember()
    elements = PromptText(Composer.elements(of: text))
    cursor = elements.count
    moved()
  }

  /// Forgets everything but what was cut: another prompt begins.
  package mutating func startOver(with text: String = "") {
    let ring = ring
    self = Composer()
    self.ring = ring
    elements = PromptText(Composer.elements(of: text))
    cursor = elements.count
  }

  /// Replaces a piece, and puts the cursor behind it.
  mutating func replace(_ range: Range<Int>, with text: String) {
    let range = range.clamped(to: 0..<elements.count)
    remember()
    elements.removeSubrange(range)
    cursor = range.lowerBound
    splice(Composer.elements(of: text))
    moved()
  }

  package mutating func clear() {
    guard !elements.isEmpty else { return }
    remember()
    elements = []
    cursor = 0
    moved()
  }

  package mutating func deleteBackward() { delete(from: cursor - 1, to: cursor) }
  package mutating func deleteForward() { delete(from: cursor, to: cursor + 1) }

  package mutating func undo() {
    guard let last = undos.popLast() else { return }
    redos.append(Snapshot(elements: elements, cursor: cursor))
    restore(last)
  }

  /// Takes back an undo.
  package mutating func redo() {
    guard let next = redos.popLast() else { return }
    undos.append(Snapshot(elements: elements, cursor: cursor))
    restore(next)
  }

  private mutating func restore(_ snapshot: Snapshot) {
    elements = snapshot.elements
    cursor = snapshot.cursor
    isGrouped = false
    moved()
  }

  /// What is changed from here to `endGroup` is undone at once.
  mutating func beginGroup() {
    remember()
    isGrouped = true
  }

  mutating func endGroup() { isGrouped = false }

  // MARK: Killing, as in readline

  package mutating func killToLineEnd() {
    let end = lineEnd(from: cursor)
    kill(from: cursor, to: end == cursor ? cursor + 1 : end, before: false)
  }

  package mutating func killToLineStart() {
    let start = lineStart(from: cursor)
    kill(from: start == cursor ? cursor - 1 : start, to: cursor, before: true)
  }

  /// Kills back to white space, as Ctrl-W does.
  package mutating func killWordBackward() {
    var start = cursor
    while start > 0, isSpace(start - 1) { start -= 1 }
    while start > 0, !isSpace(start - 1) { start -= 1 }
    kill(from: start, to: cursor, before: true)
  }

  /// Kills back to a word's start, as Alt-Backspace does.
  package mutating func killSmallWordBackward() {
    kill(from: wordStart(before: cursor), to: cursor, before: true)
  }

  package mutating func killWordForward() {
    kill(from: cursor, to: wordEnd(after: cursor), before: false)
  }

  package mutating func yank() {
    guard let piece = ring.latest else { return }
    remember()
    put(piece)
  }

  // MARK: Moving

  package mutating func moveLeft() { place(cursor - 1) }
  package mutating func moveRight() { place(cursor + 1) }
  package mutating func moveWordLeft() { place(wordStart(before: cursor)) }
  package mutating func moveWordRight() { place(wordEnd(after: cursor)) }
  package mutating func moveToLineStart() { place(lineStart(from: cursor)) }
  package mutating func moveToLineEnd() { place(lineEnd(from: cursor)) }

  /// Moves to a position on another row, and remembers the column that was meant.
  package mutating func moveVertically(to position: Int, goal column: Int) {
    place(position)
    goalColumn = column
  }

  mutating func place(_ position: Int) {
    cursor = max(0, min(position, elements.count))
    moved()
  }

  mutating func moved() {
    goalColumn = nil
    yanked = nil
    lastWasKill = false
    lastWasTyping = false
  }

  /// Puts elements in at the cursor; characters that form one grapheme with their neighbours join them.
  mutating func splice(_ new: some Sequence<Element>) {
    var new = Array(new)
    var start = cursor
    var end = cursor
    if start > 0, let joined = Composer.joined(elements[start - 1], new.first) {
      new[0] = joined
      start -= 1
    }
    if end < elements.count, let last = new.last,
      let joined = Composer.joined(last, elements[end])
    {
      new[new.count - 1] = joined
      end += 1
    }
    elements.replaceSubrange(start..<end, with: new)
    cursor = start + new.count
  }

  /// The one grapheme that two characters form side by side, as a letter and an accent do.
  private static func joined(_ left: Element, _ right: Element?) -> Element? {
    guard case .character(let left) = left, case .character(let right) = right,
      !(left.isASCII && right.isASCII)
    else { return nil }
    let text = String(left) + String(right)
    return text.dropFirst().isEmpty ? text.first.map(Element.character) : nil
  }

  /// All line ends are `\n` here, whatever an editor or a file had.
  static func elements(of text: String) -> [Element] {
    text.map { $0 == "\r\n" || $0 == "\r" ? .character("\n") : .character($0) }
  }

  mutating func remember() {
    redos = []
    guard !isGrouped else { return }
    undos.append(Snapshot(elements: elements, cursor: cursor))
    if undos.count > 200 { undos.removeFirst(100) }
  }

  /// Makes what was written elsewhere the last state that can be undone to.
  mutating func rememberInstead(_ other: Composer) {
    remember()
    undos[undos.count - 1] = Snapshot(elements: other.elements, cursor: other.cursor)
  }

  mutating func delete(from start: Int, to end: Int) {
    guard start >= 0, end <= elements.count, start < end else { return }
    remember()
    elements.removeSubrange(start..<end)
    cursor = start
    moved()
  }

  private mutating func kill(from start: Int, to end: Int, before: Bool) {
    let start = max(0, start)
    let end = min(elements.count, end)
    guard start < end else { return }
    let piece = PromptText(elements[start..<end])
    let chained = lastWasKill
    delete(from: start, to: end)
    if chained { ring.extend(by: piece, before: before) } else { ring.add(piece) }
    lastWasKill = true
  }

  // MARK: Finding places

  func lineStart(from place: Int) -> Int { elements.lineStart(place) }

  func lineEnd(from place: Int) -> Int { elements.lineEnd(place) }

  func wordStart(before place: Int) -> Int {
    var start = place
    while start > 0, !isWord(start - 1) { start -= 1 }
    while start > 0, isWord(start - 1) { start -= 1 }
    return start
  }

  func wordEnd(after place: Int) -> Int {
    var end = place
    while end < elements.count, !isWord(end) { end += 1 }
    while end < elements.count, isWord(end) { end += 1 }
    return end
  }

  func isSpace(_ place: Int) -> Bool {
    guard case .character(let character) = elements[place] else { return false }
    return character.isWhitespace
  }

  func isWord(_ place: Int) -> Bool {
    guard case .character(let character) = elements[place] else { return true }
    return character.isLetter || character.isNumber || character == "_"
  }
}
