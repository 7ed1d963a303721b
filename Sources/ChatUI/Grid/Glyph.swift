/// What one cell shows: a base scalar and at most four marks on it, or a flag's two halves.
///
/// Packed into two words, so that a grid is one block of memory without reference counts. ncurses
/// takes five scalars a cell (CCHARW_MAX), which fit: 5 * 21 bits.
package struct Glyph: Hashable, Sendable {
  /// The most scalars in a glyph.
  static let capacity = 5
  private static let mask: UInt64 = 0x1F_FFFF

  private var low: UInt64
  private var high: UInt64

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  package init(_ scalar: Unicode.Scalar) {
    low = UInt64(scalar.value)
    high = 0
  }

  package static let blank = Glyph(" ")
  /// Stands in the second cell of a wide glyph.
  static let none = Glyph(low: 0, high: 0)
  package static let replacement = Glyph("\u{FFFD}")

  /// The first scalar's number.
  var base: UInt32 { UInt32(truncatingIfNeeded: low & Self.mask) }

  /// The glyph where it is one letter, digit or sign of ASCII.
  package var ascii: UInt8? {
    high == 0 && low >= 0x20 && low < 0x7F ? UInt8(truncatingIfNeeded: low) : nil
  }

  /// Puts a mark on the glyph; a fifth is left out.
  ///
  /// Hangul vowels and final consonants are folded into their syllable: one terminal of five gives
  /// each its own columns.
  mutating func join(_ mark: Unicode.Scalar) {
    if let syllable = Hangul.compose(base, mark.value), low >> 21 == 0 {
      low = UInt64(syllable)
      return
    }
    let value = UInt64(mark.value)
    for shift in [21, 42] as [UInt64] where (low >> shift) & Self.mask == 0 {
      low |= value << shift
      return
    }
    for shift in [0, 21] as [UInt64] where (high >> shift) & Self.mask == 0 {
      high |= value << shift
      return
    }
  }

  /// The scalars to send to the terminal; none for the second half of a wide glyph.
  package var scalars: [Unicode.Scalar] {
    [low, low >> 21, low >> 42, high, high >> 21].compactMap { word in
      let value = UInt32(truncatingIfNeeded: word & Self.mask)
      return value == 0 ? nil : Unicode.Scalar(value)
    }
  }

  /// The glyph as text; empty for the second half of a wide glyph.
  package var text: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}

/// The arithmetic of Hangul syllables (Unicode, section 3.12).
enum Hangul {
  /// The syllable of a leading consonant and a vowel, or of a syllable and a final consonant.
  static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
      return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
    }
    if (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0,
      (0x11A8...0x11C2).contains(second)
    {
      return first + (second - 0x11A7)
    }
    return nil
  }

  /// Whether a vowel or a final consonant can join it: a leading consonant or a syllable.
  static func takesVowels(_ value: UInt32) -> Bool {
    (0x1100...0x115E).contains(value) || (0xA960...0xA97C).contains(value)
      || (0xAC00...0xD7A3).contains(value)
  }
}
