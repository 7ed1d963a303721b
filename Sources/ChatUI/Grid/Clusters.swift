/// One unit of layout: what goes into one cell, or into the two of a wide glyph.
struct Cluster {
  /// Its bytes in the text.
  let range: Range<Int>
  let glyph: Glyph
  /// 1 or 2; a tab's depends on where it stands, and a newline has none.
  let width: Int
  let isTab: Bool
  let isNewline: Bool

  /// Columns between two tab stops.
  static let tabStop = 4

  /// A space or a tab: where a row may break.
  var isSpace: Bool { isTab || glyph == .blank }

  /// The columns that it takes when it starts at `column`.
  func columns(at column: Int) -> Int {
    isTab ? Self.tabStop - column % Self.tabStop : width
  }
}

/// Reads the clusters of a text from some byte on.
struct Clusters {
  private let text: SafeText
  private let end: Int
  private(set) var position: Int

  init(_ text: SafeText, in range: Range<Int>? = nil) {
    self.text = text
    let range = (range ?? 0..<text.count).clamped(to: 0..<text.count)
    position = range.lowerBound
    end = range.upperBound
  }

  mutating func next() -> Cluster? {
    guard position < end else { return nil }
    let start = position
    if let plain = plainByte() { return plain }
    let base = scalar()
    if base == "\n" || base == "\t" {
      return Cluster(
        range: start..<position, glyph: .blank, width: 0, isTab: base == "\t",
        isNewline: base == "\n")
    }
    let kind = CharacterWidth.kind(base)
    var glyph = Glyph(base)
    if isMark(base) {
      glyph = Glyph("\u{25CC}")
      glyph.join(base)
    }
    var width = kind == .wide ? 2 : 1
    if kind == .regional, let half = peek(), CharacterWidth.kind(half.scalar) == .regional {
      glyph.join(half.scalar)
      position += half.length
      width = 2
    }
    while let mark = peek(), isMark(mark.scalar) {
      glyph.join(mark.scalar)
      position += mark.length
    }
    return Cluster(
      range: start..<position, glyph: glyph, width: width, isTab: false, isNewline: false)
  }

  /// Passes over marks that belong to a base before this text.
  mutating func skipMarks() {
    while let mark = peek(), isMark(mark.scalar) { position += mark.length }
  }

  /// Most text is ASCII that no mark can follow: the first mark, U+0300, starts with 0xCC.
  private mutating func plainByte() -> Cluster? {
    let byte = text.utf8[position]
    guard byte >= 0x20, byte < 0x7F, position + 1 == end || text.utf8[position + 1] < 0xCC else {
      return nil
    }
    position += 1
    return Cluster(
      range: position - 1..<position, glyph: Glyph(Unicode.Scalar(byte)), width: 1, isTab: false,
      isNewline: false)
  }

  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    switch CharacterWidth.kind(scalar) {
    case .mark, .vowel: return true
    case .replaced, .narrow, .wide, .control, .invisible, .bidi, .tag, .regional, .separator:
      return false
    }
  }

  private mutating func scalar() -> Unicode.Scalar {
    let (scalar, length) = text.scalar(at: position)
    position += length
    return scalar
  }

  private func peek() -> (scalar: Unicode.Scalar, length: Int)? {
    position < end ? text.scalar(at: position) : nil
  }
}
