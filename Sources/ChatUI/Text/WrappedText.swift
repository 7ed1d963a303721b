/// Text broken into rows of a width, as it arrives.
///
/// A delta costs what it is long, however much is already there: only the last row is open, and
/// the rows before it never change. Rows are ranges of the one text, not cells.
package struct WrappedText: Sendable {
  /// Where rows may break.
  package enum Mode: Sendable {
    /// At spaces, which are swallowed there; a word longer than a row is broken at the edge.
    case words
    /// At the edge only; rows that go on from the one above start with a mark.
    case code
  }

  /// The most text that is kept, as rows are 32 bit offsets; what comes after it is not shown.
  private static let capacity = Int(Int32.max)

  /// The columns of a row.
  package private(set) var width: Int
  /// The text as it is shown, without the breaks.
  package private(set) var text = SafeText()
  private let mode: Mode
  private let hangingIndent: Int
  private var breaker: RowBreaker
  private var form: DisplayForm
  private var spans = StyleSpans()

  /// A text without rows.
  ///
  /// `hangingIndent` is the columns left free at the left of rows that go on from the row above,
  /// for list items and quotes.
  package init(width: Int, mode: Mode = .words, hangingIndent: Int = 0) {
    self.width = max(1, width)
    self.mode = mode
    self.hangingIndent = hangingIndent
    form = DisplayForm(mode == .code ? .code : .prose, .block)
    breaker = RowBreaker(width: width, mode: mode, hangingIndent: hangingIndent)
  }

  /// A place in the text that it can be rolled back to.
  struct Mark: Sendable {
    fileprivate let count: Int
    fileprivate let spans: Int
    fileprivate let breaker: RowBreaker.Mark
    fileprivate let form: DisplayForm
  }

  /// The end of the text as it is now; good until the width changes.
  var mark: Mark {
    Mark(count: text.count, spans: spans.count, breaker: breaker.mark, form: form)
  }

  /// Takes back what came after a mark; costs what that is long.
  mutating func roll(back mark: Mark) {
    text.truncate(mark.count)
    spans.truncate(mark.spans)
    breaker.roll(back: mark.breaker)
    form = mark.form
  }

  /// The rows that do not change any more as long as the text before a mark stays.
  func closedRows(at mark: Mark) -> Int { mark.breaker.closed }

  /// The bytes of text.
  package var count: Int { text.count }
  package var isEmpty: Bool { text.isEmpty }
  /// None for no text, else one more than there are breaks.
  package var rowCount: Int { text.isEmpty ? 0 : breaker.closed.count + 1 }

  /// Adds text from outside.
  package mutating func append(_ delta: String, style: Style = .plain) {
    append(form.feed(delta), style: style)
  }

  /// Adds text that has passed the door.
  package mutating func append(_ delta: SafeText, style: Style = .plain) {
    guard !delta.isEmpty, text.count + delta.count <= Self.capacity else { return }
    var marks = Clusters(delta)
    if !isEmpty { marks.skipMarks() }
    spans.begin(style, at: text.count + marks.position)
    text += delta
    breaker.layOut(text)
  }

  /// Ends the text: shows what waited for its other half.
  package mutating func finish() {
    append(form.finish())
  }

  /// Breaks the text again where the width differs; costs what the whole text is long.
  package mutating func setWidth(_ width: Int) {
    guard max(1, width) != self.width else { return }
    self.width = max(1, width)
    breaker = RowBreaker(width: width, mode: mode, hangingIndent: hangingIndent)
    breaker.layOut(text)
  }

  /// The bytes of `text` that a row shows; nil where there is no such row.
  package func range(ofRow index: Int) -> Range<Int>? {
    guard let row = row(at: index) else { return nil }
    return Int(row.start)..<Int(row.end)
  }

  /// The row that shows a byte of `text`, or the one before the break that swallowed it.
  package func row(showing offset: Int) -> Int {
    if offset >= breaker.open.start { return max(0, rowCount - 1) }
    return max(0, breaker.closed.firstIndex(after: offset) - 1)
  }

  /// A row as it is drawn: indented, tabs resolved, never wider than the width.
  package func row(_ index: Int) -> Line {
    guard let row = row(at: index) else { return Line() }
    var line = breaker.prefix(of: row)
    let available = breaker.available(in: row)
    var column = 0
    for (range, style) in spans.pieces(of: Int(row.start)..<Int(row.end)) {
      line.append(drawn(range, from: &column, available: available), style: style)
    }
    return line
  }

  private func row(at index: Int) -> WrappedRow? {
    guard index >= 0, index < rowCount else { return nil }
    return index < breaker.closed.count ? breaker.closed[index] : breaker.openRow(of: text)
  }

  /// The text with tabs as spaces, and what is wider than a whole row replaced.
  private func drawn(_ range: Range<Int>, from column: inout Int, available: Int) -> SafeText {
    let part = text[range]
    guard part.utf8.contains(where: { $0 == 0x09 || $0 >= 0x80 }) else {
      column += part.count
      return part
    }
    var drawn = SafeText()
    var plain = 0
    var clusters = Clusters(part)
    while let cluster = clusters.next() {
      let width = RowBreaker.columns(of: cluster, at: column, available: available)
      if cluster.isTab || cluster.width > width {
        drawn += part[plain..<cluster.range.lowerBound]
        drawn += cluster.isTab ? .spaces(width) : "\u{FFFD}"
        plain = cluster.range.upperBound
      }
      column += width
    }
    return drawn + part[plain..<part.count]
  }
}
