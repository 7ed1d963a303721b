/// The same random numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// Text of scalars that make trouble, and some of any kind.
  mutating func hostileText(length: Int) -> String {
    let troublemakers: [Unicode.Scalar] = [
      "\u{1B}", "]", "5", "2", ";", "\u{7}", "\r", "\n", "\t", "\u{9B}", "\u{202E}", "\u{200D}",
      "\u{FE0F}", "\u{1F3FD}", "\u{E0041}", "\u{1F3F4}", "\u{1F1E9}", "\u{1F1EA}", "\u{301}",
      "\u{301}", "\u{1100}", "\u{1161}", "\u{11A8}", "日", "👍", " ", " ", "a", "b", "\u{FFFF}",
      "\u{AD}", "\u{200B}", "ش", "\u{2028}", "`", "~",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<length {
      let scalar: Unicode.Scalar? =
        Int.random(in: 0..<8, using: &self) == 0
        ? Unicode.Scalar(UInt32.random(in: 0..<0x110000, using: &self))
        : troublemakers.randomElement(using: &self)
      text.append(scalar ?? "\u{FFFD}")
    }
    return String(text)
  }
}

extension String {
  /// The text scalar by scalar, as chunks of a stream.
  var scalarChunks: [String] { unicodeScalars.map { String($0) } }
}
