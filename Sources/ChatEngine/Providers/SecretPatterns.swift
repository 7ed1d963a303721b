/// What keys look like, whosoever they are.
enum SecretPatterns {
  /// Vendors' marks, with how many characters of a token must follow to make a key.
  private static let prefixes: [(mark: [UInt8], rest: Int)] = [
    ("sk-", 16), ("AIza", 30), ("ghp_", 20), ("gho_", 20), ("ghu_", 20), ("ghs_", 20),
    ("ghr_", 20), ("github_pat_", 20), ("xoxa-", 10), ("xoxb-", 10), ("xoxe-", 10), ("xoxo-", 10),
    ("xoxp-", 10), ("xoxr-", 10), ("xoxs-", 10), ("gsk_", 20), ("xai-", 20), ("csk-", 20),
    ("fw_", 20), ("tgp_", 20), ("pplx-", 20), ("hf_", 20),
  ].map { (Array($0.0.utf8), $0.1) }
  private static let bearer = Array("bearer ".utf8)
  private static let tokenStart = Array("eyJ".utf8)
  private static let pemStart = Array("-----BEGIN ".utf8)
  private static let pemEnd = Array("-----END ".utf8)
  private static let dashes = Array("-----".utf8)
  private static let privateKey = Array("PRIVATE KEY-----".utf8)

  /// Where the key lies whose pattern begins at the place; nil if none does.
  ///
  /// The range may begin after the place: `https://` stays, `user:password` after it goes.
  static func match(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    switch bytes[place] {
    case UInt8(ascii: "-"): return pem(in: bytes, at: place)
    case UInt8(ascii: ":"): return userInfo(in: bytes, at: place)
    default: break
    }
    guard place == 0 || !bytes[place - 1].isTokenPart else { return nil }
    return prefixed(in: bytes, at: place) ?? webToken(in: bytes, at: place)
      ?? bearerToken(in: bytes, at: place)
  }

  private static func prefixed(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    for (mark, rest) in prefixes where bytes[place...].starts(with: mark) {
      let end = endOfToken(in: bytes, from: place + mark.count)
      if end - place - mark.count >= rest { return place..<end }
    }
    return nil
  }

  /// Three runs of base64url with points between, the first the head of a JSON Web Token.
  private static func webToken(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    guard bytes[place...].starts(with: tokenStart) else { return nil }
    var end = endOfToken(in: bytes, from: place)
    for _ in 0..<2 {
      guard end < bytes.count, bytes[end] == UInt8(ascii: ".") else { return nil }
      let start = end + 1
      end = endOfToken(in: bytes, from: start)
      if end == start { return nil }
    }
    return place..<end
  }

  private static func bearerToken(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    let start = place + bearer.count
    guard start < bytes.count,
      bytes[place..<start].elementsEqual(bearer, by: { $0 | 0x20 == $1 | 0x20 })
    else { return nil }
    // RFC 6750, section 2.1.
    let end =
      bytes[start...].firstIndex { !($0.isTokenPart || "~+/=.".utf8.contains($0)) } ?? bytes.count
    return end - start >= 16 ? start..<end : nil
  }

  /// A private key from its first line to its last, or to the end of the text.
  private static func pem(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    guard bytes[place...].starts(with: pemStart) else { return nil }
    let line = bytes[place...].prefix(80).prefix { $0 != 0x0A && $0 != UInt8(ascii: "\\") }
    guard line.indices.contains(where: { bytes[$0...].starts(with: privateKey) }) else {
      return nil
    }
    var end = line.endIndex
    while end < bytes.count, !bytes[end...].starts(with: pemEnd) { end += 1 }
    end = min(end + pemEnd.count, bytes.count)
    while end < bytes.count, !bytes[end...].starts(with: dashes) { end += 1 }
    return place..<min(end + dashes.count, bytes.count)
  }

  /// What stands between `://` and `@`, if there is a colon in it.
  private static func userInfo(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    guard bytes[place...].starts(with: [0x3A, 0x2F, 0x2F]) else { return nil }
    let start = place + 3
    var at: Int?
    var colon: Int?
    for index in start..<min(bytes.count, start + 512) {
      let byte = bytes[index]
      if byte <= 0x20 || "\"'<>/?#".utf8.contains(byte) { break }
      if byte == UInt8(ascii: ":"), colon == nil { colon = index }
      if byte == UInt8(ascii: "@") { at = index }
    }
    guard let at, let colon, colon < at else { return nil }
    return start..<at
  }

  private static func endOfToken(in bytes: [UInt8], from start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end].isTokenPart { end += 1 }
    return end
  }
}

extension UInt8 {
  fileprivate var isTokenPart: Bool {
    isLetterOrDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }
}
