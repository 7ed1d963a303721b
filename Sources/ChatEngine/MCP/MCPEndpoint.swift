/// Where messages go in the transport of 2024-11-05: what the server says, on its own origin.
enum MCPEndpoint {
  /// The URL; nil for another origin, and for what is none.
  static func resolve(_ text: String, against base: String) -> String? {
    guard let own = URLText(base), text.utf8.count <= 2048,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let start = base.firstIndex(of: ":").flatMap({
        base.index($0, offsetBy: 3, limitedBy: base.endIndex)
      })
    else { return nil }
    let authority = base[start...].prefix { !"/?#".contains($0) }
    let origin = String(base[..<authority.endIndex])
    if let other = URLText(text) {
      let isSame =
        other.scheme == own.scheme && other.host == own.host && !other.hasUserInfo
        && other.effectivePort == own.effectivePort
      return isSame ? text : nil
    }
    // Another origin by `//host`, or something with a scheme that leads nowhere.
    let head = text.prefix { !"/?#".contains($0) }
    guard !text.hasPrefix("//"), !head.contains(":"), !text.contains("\\"), !text.isEmpty else {
      return nil
    }
    if text.hasPrefix("/") { return origin + text }
    let path = base[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
    if text.hasPrefix("?") { return origin + path + text }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
    return origin + folder + text
  }
}

extension URLText {
  fileprivate var effectivePort: UInt16? { port ?? (scheme == "https" ? 443 : 80) }
}
