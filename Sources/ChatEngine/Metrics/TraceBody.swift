/// The body of an answer, put together to whole lines: a key may come in two pieces.
struct TraceBody {
  /// A longer line is cut, and the rest of it left out.
  static let longestLine = 256 << 10
  /// Left out before such a cut: the cut may go through a key.
  static let margin = 16 << 10

  private var line: [UInt8] = []
  private var isSkipping: Bool

  init(isSkipping: Bool = false) { self.isSkipping = isSkipping }

  /// A piece is missing: what there is of its line is left out, and so is the rest of that line.
  mutating func lose() {
    line = []
    isSkipping = true
  }

  /// The whole lines that there are now, as one text; none where there is none.
  mutating func take(_ bytes: [UInt8], _ redactor: Redactor) -> [String] {
    var texts: [String] = []
    var rest = bytes[...]
    if let end = rest.lastIndex(of: 0x0A) {
      if isSkipping, let first = rest.firstIndex(of: 0x0A) {
        rest = rest[(first + 1)...]
        isSkipping = false
      }
      if rest.startIndex <= end {
        line += rest[...end]
        texts.append(redacted(redactor))
      }
      rest = bytes[(end + 1)...]
    }
    if !isSkipping { line += rest }
    if line.count > Self.longestLine {
      let safe = redactor.redacted(line).dropLast(Self.margin)
      texts.append(String(decoding: safe, as: UTF8.self) + "[the rest of the line is left out]")
      line = []
      isSkipping = true
    }
    return texts
  }

  /// What is left.
  mutating func finish(_ redactor: Redactor) -> [String] {
    line.isEmpty ? [] : [redacted(redactor)]
  }

  private mutating func redacted(_ redactor: Redactor) -> String {
    defer { line = [] }
    return String(decoding: redactor.redacted(line), as: UTF8.self)
  }
}
