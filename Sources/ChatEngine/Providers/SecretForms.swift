/// The ways in which one key may stand in a text.
enum SecretForms {
  static func all(of key: [UInt8]) -> [[UInt8]] {
    var forms = [
      key, urlEncoded(key, digits: upperDigits), urlEncoded(key, digits: lowerDigits),
      escaped(key, slashes: false), escaped(key, slashes: true),
    ]
    for alphabet in [standard, urlSafe] {
      // Inside a longer text the key may begin at any of the three places of a group.
      for shift in 0..<3 { forms.append(base64(key, shift: shift, alphabet: alphabet)) }
    }
    return forms
  }

  private static let upperDigits = Array("0123456789ABCDEF".utf8)
  private static let lowerDigits = Array("0123456789abcdef".utf8)
  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let standard = Array((letters + "+/").utf8)
  private static let urlSafe = Array((letters + "-_").utf8)

  /// All but the unreserved characters of RFC 3986, section 2.3, as `%2B`.
  private static func urlEncoded(_ key: [UInt8], digits: [UInt8]) -> [UInt8] {
    key.flatMap { byte -> [UInt8] in
      if byte.isLetterOrDigit || "-._~".utf8.contains(byte) { return [byte] }
      return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  /// As in a JSON string; some writers escape the slash too.
  private static func escaped(_ key: [UInt8], slashes: Bool) -> [UInt8] {
    key.flatMap { byte -> [UInt8] in
      let escapes =
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        || (slashes && byte == UInt8(ascii: "/"))
      return escapes ? [UInt8(ascii: "\\"), byte] : [byte]
    }
  }

  /// The digits that depend on the key alone when `shift` unknown bytes stand before it in a group.
  private static func base64(_ key: [UInt8], shift: Int, alphabet: [UInt8]) -> [UInt8] {
    var bits = 0
    var width = 0
    var digits: [UInt8] = []
    for byte in [UInt8](repeating: 0, count: shift) + key {
      bits = (bits << 8 | Int(byte)) & 0xFFFF
      width += 8
      while width >= 6 {
        width -= 6
        digits.append(alphabet[bits >> width & 63])
      }
    }
    // One unknown byte reaches into two digits, two into three.
    return Array(digits.dropFirst(shift == 0 ? 0 : shift + 1))
  }
}

extension UInt8 {
  var isLetterOrDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
