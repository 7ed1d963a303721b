/// Tags, addresses and mathematics.
extension InlineParser {
  // MARK: Angle brackets

  mutating func takeAngle() {
    if let (address, text) = angleAddress() {
      return add(.address(address, text: text), upTo: text.upperBound + 1)
    }
    switch markup() {
    case .tag(let end): add(.html(index..<end), upTo: end)
    case .none: index += 1
    case .cut: addOpenText(1)
    }
  }

  /// `<https://…>` or `<name@host>`.
  private func angleAddress() -> (address: [UInt8], text: Range<Int>)? {
    var end = index + 1
    while end < bytes.count, bytes[end] > 0x20, bytes[end] != 0x3C, bytes[end] != 0x3E { end += 1 }
    guard end < bytes.count, bytes[end] == 0x3E else { return nil }
    let range = index + 1..<end
    let text = bytes[range]
    if isAbsolute(text) { return (Array(text), range) }
    return isMail(text) ? (Array("mailto:".utf8) + text, range) : nil
  }

  private func isAbsolute(_ text: ArraySlice<UInt8>) -> Bool {
    let scheme = text.prefix {
      MarkdownBytes.isAlphanumeric($0) || $0 == 0x2B || $0 == 0x2E || $0 == 0x2D
    }
    guard (2...32).contains(scheme.count), let first = scheme.first else { return false }
    return MarkdownBytes.isLetter(first) && text.dropFirst(scheme.count).first == 0x3A
  }

