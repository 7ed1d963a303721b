/// A URL taken apart as far as a configuration needs it (RFC 3986, section 3).
package struct URLText: Sendable, Equatable {
  /// In lower case.
  package var scheme: String
  package var hasUserInfo: Bool
  /// In lower case; IPv6 addresses without their brackets.
  package var host: String
  package var port: UInt16?
  /// With its leading slash; query and fragment included.
  package var rest: String

  /// Fails for anything but `scheme://host…` in printable ASCII.
  package init?(_ text: String) {
    guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let colon = text.firstIndex(of: ":"), colon != text.startIndex,
      text[colon...].hasPrefix("://")
    else { return nil }
    scheme = text[..<colon].lowercased()
    let afterScheme = text[text.index(colon, offsetBy: 3)...]
    let authority = afterScheme.prefix { !"/?#\\".contains($0) }
    rest = String(afterScheme[authority.endIndex...])
    let at = authority.lastIndex(of: "@")
    hasUserInfo = at != nil
    let place = at.map { authority[authority.index(after: $0)...] } ?? authority
    guard let (host, port) = Self.hostAndPort(place) else { return nil }
    self.host = host.lowercased()
    self.port = port
  }

  /// Whether the URL leads to this machine, without asking a name server.
  ///
  /// `localhost` and names under it are loopback by RFC 6761, section 6.3.
  package var isLoopback: Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether the text has a password before its host; what cannot be read counts as having one.
  package static func holdsPassword(_ text: String) -> Bool {
    text.contains("@") && (URLText(text)?.hasUserInfo ?? true)
  }

  private static func hostAndPort(_ text: Substring) -> (String, UInt16?)? {
    var host = text
    var port: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      let after = text[text.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else { return nil }
      port = after.isEmpty ? nil : after.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    guard !host.isEmpty else { return nil }
    guard let port else { return (String(host), nil) }
    guard let number = UInt16(port), number > 0 else { return nil }
    return (String(host), number)
  }
}
