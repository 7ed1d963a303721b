/// The pieces of links: labels, addresses, titles (CommonMark, section 6.3 and 4.7).
struct LinkPieces {
  let bytes: [UInt8]
  /// Whether the text ended inside of a piece, so that more of it might have made one.
  private(set) var isCut = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A label has at most so many bytes.
  private static let longestLabel = 999
  private static let deepestParentheses = 32

  /// The label at a `[`: its text, and where it ends.
  mutating func label(at start: Int) -> (text: Range<Int>, end: Int)? {
    var index = start + 1
    var hasText = false
    while index < bytes.count {
      switch bytes[index] {
      case 0x5D: return hasText ? (start + 1..<index, index + 1) : nil
      case 0x5B: return nil
      case 0x5C:
        hasText = true
        index += index + 1 < bytes.count && MarkdownBytes.isPunctuation(bytes[index + 1]) ? 2 : 1
      case let byte:
        if !MarkdownBytes.isSpace(byte) { hasText = true }
        index += 1
      }
      if index - start > Self.longestLabel { return nil }
    }
    isCut = true
    return nil
  }

  /// The address at a place and where it ends.
  mutating func destination(at start: Int) -> (text: Range<Int>, end: Int)? {
    guard start < bytes.count else {
      isCut = true
      return nil
    }
    return bytes[start] == 0x3C ? pointed(at: start) : bare(at: start)
  }

  private mutating func pointed(at start: Int) -> (text: Range<Int>, end: Int)? {
    var index = start + 1
    while index < bytes.count {
      switch bytes[index] {
      case 0x3E: return (start + 1..<index, index + 1)
      case 0x3C, 0x0A: return nil
      case 0x5C: index += index + 1 < bytes.count && bytes[index + 1] != 0x0A ? 2 : 1
      default: index += 1
      }
    }
    isCut = true
    return nil
  }

  private mutating func bare(at start: Int) -> (text: Range<Int>, end: Int)? {
    var index = start
    var depth = 0
    loop: while index < bytes.count {
      switch bytes[index] {
      case 0x28:
        depth += 1
        if depth > Self.deepestParentheses { return nil }
        index += 1
      case 0x29:
        if depth == 0 { break loop }
        depth -= 1
        index += 1
      case 0x5C:
        index += index + 1 < bytes.count && MarkdownBytes.isPunctuation(bytes[index + 1]) ? 2 : 1
      case 0...0x20, 0x7F: break loop
      default: index += 1
      }
    }
    if index >= bytes.count { isCut = true }
    return depth == 0 ? (start..<index, index) : nil
  }

  /// The title at a place and where it ends.
  mutating func title(at start: Int) -> (text: Range<Int>, end: Int)? {
    guard start < bytes.count else { return nil }
    let closing: UInt8
    switch bytes[start] {
    case 0x22, 0x27: closing = bytes[start]
    case 0x28: closing = 0x29
    default: return nil
    }
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == closing { return (start + 1..<index, index + 1) }
      if closing == 0x29, bytes[index] == 0x28 { return nil }
      index += bytes[index] == 0x5C && index + 1 < bytes.count ? 2 : 1
    }
    isCut = true
    return nil
  }

  /// Passes over spaces and at most one end of a line.
  func afterSpaces(_ start: Int) -> Int {
    var index = start
    var lines = 0
    while index < bytes.count, MarkdownBytes.isSpace(bytes[index]) {
      if bytes[index] == 0x0A {
        lines += 1
        if lines > 1 { return index }
      }
      index += 1
    }
    return index
  }

  /// What follows the `(` at a place: the reference, and where its `)` ends.
  mutating func inline(at start: Int) -> (reference: Reference, end: Int)? {
    var index = afterSpaces(start + 1)
    guard let destination = destination(at: index) else { return nil }
    index = afterSpaces(destination.end)
    var title: [UInt8]?
    if index > destination.end, let found = self.title(at: index) {
      title = Entity.resolved(bytes[found.text])
      index = afterSpaces(found.end)
    }
    guard index < bytes.count else {
      isCut = true
      return nil
    }
    guard bytes[index] == 0x29 else { return nil }
    return (
      Reference(destination: Entity.resolved(bytes[destination.text]), title: title), index + 1
    )
  }

  /// How labels are compared: case and runs of spaces make no difference.
  static func normalized(_ label: some Sequence<UInt8>) -> String {
    let words = Array(label).split(whereSeparator: MarkdownBytes.isSpace)
      .map { String(decoding: $0, as: UTF8.self) }
    return words.joined(separator: " ").lowercased().uppercased()
  }
}

/// `[label]: address "title"` at the beginning of a paragraph.
struct ReferenceDefinition {
  let label: String
  let reference: Reference
  /// Where the next line begins.
  let end: Int

  init?(in paragraph: [UInt8], at start: Int) {
    guard start < paragraph.count, paragraph[start] == 0x5B else { return nil }
    var pieces = LinkPieces(paragraph)
    guard let label = pieces.label(at: start), label.end < paragraph.count,
      paragraph[label.end] == 0x3A
    else { return nil }
    let place = pieces.afterSpaces(label.end + 1)
    guard let destination = pieces.destination(at: place), destination.end > place else {
      return nil
    }
    var end = Self.lineEnd(in: paragraph, from: destination.end)
    var title: [UInt8]?
    let titleStart = pieces.afterSpaces(destination.end)
    if titleStart > destination.end, let found = pieces.title(at: titleStart),
      let titleEnd = Self.lineEnd(in: paragraph, from: found.end)
    {
      title = Entity.resolved(paragraph[found.text])
      end = titleEnd
    }
    guard let end else { return nil }
    self.label = LinkPieces.normalized(paragraph[label.text])
    reference = Reference(
      destination: Entity.resolved(paragraph[destination.text]), title: title)
    self.end = end
  }

  /// Where the next line begins, if nothing but spaces comes before it.
  private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while index < bytes.count {
      if bytes[index] == 0x0A { return index + 1 }
      guard bytes[index] == 0x20 || bytes[index] == 0x09 else { return nil }
      index += 1
    }
    return index
  }
}