  private func isMail(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: 0x40, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return false }
    let marks = Set(".!#$%&'*+/=?^_`{|}~-".utf8)
    guard parts[0].allSatisfy({ MarkdownBytes.isAlphanumeric($0) || marks.contains($0) }) else {
      return false
    }
    return parts[1].split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
        && label.allSatisfy { MarkdownBytes.isAlphanumeric($0) || $0 == 0x2D }
    }
  }

  private mutating func markup() -> HTMLTag.Scan {
    guard index + 1 < bytes.count else { return .cut }
    switch bytes[index + 1] {
    case 0x3F: return search("?>", from: index + 2, .instruction)
    case 0x21: return declaration()
    default: return HTMLTag.scan(bytes, at: index)
    }
  }

  private mutating func declaration() -> HTMLTag.Scan {
    if MarkdownBytes.stands("<!--", in: bytes, at: index) {
      if MarkdownBytes.stands(">", in: bytes, at: index + 4) { return .tag(end: index + 5) }
      if MarkdownBytes.stands("->", in: bytes, at: index + 4) { return .tag(end: index + 6) }
      return search("-->", from: index + 4, .comment)
    }
    if MarkdownBytes.stands("<![CDATA[", in: bytes, at: index) {
      return search("]]>", from: index + 9, .characterData)
    }
    guard index + 2 < bytes.count else { return .cut }
    if MarkdownBytes.isLetter(bytes[index + 2]) {
      return search(">", from: index + 3, .declaration)
    }
    let isCut = bytes.count - index < 9
    return isCut ? .cut : .none
  }

  private mutating func search(
    _ end: String, from start: Int, _ failure: Failure
  ) -> HTMLTag.Scan {
    guard !failed.contains(failure) else { return .cut }
    let wanted = Array(end.utf8)
    if let found = MarkdownBytes.find(wanted, in: bytes, from: start) {
      return .tag(end: found + wanted.count)
    }
    failed.insert(failure)
    return .cut
  }

  // MARK: Addresses without brackets

  /// At a `:` or `.`: whether the letters before it begin an address.
  mutating func takeBareLink() {
    let isScheme = bytes[index] == 0x3A
    guard let start = isScheme ? schemeStart() : worldWideStart() else {
      index += 1
      return
    }
    let end = bareEnd(from: index + 1)
    let host = bytes[(isScheme ? index + 3 : start)..<max(end, isScheme ? index + 3 : start)]
    guard host.first.map({ MarkdownBytes.isAlphanumeric($0) || $0 >= 0x80 }) == true,
      end > index + 1
    else {
      index += 1
      return
    }
    endText(at: start)
    index = start
    let address = Array(bytes[start..<end])
    add(
      .address(isScheme ? address : Array("http://".utf8) + address, text: start..<end), upTo: end)
  }

  private func schemeStart() -> Int? {
    guard MarkdownBytes.stands("://", in: bytes, at: index) else { return nil }
    for scheme: StaticString in ["https", "http", "ftp"] {
      let start = index - scheme.utf8CodeUnitCount
      if start >= textStart, MarkdownBytes.stands(scheme, in: bytes, at: start), mayBegin(start) {
        return start
      }
    }
    return nil
  }

  private func worldWideStart() -> Int? {
    let start = index - 3
    guard start >= textStart, MarkdownBytes.stands("www", in: bytes, at: start), mayBegin(start)
    else {
      return nil
    }
    return start
  }

  private func mayBegin(_ start: Int) -> Bool {
    guard start > 0 else { return true }
    return !MarkdownBytes.isAlphanumeric(bytes[start - 1])
  }

  /// An address goes on to the next space, but for punctuation at its end.
  private func bareEnd(from start: Int) -> Int {
    var end = start
    var opened = 0
    var closed = 0
    while end < bytes.count, !MarkdownBytes.isSpace(bytes[end]), bytes[end] != 0x3C,
      bytes[end] != 0x60, bytes[end] != 0x22
    {
      if bytes[end] == 0x28 { opened += 1 }
      if bytes[end] == 0x29 { closed += 1 }
      // Brackets and doubled stars are the text's around it.
      if bytes[end] == 0x5D || MarkdownBytes.stands("**", in: bytes, at: end) { break }
      end += 1
    }
    let trailing = Set("?!.,:*_~';|".utf8)
    while end > start {
      let last = bytes[end - 1]
      if trailing.contains(last) {
        end -= 1
      } else if last == 0x29, closed > opened {
        closed -= 1
        end -= 1
      } else {
        break
      }
    }
    return end
  }

  // MARK: Mathematics

  /// Formulas in a line are not longer.
  private static let longestFormula = 1000

  /// `$x$` by the rules of Pandoc, so that sums of money are text: no space behind the first `$`
  /// nor before the last one, and no digit behind that.
  mutating func takeDollar() {
    let isDisplay = MarkdownBytes.stands("$$", in: bytes, at: index)
    let width = isDisplay ? 2 : 1
    let start = index + width
    let isAfterWord = index > 0 && MarkdownBytes.isAlphanumeric(bytes[index - 1])
    guard start < bytes.count, !isAfterWord, isDisplay || !MarkdownBytes.isSpace(bytes[start])
    else {
      if start >= bytes.count { return addOpenText(bytes.count - index) }
      index = start
      return
    }
    var end = start
    while end < bytes.count, end - start < Self.longestFormula {
      if bytes[end] == 0x5C {
        end += 2
        continue
      }
      if bytes[end] == 0x24 { break }
      end += 1
    }
    // One `$` at the end may yet be two.
    guard end + width <= bytes.count else { return addOpenText(width) }
    guard end - start < Self.longestFormula, end > start, closes(at: end, isDisplay: isDisplay)
    else {
      index = start
      return
    }
    let formula = MarkdownBytes.trimmed(bytes[start..<end])
    guard !isMoney(formula) || isDisplay else {
      index = start
      return
    }
    add(.math(formula, isDisplay: isDisplay), upTo: end + width)
  }

  private func closes(at end: Int, isDisplay: Bool) -> Bool {
    if isDisplay { return MarkdownBytes.stands("$$", in: bytes, at: end) }
    if MarkdownBytes.isSpace(bytes[end - 1]) { return false }
    return end + 1 >= bytes.count || !MarkdownBytes.isAlphanumeric(bytes[end + 1])
  }

  /// `5 and ` of `$5 and $x`: it begins with a digit, and words follow.
  private func isMoney(_ formula: [UInt8]) -> Bool {
    guard let first = formula.first, MarkdownBytes.isDigit(first) else { return false }
    let words = formula.split(whereSeparator: MarkdownBytes.isSpace)
    return words.contains { $0.count >= 2 && $0.allSatisfy(MarkdownBytes.isLetter) }
  }

  mutating func takeBackslashMath(_ opening: UInt8) {
    let closing: [UInt8] = [0x5C, opening == 0x28 ? 0x29 : 0x5D]
    let failure: Failure = opening == 0x28 ? .parenthesis : .bracket
    if !failed.contains(failure) {
      if let end = MarkdownBytes.find(closing, in: bytes, from: index + 2) {
        let formula = MarkdownBytes.trimmed(bytes[(index + 2)..<end])
        return add(.math(formula, isDisplay: opening == 0x5B), upTo: end + 2)
      }
      failed.insert(failure)
    }
    endText()
    nodes.append(Node(kind: .token(.literal([opening])), start: index, isOpen: true))
    index += 2
    textStart = index
  }
}
