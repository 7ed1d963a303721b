/// CommonMark's inline structure of one block's text, or of the part of it that is still open.
///
/// Linear in what it reads: each kind of search that fails is not tried again, the delimiters are
/// paired by CommonMark's own algorithm, and brackets are taken off a stack.
struct InlineParser {
  /// What the output is made of: a token, or something that may become one.
  struct Node {
    enum Kind {
      case token(InlineToken)
      case run(Int)
      /// `[` or `![`; what it begins once its end was found.
      case bracket(Range<Int>, InlineSpan?)
    }

    var kind: Kind
    let start: Int
    /// Whether more text might make something else of it.
    var isOpen = false
  }

  struct Bracket {
    let node: Int
    /// Behind the bracket.
    let textStart: Int
    let isImage: Bool
    /// The last run of delimiters before it.
    let lastRun: Int
    var isActive = true
    var hasBracketAfter = false
  }

  let bytes: [UInt8]
  let options: MarkdownOptions
  let references: [String: Reference]
  /// Whether more text may follow; what is open is then shown as what it will most likely be.
  let isGrowing: Bool

  var index = 0
  var textStart = 0
  var nodes: [Node] = []
  var runs: [DelimiterRun] = []
  var lastRun = -1
  var brackets: [Bracket] = []
  /// The places of those that may yet begin a link.
  var linkBrackets: [Int] = []
  /// Searches that found nothing up to the end of the text.
  var failed: Set<Failure> = []

  enum Failure: Hashable {
    case backticks(Int)
    case comment, instruction, declaration, characterData, parenthesis, bracket
  }

  init(
    _ bytes: [UInt8], _ options: MarkdownOptions, _ references: [String: Reference],
    isGrowing: Bool = false
  ) {
    self.bytes = bytes
    self.options = options
    self.references = references
    self.isGrowing = isGrowing
  }

  /// Reads a text.
  static func parse(
    _ bytes: [UInt8], _ options: MarkdownOptions, _ references: [String: Reference],
    isGrowing: Bool = false
  ) -> InlineText {
    var parser = InlineParser(bytes, options, references, isGrowing: isGrowing)
    return parser.parse()
  }

  private mutating func parse() -> InlineText {
    let specials = options == .commonMark ? Self.commonSpecials : Self.allSpecials
    while index < bytes.count {
      if specials[Int(bytes[index])] { takeSpecial() } else { index += 1 }
    }
    endText()
    pairDelimiters(after: -1)
    var output = InlineOutput(self)
    return output.make()
  }

  private static let commonSpecials = table("\n`\\*_[]!<&")
  private static let allSpecials = table("\n`\\*_[]!<&~$:.")

  private static func table(_ characters: String) -> [Bool] {
    var table = Array(repeating: false, count: 256)
    for byte in characters.utf8 { table[Int(byte)] = true }
    return table
  }

  private mutating func takeSpecial() {
    switch bytes[index] {
    case 0x0A: takeNewline()
    case 0x60: takeBackticks()
    case 0x5C: takeBackslash()
    case 0x2A, 0x5F: takeRun()
    case 0x7E where options.strikethrough: takeRun()
    case 0x5B: takeBracket(isImage: false)
    case 0x21 where index + 1 < bytes.count && bytes[index + 1] == 0x5B: takeBracket(isImage: true)
    case 0x5D: takeClosingBracket()
    case 0x3C: takeAngle()
    case 0x26: takeEntity()
    case 0x24 where options.math: takeDollar()
    case 0x3A, 0x2E: if options.bareLinks { takeBareLink() } else { index += 1 }
    default: index += 1
    }
  }

  // MARK: Nodes

  /// Ends the run of plain text before the index.
  mutating func endText(at end: Int? = nil) {
    let end = end ?? index
    if end > textStart {
      nodes.append(Node(kind: .token(.text(textStart..<end)), start: textStart))
    }
    textStart = end
  }

  /// Adds what stands between the index and `end`, and goes on there.
  mutating func add(_ token: InlineToken, upTo end: Int) {
    endText()
    nodes.append(Node(kind: .token(token), start: index))
    index = end
    textStart = end
  }

  /// Leaves so many bytes text that more text might make something of.
  mutating func addOpenText(_ count: Int) {
    endText()
    nodes.append(
      Node(kind: .token(.text(index..<index + count)), start: index, isOpen: true))
    index += count
    textStart = index
  }

  // MARK: Characters

  private mutating func takeNewline() {
    let newline = index
    var end = index
    while end > textStart, bytes[end - 1] == 0x20 { end -= 1 }
    endText(at: end)
    nodes.append(
      Node(
        kind: .token(newline - end >= 2 ? .hardBreak : .softBreak), start: end))
    index = newline + 1
    while index < bytes.count, bytes[index] == 0x20 { index += 1 }
    textStart = index
  }

  private mutating func takeBackslash() {
    guard index + 1 < bytes.count else {
      index += 1
      return
    }
    let next = bytes[index + 1]
    if options.math, next == 0x28 || next == 0x5B { return takeBackslashMath(next) }
    if next == 0x0A {
      endText()
      nodes.append(Node(kind: .token(.hardBreak), start: index))
      index += 2
      while index < bytes.count, bytes[index] == 0x20 { index += 1 }
      textStart = index
    } else if MarkdownBytes.isPunctuation(next) {
      add(.literal([next]), upTo: index + 2)
    } else {
      index += 1
    }
  }

