/// Tool names as every dialect takes them: `[A-Za-z0-9_-]{1,64}`, beginning with a letter or `_`.
package enum ToolName {
  /// The name itself where it is fit; else with `_` for what is not, MCP's dots above all.
  package static func wire(_ name: String) -> String {
    var bytes = name.utf8.prefix(64).map { isFit($0) ? $0 : UInt8(ascii: "_") }
    if let first = bytes.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first) {
      bytes = [UInt8(ascii: "_")] + bytes.prefix(63)
    }
    return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
  }

  private static func isFit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
