/// Chunks that differ from the one before in nothing but their text, as most of a stream does: they are
/// read by comparing bytes.
///
/// What stands around the text is the same, so it says the same; a text with a quote, a backslash or a
/// control character in it is left to be read whole.
struct RepeatedChunk: Sendable {
  /// Chunks in a row that were learned in vain: with something new in each, comparing wins nothing.
  private static let mostMisses = 8

  /// Up to the text, with the quote before it.
  private var head: [UInt8] = []
  /// From the quote behind it.
  private var tail: [UInt8] = []
  private var misses = 0

  /// The text of a chunk that is like the learned one; nil for any other.
  mutating func text(in data: UnsafeBufferPointer<UInt8>) -> String? {
    guard !head.isEmpty, data.count > head.count + tail.count else { return nil }
    let text = data.cut(head.count, data.count - tail.count)
    var run = JSONStringRun(place: 0)
    guard text.count <= JSONScanner.Options.wire.maxStringBytes,
      data.cut(0, head.count).isEqual(to: head),
      data.cut(data.count - tail.count, data.count).isEqual(to: tail), !run.advance(in: text)
    else { return nil }
    misses = 0
    return String(decoding: text, as: UTF8.self)
  }

  /// Takes a chunk that was read whole and brought only the text that stands at these places.
  mutating func learn(_ data: UnsafeBufferPointer<UInt8>, text: Range<Int>) {
    guard misses < Self.mostMisses else { return head = [] }
    misses += 1
    head = Array(data.cut(0, text.lowerBound))
    tail = Array(data.cut(text.upperBound, data.count))
  }
}
