/// Joins base URLs and paths as texts: what users configure differs too much for rules.
enum RequestURL {
  /// The path appended, unless the base already ends with it; a query of the base stays at the end.
  static func join(_ base: String, _ path: String, query: String? = nil) -> String {
    // By bytes: this is done for each request, and characters are slow to find.
    let mark = base.utf8.firstIndex(of: UInt8(ascii: "?"))
    if mark == nil, query == nil, base.utf8.last != UInt8(ascii: "/") {
      return base.hasSuffix(path) ? base : base + path
    }
    var root = base[..<(mark ?? base.endIndex)]
    while root.utf8.last == UInt8(ascii: "/") { root = root.dropLast() }
    var url = String(root)
    if !url.hasSuffix(path) { url += path }
    var separator = "?"
    for query in [mark.map { base[base.utf8.index(after: $0)...] }, query?[...]] {
      guard let query, !query.isEmpty else { continue }
      url += separator + query
      separator = "&"
    }
    return url
  }

  /// Whether the base's path ends in a version, as in `…/v1` or `…/v1beta`.
  static func endsInVersion(_ base: String) -> Bool {
    let last = base.split(separator: "?").first?.split(separator: "/").last ?? ""
    return last.hasPrefix("v") && last.dropFirst().first.map(\.isNumber) == true
  }

  /// A name as it may stand in a path (RFC 3986, section 2.3), its slashes kept.
  static func escape(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: ":"):
        output.append(byte)
      default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
