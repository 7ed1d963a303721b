/// The checksum that closes a JSON object on one line: its last member, `"crc"`.
///
/// It is that of all bytes of the object before it.
enum LineChecksum {
  /// Bytes from `,"crc":"` to the closing brace.
  private static let length = 18

  /// Closes an object that began at `start` and has members, and no closing brace yet.
  static func close(_ output: inout [UInt8], from start: Int) {
    let checksum = output.withUnsafeBufferPointer { bytes in
      CRC32C.checksum(UnsafeBufferPointer(rebasing: bytes[start...]))
    }
    output += Array(",\"crc\":\"".utf8) + hexadecimal(checksum) + Array("\"}".utf8)
  }

  /// Whether the checksum at the line's end is that of what stands before it.
  static func isWhole(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.count > length else { return false }
    let split = line.count - length
    let trailer: StaticString = ",\"crc\":\""
    for place in 0..<8 where line[split + place] != trailer.utf8Start[place] { return false }
    guard line[line.count - 2] == UInt8(ascii: "\""), line[line.count - 1] == UInt8(ascii: "}")
    else { return false }
    var written: UInt32 = 0
    for byte in line[(split + 8)..<(split + 16)] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): written = written << 4 | UInt32(byte - 48)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): written = written << 4 | UInt32(byte - 97 + 10)
      default: return false
      }
    }
    return CRC32C.checksum(UnsafeBufferPointer(rebasing: line[..<split])) == written
  }

  private static func hexadecimal(_ value: UInt32) -> [UInt8] {
    let digits = Array(String(value, radix: 16).utf8)
    return Array(repeating: UInt8(ascii: "0"), count: 8 - digits.count) + digits
  }
}
