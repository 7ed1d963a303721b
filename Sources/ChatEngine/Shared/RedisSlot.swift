/// The hash slots of a cluster (Redis cluster specification, "Key distribution model").
enum RedisSlot {
  static let count = 16_384

  /// The slot of a key: of what stands between the first braces, where that is not empty.
  static func of(_ key: String) -> Int {
    let bytes = Array(key.utf8)
    return Int(crc16(tag(in: bytes))) % count
  }

  /// CRC16-XMODEM: polynomial 0x1021, starting with zero ("123456789" gives 0x31C3).
  static func crc16(_ bytes: some Sequence<UInt8>) -> UInt16 {
    var remainder: UInt16 = 0
    for byte in bytes {
      remainder ^= UInt16(byte) << 8
      for _ in 0..<8 {
        remainder = remainder & 0x8000 == 0 ? remainder << 1 : remainder << 1 ^ 0x1021
      }
    }
    return remainder
  }

  private static func tag(in key: [UInt8]) -> ArraySlice<UInt8> {
    guard let open = key.firstIndex(of: UInt8(ascii: "{")) else { return key[...] }
    let rest = key[(open + 1)...]
    guard let close = rest.firstIndex(of: UInt8(ascii: "}")), close > rest.startIndex else {
      return key[...]
    }
    return rest[..<close]
  }
}
