import ChatEngine
import Testing

@Suite struct `The Castagnoli checksum` {
  /// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  static let vectors: [([UInt8], UInt32)] = [
    ([UInt8](repeating: 0x00, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E),
    ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
    (
      [
        0x01, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00,
        0x00, 0x18, 0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00,
      ], 0xD996_3A56
    ),
    (Array("123456789".utf8), 0xE306_9283),
    ([], 0),
  ]

  @Test(arguments: vectors)
  func `is what the standard says`(bytes: [UInt8], checksum: UInt32) {
    #expect(CRC32C.checksum(bytes) == checksum)
  }

  @Test(arguments: vectors)
  func `is the same without the processor's instruction`(bytes: [UInt8], checksum: UInt32) {
    let computed = bytes.withUnsafeBufferPointer {
      CRC32C.update(0, with: $0, usingInstruction: false)
    }
    #expect(computed == checksum)
  }

  @Test func `is the same in two pieces as in one, wherever it is cut`() {
    let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for cut in 0...bytes.count {
      let first = CRC32C.checksum(Array(bytes[..<cut]))
      let whole = bytes[cut...].withUnsafeBufferPointer { CRC32C.update(first, with: $0) }
      #expect(whole == CRC32C.checksum(bytes))
    }
  }

  @Test func `tells one flipped bit`() {
    var bytes = [UInt8](repeating: 7, count: 64)
    let before = CRC32C.checksum(bytes)
    bytes[40] ^= 1
    #expect(CRC32C.checksum(bytes) != before)
  }
}
