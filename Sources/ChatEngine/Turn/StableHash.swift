/// FNV-1a, 64 bits: the same for the same text on every day and machine.
package enum StableHash {
  private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Of a text, or of one behind another.
  static func hash(_ text: String, after earlier: UInt64? = nil) -> UInt64 {
    text.utf8.reduce(earlier ?? basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// As many digits of base 62 as asked for, 10 at most being of use.
  package static func digits(_ text: String, count: Int) -> String {
    var hash = hash(text)
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var output: [UInt8] = []
    for _ in 0..<count {
      output.append(digits[Int(hash % 62)])
      hash /= 62
    }
    return String(decoding: output, as: UTF8.self)
  }
}
