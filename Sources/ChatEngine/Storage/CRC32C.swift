import CSystem

/// The Castagnoli checksum (RFC 3720, appendix B.4), which tells a torn or rotten record from a whole one.
package enum CRC32C {
  package static func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    update(0, with: bytes)
  }

  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { checksum($0) }
  }

  /// Carries a checksum on over further bytes.
  package static func update(
    _ checksum: UInt32, with bytes: UnsafeBufferPointer<UInt8>,
    usingInstruction: Bool = hasInstruction
  ) -> UInt32 {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return checksum }
    if usingInstruction { return ~csys_crc32c(~checksum, base, bytes.count) }
    return tables.withUnsafeBufferPointer { tables in
      var remainder = ~checksum
      var place = 0
      while place + 8 <= bytes.count {
        let loaded = (base + place).loadUnaligned(as: UInt64.self)
        let word = UInt64(littleEndian: loaded) ^ UInt64(remainder)
        remainder = 0
        for slice in 0..<8 {
          let byte = Int(truncatingIfNeeded: word >> UInt64(slice * 8)) & 0xFF
          remainder ^= tables[(7 - slice) * 256 + byte]
        }
        place += 8
      }
      while place < bytes.count {
        remainder = remainder >> 8 ^ tables[Int((remainder ^ UInt32(bytes[place])) & 0xFF)]
        place += 1
      }
      return ~remainder
    }
  }

  /// Whether the processor has an instruction for it.
  package static let hasInstruction = csys_has_crc32c() != 0

  /// Eight tables of 256, so that eight bytes go in one step: table n is a byte with n zeros after it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 {
        // The polynomial 0x1EDC6F41, bits reversed.
        remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0x82F6_3B78 : 0)
      }
      tables[byte] = remainder
    }
    for place in 256..<8 * 256 {
      let shorter = tables[place - 256]
      tables[place] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
    }
    return tables
  }()
}
