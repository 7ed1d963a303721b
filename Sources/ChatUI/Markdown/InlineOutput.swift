/// The tokens that an inline parser's nodes make, and up to where they are settled.
struct InlineOutput {
  private let parser: InlineParser
  private var text: InlineText
  private var depth = 0
  private var isSettling = true
  /// Spans that are shown as if they ended with the text.
  private var pending: [InlineSpan] = []

  init(_ parser: InlineParser) {
    self.parser = parser
    text = InlineText(bytes: parser.bytes)
  }

  mutating func make() -> InlineText {
    let openBrackets = Set(parser.brackets.map(\.node))
    for (place, node) in parser.nodes.enumerated() {
      settle(at: node.start)
      var isOpen = node.isOpen || openBrackets.contains(place)
      if case .run(let run) = node.kind, parser.runs[run].isOpen { isOpen = true }
      if isOpen { isSettling = false }
      add(node)
    }
    for span in pending.reversed() { text.tokens.append(.end(span)) }
    return text
  }

  /// Reading may begin again behind a space that nothing goes across.
  private mutating func settle(at place: Int) {
    guard isSettling, depth == 0, place > 0, place < text.bytes.count,
      MarkdownBytes.isSpace(text.bytes[place - 1]), !MarkdownBytes.isSpace(text.bytes[place])
    else { return }
    text.settled = place
    text.settledTokens = text.tokens.count
  }

  private mutating func add(_ node: InlineParser.Node) {
    switch node.kind {
    case .token(.text(let range)): addText(range)
    case .token(let token):
      if case .end = token { depth -= 1 }
      text.tokens.append(token)
    case .bracket(let range, nil): text.tokens.append(.text(range))
    case .bracket(_, .some(let span)):
      depth += 1
      text.tokens.append(.begin(span))
    case .run(let run): add(parser.runs[run])
    }
  }

  /// A text is cut at its last space, so that reading can begin there.
  private mutating func addText(_ range: Range<Int>) {
    guard parser.isGrowing, isSettling, depth == 0 else {
      return text.tokens.append(.text(range))
    }
    var cut = range.upperBound - 1
    while cut > range.lowerBound,
      !MarkdownBytes.isSpace(text.bytes[cut - 1]) || MarkdownBytes.isSpace(text.bytes[cut])
    {
      cut -= 1
    }
    guard cut > range.lowerBound else {
      return text.tokens.append(.text(range))
    }
    text.tokens.append(.text(range.lowerBound..<cut))
    settle(at: cut)
    text.tokens.append(.text(cut..<range.upperBound))
  }

  private mutating func add(_ run: DelimiterRun) {
    for span in run.ends {
      depth -= 1
      text.tokens.append(.end(span))
    }
    if run.count > 0 {
      let start = run.range.lowerBound
      if parser.isGrowing, run.isOpen, run.count <= 3, run.range.upperBound < text.bytes.count,
        text.bytes.count - start < InlineParser.patience
      {
        let span: InlineSpan =
          run.byte == 0x7E ? .strikethrough : run.count == 1 ? .emphasis : .strong
        text.tokens.append(.begin(span))
        pending.append(span)
      } else {
        text.tokens.append(.text(start..<start + run.count))
      }
    }
    for span in run.begins.reversed() {
      depth += 1
      text.tokens.append(.begin(span))
    }
  }
}
