/// A run of `*`, `_` or `~`.
struct DelimiterRun {
  let byte: UInt8
  /// Where it stands.
  let range: Range<Int>
  /// The delimiters that nothing was made of yet.
  var count: Int
  let canOpen: Bool
  let canClose: Bool
  /// The neighbours in the list of those that may yet be paired; -1 at its ends.
  var previous: Int
  var next = -1
  /// What ends here, innermost first.
  var ends: [InlineSpan] = []
  /// What begins here, innermost first.
  var begins: [InlineSpan] = []
  /// Whether it may begin something that has not ended.
  var isOpen = false
}

/// Emphasis (CommonMark, section 6.2 and "An algorithm for parsing nested emphasis and links").
extension InlineParser {
  mutating func takeRun() {
    let byte = bytes[index]
    var end = index
    while end < bytes.count, bytes[end] == byte { end += 1 }
    if byte == 0x7E, end - index > 2 {
      index = end
      return
    }
    let before = MarkdownBytes.scalar(before: index, in: bytes) ?? "\n"
    let after = MarkdownBytes.scalar(at: end, in: bytes) ?? "\n"
    let isLeft = flanks(after, from: before)
    let isRight = flanks(before, from: after)
    let isUnderscore = byte == 0x5F
    let canOpen = isLeft && (!isUnderscore || !isRight || MarkdownBytes.isPunctuation(before))
    let canClose = isRight && (!isUnderscore || !isLeft || MarkdownBytes.isPunctuation(after))
    endText()
    let run = runs.count
    runs.append(
      DelimiterRun(
        byte: byte, range: index..<end, count: end - index, canOpen: canOpen, canClose: canClose,
        previous: lastRun))
    if lastRun >= 0 { runs[lastRun].next = run }
    lastRun = run
    nodes.append(Node(kind: .run(run), start: index))
    index = end
    textStart = end
  }

  /// Whether a run stands close to the text on one side of it.
  private func flanks(_ near: Unicode.Scalar, from far: Unicode.Scalar) -> Bool {
    guard !MarkdownBytes.isWhitespace(near) else { return false }
    return !MarkdownBytes.isPunctuation(near) || MarkdownBytes.isWhitespace(far)
      || MarkdownBytes.isPunctuation(far)
  }

  /// Pairs the runs behind one and forgets them.
  mutating func pairDelimiters(after bottom: Int) {
    var bottoms: [Int: Int] = [:]
    var closer = lastRun
    while closer >= 0, runs[closer].previous > bottom { closer = runs[closer].previous }
    if closer <= bottom { closer = -1 }
    while closer >= 0 {
      guard runs[closer].canClose else {
        closer = runs[closer].next
        continue
      }
      let key = bottomKey(of: closer)
      if let opener = opener(for: closer, above: max(bottom, bottoms[key] ?? -1)) {
        pair(opener, closer)
        if runs[closer].count == 0 {
          let next = runs[closer].next
          remove(closer)
          closer = next
        }
      } else {
        bottoms[key] = runs[closer].previous
        let next = runs[closer].next
        if !runs[closer].canOpen { remove(closer) }
        closer = next
      }
    }
    while lastRun > bottom {
      runs[lastRun].isOpen = runs[lastRun].canOpen
      remove(lastRun)
    }
  }

  /// Runs for which the same openers are of no use.
  private func bottomKey(of closer: Int) -> Int {
    let run = runs[closer]
    if run.byte == 0x7E { return 200 + run.range.count }
    return Int(run.byte) * 100 + (run.canOpen ? 10 : 0) + run.range.count % 3
  }

  private func opener(for closer: Int, above bottom: Int) -> Int? {
    let end = runs[closer]
    var opener = end.previous
    while opener > bottom {
      let start = runs[opener]
      if start.canOpen, start.byte == end.byte, fits(start, end) { return opener }
      opener = start.previous
    }
    return nil
  }

  private func fits(_ start: DelimiterRun, _ end: DelimiterRun) -> Bool {
    if start.byte == 0x7E { return start.count == end.count }
    guard start.canClose || end.canOpen else { return true }
    let sum = start.range.count + end.range.count
    return sum % 3 != 0 || (start.range.count % 3 == 0 && end.range.count % 3 == 0)
  }

  private mutating func pair(_ opener: Int, _ closer: Int) {
    let isDouble = runs[opener].count >= 2 && runs[closer].count >= 2
    let isTilde = runs[opener].byte == 0x7E
    let span: InlineSpan = isTilde ? .strikethrough : isDouble ? .strong : .emphasis
    let used = isDouble ? 2 : 1
    runs[opener].begins.append(span)
    runs[closer].ends.append(span)
    runs[opener].count -= used
    runs[closer].count -= used
    // What stands between them cannot be paired any more.
    runs[opener].next = closer
    runs[closer].previous = opener
    if runs[opener].count == 0 { remove(opener) }
  }

  private mutating func remove(_ run: Int) {
    let (previous, next) = (runs[run].previous, runs[run].next)
    if previous >= 0 { runs[previous].next = next }
    if next >= 0 { runs[next].previous = previous } else { lastRun = previous }
  }
}
