/// The SHA-256 of a message (FIPS 180-4).
package struct SHA256: Sendable, Hashable {
  private var words: [UInt32]

  package init(_ message: [UInt8]) {
    words = Self.start
    // Section 5.1.1: a one bit, zeros up to 56 bytes of the last block, the length in bits.
    let tail = message.count % 64
    var padding = Array(message.suffix(tail)) + [0x80]
    padding += repeatElement(0, count: (tail < 56 ? 55 : 119) - tail)
    let bits = UInt64(message.count) &* 8
    padding += (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
    message.withUnsafeBufferPointer { add(UnsafeBufferPointer(rebasing: $0.dropLast(tail))) }
    padding.withUnsafeBufferPointer { add($0) }
  }

  /// In lower-case hexadecimal.
  package var text: String {
    let digits = Array("0123456789abcdef".utf8)
    var output: [UInt8] = []
    for word in words {
      for shift in stride(from: 28, through: 0, by: -4) {
        output.append(digits[Int(word >> UInt32(shift) & 15)])
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Takes in whole blocks of 64 bytes (section 6.2.2).
  private mutating func add(_ blocks: UnsafeBufferPointer<UInt8>) {
    Self.constants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        var block = 0
        while block + 64 <= blocks.count {
          Self.fill(schedule, with: blocks, from: block)
          mix(schedule, constants)
          block += 64
        }
      }
    }
  }

  private static func fill(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, with blocks: UnsafeBufferPointer<UInt8>,
    from start: Int
  ) {
    for place in 0..<16 {
      let byte = start + place * 4
      let high = UInt32(blocks[byte]) << 24 | UInt32(blocks[byte + 1]) << 16
      let low = UInt32(blocks[byte + 2]) << 8 | UInt32(blocks[byte + 3])
      schedule.initializeElement(at: place, to: high | low)
    }
    for place in 16..<64 {
      let early = schedule[place - 15]
      let late = schedule[place - 2]
      let first = turn(early, 7) ^ turn(early, 18) ^ early >> 3
      let second = turn(late, 17) ^ turn(late, 19) ^ late >> 10
      let word = schedule[place - 16] &+ first &+ schedule[place - 7] &+ second
      schedule.initializeElement(at: place, to: word)
    }
  }

  private mutating func mix(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>
  ) {
    var (a, b, c, d) = (words[0], words[1], words[2], words[3])
    var (e, f, g, h) = (words[4], words[5], words[6], words[7])
    for place in 0..<64 {
      let high = Self.turn(e, 6) ^ Self.turn(e, 11) ^ Self.turn(e, 25)
      let choice = e & f ^ ~e & g
      let first = h &+ high &+ choice &+ constants[place] &+ schedule[place]
      let low = Self.turn(a, 2) ^ Self.turn(a, 13) ^ Self.turn(a, 22)
      let majority = a & b ^ a & c ^ b & c
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ low &+ majority)
    }
    words[0] &+= a
    words[1] &+= b
    words[2] &+= c
    words[3] &+= d
    words[4] &+= e
    words[5] &+= f
    words[6] &+= g
    words[7] &+= h
  }

  private static func turn(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    word &>> bits | word &<< (32 &- bits)
  }

  /// Section 5.3.3.
  private static let start: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
    0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]

  /// Section 4.2.2.
  private static let constants: [UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5,
    0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
    0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC,
    0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7,
    0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
    0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3,
    0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5,
    0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
    0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}
