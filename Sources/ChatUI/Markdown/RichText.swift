/// What a reader sees of inline tokens: safe text in styles.
struct RichText {
  private let base: Style
  private var strong = 0
  private var emphasis = 0
  private var gone = 0
  private var links = 0
  /// Plain text that has one style, before it passes the door as one piece.
  private var plain: [UInt8] = []
  private var output: [StyledRun] = []

  private init(base: Style) {
    self.base = base
  }

  /// The runs of some of a text's tokens.
  static func runs(
    of tokens: ArraySlice<InlineToken>, in bytes: [UInt8], base: Style
  ) -> [StyledRun] {
    var text = RichText(base: base)
    for token in tokens { text.add(token, bytes) }
    text.endPlain()
    return text.output
  }

  private mutating func add(_ token: InlineToken, _ bytes: [UInt8]) {
    switch token {
    case .text(let range): plain += bytes[range]
    case .literal(let text): plain += text
    case .softBreak, .hardBreak: breakLine()
    case .code(let code): put(SafeText(Self.string(code), context: .code), role: .code)
    case .html(let range): addHTML(bytes[range])
    case .address(let address, let range):
      put(SafeText(Self.string(bytes[range]), context: .code), role: .link)
      if let host = LinkTarget(address).unlikeItsText { addTarget(host) }
    case .math(let formula, _):
      put(DisplayForm.line(Formula.text(of: formula)), role: .math)
    case .footnote(let label):
      put("[\(SafeText(Self.string(label), context: .code))]", role: .footnote)
    case .begin(let span): begin(span)
    case .end(let span): end(span)
    }
  }

  /// A carriage return before it is text, and not half of the break.
  private mutating func breakLine() {
    if plain.last == 0x0D { endPlain() }
    plain.append(0x0A)
  }

  private mutating func addHTML(_ tag: ArraySlice<UInt8>) {
    let name = tag.dropFirst().prefix(2).map(MarkdownBytes.lowercased)
    if name == [0x62, 0x72], tag.dropFirst(3).allSatisfy({ !MarkdownBytes.isLetter($0) }) {
      breakLine()
    } else {
      put(DisplayForm.block(Self.string(tag), context: .code), role: .html)
    }
  }

  private mutating func begin(_ span: InlineSpan) {
    endPlain()
    switch span {
    case .emphasis: emphasis += 1
    case .strong: strong += 1
    case .strikethrough: gone += 1
    case .link: links += 1
    case .image: put("[image: ", role: .address)
    }
  }

  private mutating func end(_ span: InlineSpan) {
    endPlain()
    switch span {
    case .emphasis: emphasis -= 1
    case .strong: strong -= 1
    case .strikethrough: gone -= 1
    case .link(let reference):
      links -= 1
      if let target = LinkTarget(reference.destination).shown { addTarget(target) }
    case .image(let reference):
      put("]", role: .address)
      if let target = LinkTarget(reference.destination).shown { addTarget(target) }
    }
  }

  private mutating func addTarget(_ target: SafeText) {
    put(" (\(target))", role: .address)
  }

  private mutating func put(_ text: SafeText, role: TextRole) {
    endPlain()
    var style = self.style
    style.role = role
    output.append(StyledRun(text, style: style))
  }

  private mutating func endPlain() {
    guard !plain.isEmpty else { return }
    output.append(StyledRun(DisplayForm.block(Self.string(plain)), style: style))
    plain.removeAll(keepingCapacity: true)
  }

  private var style: Style {
    var style = base
    if strong > 0 { style.attributes.insert(.bold) }
    if emphasis > 0 { style.attributes.insert(.italic) }
    if gone > 0 { style.attributes.insert(.strikethrough) }
    if links > 0 { style.role = .link }
    return style
  }

  private static func string(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
