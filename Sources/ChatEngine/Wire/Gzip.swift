/// Unpacks gzip (RFC 1952), which gRPC puts around single messages where libcurl does not see it.
enum Gzip {
  /// The bytes of all members; throws for what is damaged, cut, or a bomb.
  static func unpacked(
    _ packed: [UInt8], maxBytes: Int = 64 << 20
  ) throws(Inflate.Malformed) -> [UInt8] {
    // As for whole answers: text reaches 20, and short messages may be all zeroes.
    let limit = min(maxBytes, max(1 << 20, packed.count.multipliedClamped(by: 200)))
    var output: [UInt8] = []
    var place = 0
    repeat {
      place = try skipHeader(packed, from: place)
      let start = output.count
      var inflate = Inflate(packed, from: place, maxBytes: limit)
      try inflate.run(into: &output)
      place = inflate.place
      guard packed.count - place >= 8 else { throw .cut }
      guard little(packed, place) == CRC32.of(output[start...]),
        little(packed, place + 4) == UInt32(truncatingIfNeeded: output.count - start)
      else { throw .damaged }
      place += 8
    } while place < packed.count
    return output
  }

  /// The place behind a member's header.
  private static func skipHeader(
    _ bytes: [UInt8], from start: Int
  ) throws(Inflate.Malformed) -> Int {
    guard bytes.count - start >= 10 else { throw .cut }
    guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8 else {
      throw .damaged
    }
    let flags = bytes[start + 3]
    guard flags & 0xE0 == 0 else { throw .damaged }
    var place = start + 10
    if flags & 4 != 0 {
      guard bytes.count - place >= 2 else { throw .cut }
      place += 2 + Int(bytes[place]) + Int(bytes[place + 1]) << 8
    }
    // A name and a comment, each with a zero at its end.
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      guard place < bytes.count, let end = bytes[place...].firstIndex(of: 0) else { throw .cut }
      place = end + 1
    }
    if flags & 2 != 0 { place += 2 }
    guard place <= bytes.count else { throw .cut }
    return place
  }

  private static func little(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
  }
}

/// The sum of RFC 1952, section 8.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
  }

  static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let table = table
    return ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }
}

extension Int {
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
