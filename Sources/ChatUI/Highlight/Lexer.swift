/// Tells the words of one line of code apart.
///
/// It knows no grammar: keywords, strings, comments and numbers are what a reader's eye needs. Each
/// byte is looked at a bounded number of times.
struct Lexer {
  private let bytes: [UInt8]
  private let language: Language
  private var index = 0
  private var state: LexerState
  private var pieces: [(range: Range<Int>, role: TextRole)] = []

  private init(_ bytes: [UInt8], _ language: Language, _ state: LexerState) {
    self.bytes = bytes
    self.language = language
    self.state = state
  }

  /// The line's pieces, which are all of it, in order.
  static func roles(
    of line: [UInt8], in language: Language, from state: inout LexerState
  ) -> [(range: Range<Int>, role: TextRole)] {
    var lexer = Lexer(line, language, state)
    lexer.run()
    state = lexer.state
    return lexer.pieces
  }

  private mutating func run() {
    switch language.form {
    case .diff: return add(DiffLine.role(of: bytes), upTo: bytes.count)
    case .markdown: return takeMarkdown()
    case .markup: return takeMarkup()
    case .instructions: takeOpen()
    case .keys, .code: takeOpen()
    }
    if index == 0 { takeLineStart() }
    while index < bytes.count { takeNext() }
  }

  private mutating func add(_ role: TextRole, upTo end: Int) {
    guard end > index else { return }
    if let last = pieces.indices.last, pieces[last].role == role {
      pieces[last].range = pieces[last].range.lowerBound..<end
    } else {
      pieces.append((index..<end, role))
    }
    index = end
  }

  private func stands(_ wanted: [UInt8], at place: Int) -> Bool {
    guard !wanted.isEmpty, place + wanted.count <= bytes.count, bytes[place] == wanted[0] else {
      return false
    }
    return bytes[place..<(place + wanted.count)].elementsEqual(wanted)
  }

  // MARK: What goes on from the line before

  private mutating func takeOpen() {
    switch state.inside {
    case .nothing, .tag: break
    case .comment(let kind, let depth): takeComment(kind, depth: depth, from: index)
    case .string(let quote): takeString(quote, from: index)
    }
  }

  /// Goes on to the end of a block comment that was opened before `start`.
  private mutating func takeComment(_ kind: Int, depth: Int, from start: Int) {
    let (open, close) = language.blockComments[kind]
    var depth = depth
    var end = start
    while end < bytes.count, depth > 0 {
      if stands(close, at: end) {
        depth -= 1
        end += close.count
      } else if language.nests, stands(open, at: end) {
        depth += 1
        end += open.count
      } else {
        end += 1
      }
    }
    state.inside = depth > 0 ? .comment(kind, depth: depth) : .nothing
    add(.comment, upTo: end)
  }

  private mutating func takeString(_ number: Int, from start: Int) {
    let quote = language.quotes[number]
    var end = start
    var isClosed = false
    while end < bytes.count {
      if quote.escapes, bytes[end] == 0x5C {
        end = min(end + 2, bytes.count)
      } else if stands(quote.close, at: end) {
        end += quote.close.count
        isClosed = true
        break
      } else {
        end += 1
      }
    }
    state.inside = isClosed || !quote.isLong ? .nothing : .string(number)
    let isKey = isClosed && isKeyed(at: end)
    add(isKey ? .key : .string, upTo: end)
  }

  /// Whether a string is the name of a value, as in JSON.
  private func isKeyed(at end: Int) -> Bool {
    guard case .keys(let mark) = language.form else { return false }
    let next = bytes[end...].first { $0 != 0x20 && $0 != 0x09 }
    return next == mark
  }

  // MARK: The beginning of a line

