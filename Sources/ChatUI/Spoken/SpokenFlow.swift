/// A paragraph as it streams in, read out by sentences.
///
/// Only what nothing that follows can change is read out.
struct SpokenFlow: Sendable {
  private let options: MarkdownOptions
  private var bytes: [UInt8] = []
  /// Up to here all is read, or waits for the end of its sentence.
  private var settled = 0
  private var sentences = Sentences()
  private var nextReading = 0
  private var isWorthReading = false

  /// Less than so much text is read with each sentence; more, when it has grown by a quarter.
  private static let fewBytes = 2048

  init(_ options: MarkdownOptions) {
    self.options = options
  }

  /// Whether nothing was read out yet.
  var isUnread: Bool { settled == 0 }

  mutating func beginLine() {
    guard !bytes.isEmpty else { return }
    bytes.append(0x0A)
    isWorthReading = true
  }

  mutating func append(_ text: [UInt8]) {
    bytes += text
    isWorthReading = isWorthReading || text.contains { Self.ends.contains($0) }
  }

  /// Gives the sentences that are whole by now.
  mutating func refresh(_ references: [String: Reference]) -> [SafeText] {
    // A link's definition, a table's heading: it is not known yet what it will be.
    guard isWorthReading, bytes.first != 0x5B, !lastLineMayBeTable else { return [] }
    guard bytes.count - settled < Self.fewBytes || bytes.count >= nextReading else { return [] }
    isWorthReading = false
    let part = Array(bytes[settled...])
    let text = InlineParser.parse(part, options, references, isGrowing: true)
    nextReading = bytes.count + (bytes.count - settled) / 4
    settled += text.settled
    return sentences.append(
      SpokenText.words(of: text.tokens[..<text.settledTokens], in: text.bytes))
  }

  /// Only these bytes are text.
  mutating func keep(_ range: Range<Int>) {
    let range = range.clamped(to: 0..<bytes.count)
    guard settled <= range.upperBound else { return }
    bytes = Array(bytes[max(settled, range.lowerBound)..<range.upperBound])
    settled = 0
  }

  /// Ends the text; `isHeading` where a `#` began it and others may close it.
  mutating func close(_ references: [String: Reference], isHeading: Bool) -> [SafeText] {
    var part = Array(bytes[settled...])
    if isHeading { part = HeadingText.trimmed(part) }
    while let last = part.last, last == 0x20 || last == 0x09 { part.removeLast() }
    let text = InlineParser.parse(part, options, references)
    let words = SpokenText.words(of: text.tokens[...], in: text.bytes)
    let whole = sentences.append(words)
    return whole + [sentences.finish()].compactMap(\.self)
  }

  /// What may end a sentence: `.`, `!`, `?`, and what Chinese and Japanese full stops begin with.
  private static let ends: Set<UInt8> = [0x2E, 0x21, 0x3F, 0xE3, 0xEF]

  private var lastLineMayBeTable: Bool {
    guard options.tables else { return false }
    let start = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return start < bytes.count && bytes[start] == 0x7C
  }
}
