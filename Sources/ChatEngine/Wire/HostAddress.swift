import Glibc

/// What an address written as text says about where it leads.
enum HostAddress {
  /// Whether a URL's host is this machine: `localhost` or an address of the loopback network.
  static func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" { return true }
    if let bytes = v4(host) { return bytes[0] == 127 }
    guard let bytes = v6(host) else { return false }
    if let mapped = mappedV4(bytes) { return mapped[0] == 127 }
    return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// Whether the host is an address and no name.
  static func isLiteral(_ host: String) -> Bool { v4(host) != nil || v6(host) != nil }

  /// Whether an address is not of the public internet: private, shared, link-local or loopback.
  static func isPrivate(_ address: String) -> Bool {
    if let bytes = v4(address) { return isPrivate(v4: bytes) }
    guard let bytes = v6(address) else { return false }
    if let mapped = mappedV4(bytes) { return isPrivate(v4: mapped) }
    // fc00::/7 unique local (RFC 4193), fe80::/10 link-local (RFC 4291).
    let isLocal = bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    return isLocal || bytes.dropLast().allSatisfy { $0 == 0 }
  }

  /// As it stands before a port: an address of version 6 in brackets.
  static func bracketed(_ host: String) -> String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
  }

  private static func isPrivate(v4 bytes: [UInt8]) -> Bool {
    // RFC 6890: this network, private, shared, loopback, link-local, private, private.
    switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (100, 64...127), (127, _), (169, 254), (172, 16...31), (192, 168): true
    default: false
    }
  }

  private static func mappedV4(_ bytes: [UInt8]) -> [UInt8]? {
    let prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    return bytes.starts(with: prefix) ? Array(bytes.dropFirst(12)) : nil
  }

  private static func v4(_ text: String) -> [UInt8]? { parse(text, AF_INET, 4) }

  private static func v6(_ text: String) -> [UInt8]? {
    let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
    return parse(isBracketed ? String(text.dropFirst().dropLast()) : text, AF_INET6, 16)
  }

  private static func parse(_ text: String, _ family: Int32, _ size: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: size)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }
}
