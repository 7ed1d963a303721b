/// Commands as a server reads them: arrays of bulk strings, in either protocol.
enum RESPWriter {
  /// The bytes of a command.
  static func bytes(of command: [RedisText]) -> [UInt8] {
    var bytes: [UInt8] = []
    // "$1048576\r\n…\r\n" is the longest frame that is common.
    bytes.reserveCapacity(command.reduce(16) { $0 + $1.bytes.count + 16 })
    append("*", command.count, to: &bytes)
    for word in command {
      append("$", word.bytes.count, to: &bytes)
      bytes += word.bytes
      bytes += "\r\n".utf8
    }
    return bytes
  }

  private static func append(_ kind: Unicode.Scalar, _ count: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: kind))
    bytes += String(count).utf8
    bytes += "\r\n".utf8
  }
}
