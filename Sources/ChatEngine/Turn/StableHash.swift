/// FNV-1a, 64 bits: the same for the same text on every day and machine.
enum StableHash {
  /// As many digits of base 62 as asked for, 10 at most being of use.
  static func digits(_ text: String, count: Int) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var output: [UInt8] = []
    for _ in 0..<count {
      output.append(digits[Int(hash % 62)])
      hash /= 62
    }
    return String(decoding: output, as: UTF8.self)
  }
}
