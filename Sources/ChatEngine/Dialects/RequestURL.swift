/// Joins base URLs and paths as texts: what users configure differs too much for rules.
enum RequestURL {
  /// The path appended, unless the base already ends with it; a query of the base stays at the end.
  static func join(_ base: String, _ path: String, query: String? = nil) -> String {
    if query == nil, let url = plain(base, path) { return url }
    let mark = base.utf8.firstIndex(of: UInt8(ascii: "?"))
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

  /// For a base without a query or a slash at its end, as nearly all are; nil for any other.
  ///
  /// By bytes: this is done for each request, and characters are slow to find.
  private static func plain(_ base: String, _ path: String) -> String? {
    var (base, path) = (base, path)
    return base.withUTF8 { base in
      path.withUTF8 { path in
        guard let last = base.last, last != UInt8(ascii: "/"),
          base.firstIndex(of: UInt8(ascii: "?"), from: 0) == nil
        else { return nil }
        let rest = base.count >= path.count ? base.count - path.count : base.count
        let isThere = base.cut(rest, base.count).elementsEqual(path)
        let count = base.count + (isThere ? 0 : path.count)
        return String(unsafeUninitializedCapacity: count) { url in
          let end = url.initialize(fromContentsOf: base)
          return isThere ? end : url[end...].initialize(fromContentsOf: path)
        }
      }
    }
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
