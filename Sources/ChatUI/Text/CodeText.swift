/// Code as it streams in, in rows and colours.
///
/// Only the last line is coloured again with a delta; what a line leaves open is carried on.
struct CodeText: Sendable {
  /// A longer line is coloured up to here.
  private static let longestLine = 2000

  private(set) var wrapped: WrappedText
  private let language: Language?
  private var line: [UInt8] = []
  /// How much of the line is shown.
  private var shown = 0
  private var state = LexerState()
  private var stateAfter = LexerState()
  private var mark: WrappedText.Mark
  private var hasLine = false
  private var isClosed = false

  init(width: Int, language: Language?) {
    wrapped = WrappedText(width: width, mode: .code)
    self.language = language
    mark = wrapped.mark
  }

  /// Rows that stay as they are whatever follows.
  var settledRowCount: Int { isClosed ? wrapped.rowCount : wrapped.closedRows(at: mark) }

  mutating func beginLine() {
    if hasLine {
      refresh()
      wrapped.append("\n" as String)
    }
    hasLine = true
    state = stateAfter
    mark = wrapped.mark
    line = []
    shown = 0
  }

  mutating func append(_ text: [UInt8]) {
    line += text
  }

  /// Shows what came.
  mutating func refresh() {
    guard shown < line.count, !isClosed else { return }
    let limit = Self.longestLine
    if let language, shown < limit {
      wrapped.roll(back: mark)
      var end = min(line.count, limit)
      while end < line.count, line[end] & 0xC0 == 0x80 { end += 1 }
      stateAfter = state
      let part = Array(line[..<end])
      for (range, role) in Lexer.roles(of: part, in: language, from: &stateAfter) {
        wrapped.append(String(decoding: part[range], as: UTF8.self), style: Style(role: role))
      }
      shown = end
    }
    if shown < line.count {
      wrapped.append(String(decoding: line[shown...], as: UTF8.self))
      shown = line.count
    }
  }

  mutating func close() {
    refresh()
    wrapped.finish()
    isClosed = true
    line = []
  }

  mutating func setWidth(_ width: Int) {
    guard !isClosed else { return wrapped.setWidth(width) }
    wrapped.roll(back: mark)
    wrapped.setWidth(width)
    mark = wrapped.mark
    shown = 0
    refresh()
  }
}