  private mutating func takeEntity() {
    guard let entity = Entity.find(in: bytes, at: index) else {
      index += 1
      return
    }
    add(.literal(entity.text), upTo: entity.end)
  }

  private mutating func takeBackticks() {
    var start = index
    while start < bytes.count, bytes[start] == 0x60 { start += 1 }
    let length = start - index
    guard !failed.contains(.backticks(length)) else {
      return addOpenText(length)
    }
    var end = start
    while end < bytes.count {
      guard bytes[end] == 0x60 else {
        end += 1
        continue
      }
      let run = end
      while end < bytes.count, bytes[end] == 0x60 { end += 1 }
      if end - run == length { return add(.code(Self.code(bytes[start..<run])), upTo: end) }
    }
    failed.insert(.backticks(length))
    if isGrowing, bytes.count - index < Self.patience, start < bytes.count {
      endText()
      nodes.append(
        Node(kind: .token(.code(Self.code(bytes[start...]))), start: index, isOpen: true))
      index = bytes.count
      textStart = index
    } else {
      addOpenText(length)
    }
  }

  /// What is open for longer is shown as it was written.
  static let patience = 400

  private static func code(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text = bytes.map { $0 == 0x0A ? 0x20 : $0 }
    if text.count > 1, text.first == 0x20, text.last == 0x20, text.contains(where: { $0 != 0x20 }) {
      text.removeFirst()
      text.removeLast()
    }
    return text
  }

  // MARK: Brackets

  private mutating func takeBracket(isImage: Bool) {
    if !isImage, options.footnotes, takeFootnote() { return }
    endText()
    if !brackets.isEmpty { brackets[brackets.count - 1].hasBracketAfter = true }
    let end = index + (isImage ? 2 : 1)
    nodes.append(Node(kind: .bracket(index..<end, nil), start: index))
    brackets.append(
      Bracket(node: nodes.count - 1, textStart: end, isImage: isImage, lastRun: lastRun))
    if !isImage { linkBrackets.append(brackets.count - 1) }
    index = end
    textStart = end
  }

  private mutating func dropBracket() {
    brackets.removeLast()
    if linkBrackets.last == brackets.count { linkBrackets.removeLast() }
  }

  private mutating func takeFootnote() -> Bool {
    guard index + 2 < bytes.count, bytes[index + 1] == 0x5E else { return false }
    var end = index + 2
    while end < bytes.count, bytes[end] > 0x20, bytes[end] != 0x5D, bytes[end] != 0x5B { end += 1 }
    guard end < bytes.count, bytes[end] == 0x5D, end > index + 2 else { return false }
    add(.footnote(Array(bytes[(index + 2)..<end])), upTo: end + 1)
    return true
  }

  private mutating func takeClosingBracket() {
    guard let opener = brackets.last else {
      index += 1
      return
    }
    guard opener.isActive else {
      dropBracket()
      index += 1
      return
    }
    endText()
    guard let (reference, end) = target(of: opener) else {
      dropBracket()
      index += 1
      return
    }
    let span: InlineSpan = opener.isImage ? .image(reference) : .link(reference)
    if case .bracket(let range, _) = nodes[opener.node].kind {
      nodes[opener.node].kind = .bracket(range, span)
    }
    pairDelimiters(after: opener.lastRun)
    add(.end(span), upTo: end)
    dropBracket()
    guard !opener.isImage else { return }
    // There are no links in links.
    for place in linkBrackets { brackets[place].isActive = false }
    linkBrackets = []
  }

  /// Where the brackets that close at the index lead, and where that ends.
  private mutating func target(of opener: Bracket) -> (Reference, end: Int)? {
    let after = index + 1
    if after >= bytes.count { nodes[opener.node].isOpen = true }
    if after < bytes.count, bytes[after] == 0x28 {
      var pieces = LinkPieces(bytes)
      if let found = pieces.inline(at: after) { return (found.reference, found.end) }
      if pieces.isCut {
        nodes[opener.node].isOpen = true
        if isGrowing, bytes.count - after < Self.patience {
          return (Reference(destination: [], title: nil), bytes.count)
        }
      }
    }
    var end = after
    var label: ArraySlice<UInt8>?
    if after < bytes.count, bytes[after] == 0x5B {
      var pieces = LinkPieces(bytes)
      if let found = pieces.label(at: after) {
        (label, end) = (bytes[found.text], found.end)
      } else if MarkdownBytes.stands("[]", in: bytes, at: after) {
        end = after + 2
      } else if pieces.isCut {
        nodes[opener.node].isOpen = true
      }
    }
    if label == nil, !opener.hasBracketAfter, index - opener.textStart <= 999 {
      label = bytes[opener.textStart..<index]
    }
    guard let label, !references.isEmpty else { return nil }
    return references[LinkPieces.normalized(label)].map { ($0, end) }
  }
}
