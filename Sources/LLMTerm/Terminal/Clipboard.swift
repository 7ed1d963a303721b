/// The terminal's clipboard, by OSC 52.
enum Clipboard {
  /// What terminals take at most, in bytes of base64 (xterm's and tmux's limits lie above it).
  static let limit = 74_000

  /// What puts the text on the clipboard, or nil where it is too long.
  ///
  /// Inside tmux it is said twice: once to tmux, which takes it with `set-clipboard on`, and once
  /// through it, which works with `allow-passthrough on`. GNU screen takes only the second form.
  static func copy(_ text: String, through multiplexer: Multiplexer) -> String? {
    let encoded = base64(Array(text.utf8))
    guard encoded.utf8.count <= limit else { return nil }
    let plain = "\u{1B}]52;c;\(encoded)\u{07}"
    return multiplexer == .none ? plain : plain + multiplexer.passing(plain)
  }

  /// RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      var digits: [UInt8] = []
      for _ in 0..<4 {
        digits.append(alphabet[bits & 63])
        bits >>= 6
      }
      encoded += digits.reversed().prefix(group.count + 1)
      encoded += Array(repeating: UInt8(ascii: "="), count: 3 - group.count)
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
