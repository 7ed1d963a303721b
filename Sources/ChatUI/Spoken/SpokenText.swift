/// What is read out of inline tokens: words, and where a link leads; emphasis is not said.
struct SpokenText {
  /// Plain text before it passes the door as one piece.
  private var plain: [UInt8] = []
  private var output = SafeText()

  private init() {}

  /// The words of some of a text's tokens; line breaks stay.
  static func words(of tokens: ArraySlice<InlineToken>, in bytes: [UInt8]) -> SafeText {
    var text = SpokenText()
    for token in tokens { text.add(token, bytes) }
    text.endPlain()
    return text.output
  }

  /// The words of a whole text, on one line.
  static func line(
    _ bytes: [UInt8], _ options: MarkdownOptions, _ references: [String: Reference]
  ) -> SafeText {
    let text = InlineParser.parse(bytes, options, references)
    return words(of: text.tokens[...], in: text.bytes).lines.joined(separator: " ")
  }

  private mutating func add(_ token: InlineToken, _ bytes: [UInt8]) {
    switch token {
    case .text(let range): plain += bytes[range]
    case .literal(let text): plain += text
    case .softBreak, .hardBreak: plain.append(0x0A)
    case .code(let code): put(SafeText(Self.string(code), context: .code))
    case .html(let range): addHTML(bytes[range])
    case .address(let address, let range):
      put(SafeText(Self.string(bytes[range]), context: .code))
      if let host = LinkTarget(address).unlikeItsText { put(" (\(host))") }
    case .math(let formula, _): put(DisplayForm.line(Formula.text(of: formula)))
    case .footnote(let label): put(" (footnote \(SafeText(Self.string(label), context: .code)))")
    case .begin(let span): begin(span)
    case .end(let span): end(span)
    }
  }

  /// A break is one; any other tag is read as it stands.
  private mutating func addHTML(_ tag: ArraySlice<UInt8>) {
    let name = tag.dropFirst().prefix(2).map(MarkdownBytes.lowercased)
    if name == [0x62, 0x72], tag.dropFirst(3).allSatisfy({ !MarkdownBytes.isLetter($0) }) {
      plain.append(0x0A)
    } else {
      put(DisplayForm.block(Self.string(tag), context: .code))
    }
  }

  private mutating func begin(_ span: InlineSpan) {
    switch span {
    case .emphasis, .strong, .link: break
    case .strikethrough: put("(struck out: ")
    case .image: put("(image: ")
    }
  }

  private mutating func end(_ span: InlineSpan) {
    switch span {
    case .emphasis, .strong: break
    case .strikethrough: put(")")
    case .link(let reference):
      if let host = LinkTarget(reference.destination).host { put(" (link to \(host))") }
    case .image(let reference):
      if let host = LinkTarget(reference.destination).host { put(", at \(host)") }
      put(")")
    }
  }

  private mutating func put(_ text: SafeText) {
    endPlain()
    output += text
  }

  private mutating func endPlain() {
    guard !plain.isEmpty else { return }
    output += DisplayForm.block(Self.string(plain))
    plain.removeAll(keepingCapacity: true)
  }

  private static func string(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}

extension SafeText {
  /// Its lines; an empty text has one.
  var lines: [SafeText] {
    var lines: [SafeText] = []
    var start = 0
    for (place, byte) in utf8.enumerated() where byte == 0x0A {
      lines.append(self[start..<place])
      start = place + 1
    }
    return lines + [self[start..<count]]
  }

  /// Without spaces at both ends.
  var trimmed: SafeText {
    guard let first = utf8.firstIndex(where: { $0 != 0x20 }),
      let last = utf8.lastIndex(where: { $0 != 0x20 })
    else { return SafeText() }
    return self[first..<last + 1]
  }
}
