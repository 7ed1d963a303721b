/// A paragraph or a heading as it streams in, in rows.
///
/// Only what is behind the last place that nothing reaches across is read again with a delta.
/// Where that is far back, an unpaired bracket for example, new text is shown as it was written
/// until it has grown by a quarter, so that a delta costs the same however long the text is.
struct FlowingText: Sendable {
  /// More than so much text is not read with each delta.
  private static let fewBytes = 2048

  private(set) var wrapped: WrappedText
  /// All of the text, until it is closed.
  private var bytes: [UInt8] = []
  private var style: Style
  /// Where reading begins again, and the rows' end there.
  private var settled = 0
  private var mark: WrappedText.Mark
  /// The text that is shown by now.
  private var shown = 0
  private var nextReading = 0
  private var lineStart = 0
  private var isClosed = false
  private let options: MarkdownOptions

  init(width: Int, level: Int?, options: MarkdownOptions) {
    wrapped = WrappedText(width: width)
    mark = wrapped.mark
    style = FlowingText.style(ofHeading: level)
    self.options = options
  }

  /// Rows that stay as they are whatever follows.
  var settledRowCount: Int { isClosed ? wrapped.rowCount : wrapped.closedRows(at: mark) }

  mutating func beginLine() {
    if !bytes.isEmpty { bytes.append(0x0A) }
    lineStart = bytes.count
  }

  mutating func append(_ text: [UInt8]) {
    bytes += text
  }

  /// Shows what came; `references` are those known by now.
  mutating func refresh(_ references: [String: Reference]) {
    guard !isClosed, !mayBeDefinition else { return }
    let end = shownEnd
    guard end > shown || shown == 0 else { return }
    guard end - settled > Self.fewBytes, end < nextReading else {
      return read(upTo: end, references)
    }
    var from = max(shown, settled)
    while from < end, bytes[from] & 0xC0 == 0x80 { from += 1 }
    wrapped.append(DisplayForm.block(Self.string(bytes[from..<end])), style: style)
    shown = end
  }

  /// A line that begins with a bar is not shown before it is known whether it begins a table.
  private var shownEnd: Int {
    guard options.tables, lineStart < bytes.count, bytes[lineStart] == 0x7C else {
      return bytes.count
    }
    return max(0, lineStart - 1)
  }

  /// `[label]:`, which is not shown if it turns out to be the definition that it looks like.
  private var mayBeDefinition: Bool {
    guard settled == 0, bytes.first == 0x5B else { return false }
    var pieces = LinkPieces(Array(bytes.prefix(1002)))
    guard let label = pieces.label(at: 0) else { return false }
    return label.end < bytes.count && bytes[label.end] == 0x3A
  }

  private mutating func read(upTo end: Int, _ references: [String: Reference]) {
    wrapped.roll(back: mark)
    let part = Array(bytes[settled..<end])
    let text = InlineParser.parse(part, options, references, isGrowing: true)
    write(text.tokens[..<text.settledTokens], of: text)
    mark = wrapped.mark
    settled += text.settled
    write(text.tokens[text.settledTokens...], of: text)
    shown = end
    nextReading = end + (end - settled) / 4
  }

  private mutating func write(_ tokens: ArraySlice<InlineToken>, of text: InlineText) {
    for run in RichText.runs(of: tokens, in: text.bytes, base: style) {
      wrapped.append(run.text, style: run.style)
    }
  }

  /// Makes a heading of what was a paragraph; the text is read again as a whole.
  mutating func become(headingOfLevel level: Int) {
    style = FlowingText.style(ofHeading: level)
    startOver(with: bytes[...])
  }

  /// Only these bytes are text.
  mutating func keep(_ range: Range<Int>) {
    startOver(with: bytes[range.clamped(to: 0..<bytes.count)])
  }

  private mutating func startOver(with text: ArraySlice<UInt8>) {
    bytes = Array(text)
    wrapped = WrappedText(width: wrapped.width)
    mark = wrapped.mark
    (settled, shown, lineStart, nextReading) = (0, 0, bytes.count, 0)
  }

  /// Ends the text; `isHeading` where a `#` began it and others may close it.
  mutating func close(_ references: [String: Reference], isHeading: Bool) {
    guard !isClosed else { return }
    wrapped.roll(back: mark)
    var part = Array(bytes[settled...])
    if isHeading { part = HeadingText.trimmed(part) }
    while let last = part.last, last == 0x20 || last == 0x09 { part.removeLast() }
    let text = InlineParser.parse(part, options, references)
    write(text.tokens[...], of: text)
    isClosed = true
    bytes = []
  }

  mutating func setWidth(_ width: Int, _ references: [String: Reference]) {
    guard !isClosed else { return wrapped.setWidth(width) }
    wrapped.roll(back: mark)
    wrapped.setWidth(width)
    mark = wrapped.mark
    nextReading = 0
    if !mayBeDefinition, shown > 0 { read(upTo: shownEnd, references) }
  }

  private static func style(ofHeading level: Int?) -> Style {
    switch level {
    case nil: .plain
    case 1: Style(role: .heading1)
    case 2: Style(role: .heading2)
    case 3: Style(role: .heading3)
    case .some: Style(role: .heading)
    }
  }

  private static func string(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