  private mutating func takeLineStart() {
    add(.plain, upTo: bytes.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count)
    guard index < bytes.count else { return }
    if language.sections, bytes[index] == 0x5B {
      return add(.type, upTo: (bytes.firstIndex(of: 0x5D) ?? bytes.count - 1) + 1)
    }
    if case .instructions = language.form { return takeInstruction() }
    guard case .keys(let mark) = language.form else { return }
    takeListMarks()
    let rest = bytes[index...]
    guard let end = rest.firstIndex(of: mark), end > index else { return }
    let isName = bytes[index..<end].allSatisfy {
      MarkdownBytes.isAlphanumeric($0) || $0 >= 0x80 || $0 == 0x20
        || "_-./$%()\"'*@{}+".utf8.contains($0)
    }
    let isSpaced =
      mark != 0x3A || end + 1 >= bytes.count || MarkdownBytes.isSpace(bytes[end + 1])
      || bytes[end + 1] == 0x3D || bytes[end + 1] == 0x7B || bytes[end + 1] == 0x22
    // A string or a brace is what JSON begins with.
    guard isName, isSpaced, !"\"{[".utf8.contains(bytes[index]) else { return }
    add(.key, upTo: end)
  }

  private mutating func takeListMarks() {
    while index + 1 < bytes.count, bytes[index] == 0x2D, bytes[index + 1] == 0x20 {
      add(.sign, upTo: index + 2)
    }
  }

  private mutating func takeInstruction() {
    let end = wordEnd(from: index)
    let word = String(decoding: bytes[index..<end], as: UTF8.self)
    if language.keywords.contains(word.uppercased()) { add(.keyword, upTo: end) }
  }

  // MARK: Words

  private mutating func takeNext() {
    let byte = bytes[index]
    if MarkdownBytes.isSpace(byte) { return add(.plain, upTo: index + 1) }
    if takeBeginning() { return }
    if MarkdownBytes.isDigit(byte) { return add(.number, upTo: numberEnd) }
    if byte == language.variableMark { return takeVariable() }
    if byte == language.metaMark, index + 1 < bytes.count, isWordStart(bytes[index + 1]) {
      return add(.meta, upTo: wordEnd(from: index + 1))
    }
    if isWordStart(byte) { return takeWord() }
    add(byte >= 0x80 ? .plain : .sign, upTo: index + 1)
  }

  /// A comment or a string that begins here.
  private mutating func takeBeginning() -> Bool {
    for (kind, comment) in language.blockComments.enumerated() where stands(comment.open, at: index)
    {
      takeComment(kind, depth: 1, from: index + comment.open.count)
      return true
    }
    for mark in language.lineComments where stands(mark, at: index) {
      // In shells and the like a hash inside of a word is none.
      guard
        mark != [0x23] || index == 0 || !isWordPart(bytes[index - 1]) && bytes[index - 1] != 0x24
      else { continue }
      add(.comment, upTo: bytes.count)
      return true
    }
    for (number, quote) in language.quotes.enumerated() where stands(quote.open, at: index) {
      takeString(number, from: index + quote.open.count)
      return true
    }
    return false
  }

  private mutating func takeVariable() {
    var end = index + 1
    if end < bytes.count, bytes[end] == 0x7B || bytes[end] == 0x28 {
      let close: UInt8 = bytes[end] == 0x7B ? 0x7D : 0x29
      end = (bytes[end...].firstIndex(of: close) ?? bytes.count - 1) + 1
    } else {
      end = max(wordEnd(from: end), min(end + 1, bytes.count))
    }
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    add(.variable, upTo: end)
  }

  private mutating func takeWord() {
    let end = wordEnd(from: index)
    var word = String(decoding: bytes[index..<end], as: UTF8.self)
    if language.ignoresCase { word = word.lowercased() }
    add(role(of: word, end: end), upTo: end)
  }

  private func role(of word: String, end: Int) -> TextRole {
    if language.keywords.contains(word) { return .keyword }
    if language.literals.contains(word) { return .literal }
    if language.types.contains(word) { return .type }
    if end < bytes.count, bytes[end] == 0x28 { return .function }
    if language.capitalTypes, let first = word.utf8.first, (0x41...0x5A).contains(first) {
      return .type
    }
    return .plain
  }

  private func isWordStart(_ byte: UInt8) -> Bool {
    MarkdownBytes.isLetter(byte) || byte == 0x5F || byte >= 0x80
      || language.wordMarks.contains(byte)
  }

  private func isWordPart(_ byte: UInt8) -> Bool {
    isWordStart(byte) || MarkdownBytes.isDigit(byte)
  }

  private func wordEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count, isWordPart(bytes[end]) { end += 1 }
    return end
  }

  private var numberEnd: Int {
    var end = index
    while end < bytes.count {
      let byte = bytes[end]
      let isPoint = byte == 0x2E && end + 1 < bytes.count && MarkdownBytes.isDigit(bytes[end + 1])
      let isSign =
        (byte == 0x2B || byte == 0x2D) && end > index && bytes[end - 1] | 0x20 == 0x65
        && bytes[index] != 0x30
      guard MarkdownBytes.isAlphanumeric(byte) || byte == 0x5F || isPoint || isSign else { break }
      end += 1
    }
    return end
  }
}

// MARK: - Markup

extension Lexer {
  private mutating func takeMarkup() {
    if case .comment(let kind, let depth) = state.inside {
      takeComment(kind, depth: depth, from: index)
    }
    while index < bytes.count {
      if state.inside == .tag {
        takeTag()
      } else if stands(Array("<!--".utf8), at: index) {
        takeComment(0, depth: 1, from: index + 4)
      } else if bytes[index] == 0x3C {
        state.inside = .tag
        var end = index + 1
        while end < bytes.count, "/!?".utf8.contains(bytes[end]) { end += 1 }
        add(.sign, upTo: end)
        add(.keyword, upTo: nameEnd(from: end))
      } else if bytes[index] == 0x26, let entity = Entity.find(in: bytes, at: index) {
        add(.literal, upTo: entity.end)
      } else {
        add(
          .plain, upTo: bytes[(index + 1)...].firstIndex { $0 == 0x3C || $0 == 0x26 } ?? bytes.count
        )
      }
    }
  }

  private mutating func takeTag() {
    let byte = bytes[index]
    if byte == 0x3E {
      state.inside = .nothing
      add(.sign, upTo: index + 1)
    } else if byte == 0x22 || byte == 0x27 {
      add(.string, upTo: (bytes[(index + 1)...].firstIndex(of: byte) ?? bytes.count - 1) + 1)
    } else if MarkdownBytes.isSpace(byte) {
      add(.plain, upTo: index + 1)
    } else {
      let end = nameEnd(from: index)
      if end > index { add(.key, upTo: end) } else { add(.sign, upTo: index + 1) }
    }
  }

  private func nameEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count,
      MarkdownBytes.isAlphanumeric(bytes[end]) || bytes[end] >= 0x80
        || "-_:.@".utf8.contains(bytes[end])
    {
      end += 1
    }
    return end
  }

  // MARK: Markdown

  private mutating func takeMarkdown() {
    let start = bytes.firstIndex { $0 != 0x20 } ?? bytes.count
    let rest = bytes[start...]
    if rest.first == 0x23 { return add(.keyword, upTo: bytes.count) }
    if rest.first == 0x3E { return add(.comment, upTo: bytes.count) }
    if rest.starts(with: [0x60, 0x60, 0x60]) || rest.starts(with: [0x7E, 0x7E, 0x7E]) {
      return add(.meta, upTo: bytes.count)
    }
    add(.plain, upTo: start)
    let digits = rest.prefix(while: MarkdownBytes.isDigit).count
    if let mark = rest.dropFirst(digits).first, rest.dropFirst(digits + 1).first == 0x20,
      digits > 0 ? mark == 0x2E : "-*+".utf8.contains(mark)
    {
      add(.sign, upTo: start + digits + 1)
    }
    while index < bytes.count {
      if bytes[index] == 0x60, let end = bytes[(index + 1)...].firstIndex(of: 0x60) {
        add(.string, upTo: end + 1)
      } else if bytes[index] == 0x5B || bytes[index] == 0x5D {
        add(.key, upTo: index + 1)
      } else if bytes[index] == 0x2A || bytes[index] == 0x5F {
        add(.sign, upTo: index + 1)
      } else {
        let next = bytes[(index + 1)...].firstIndex { "`[]*_".utf8.contains($0) }
        add(.plain, upTo: next ?? bytes.count)
      }
    }
  }
}

/// A line of what `diff` writes.
private enum DiffLine {
  static func role(of line: [UInt8]) -> TextRole {
    for start in ["+++", "---", "diff ", "index ", "new file", "deleted file", "rename "]
    where line.starts(with: start.utf8) {
      return .meta
    }
    switch line.first {
    case 0x2B, 0x3E: return .inserted
    case 0x2D, 0x3C: return .deleted
    case 0x40: return .hunk
    default: return .plain
    }
  }
}
