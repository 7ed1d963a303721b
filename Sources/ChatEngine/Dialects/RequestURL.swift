/// Joins base URLs and paths as texts: what users configure differs too much for rules.
enum RequestURL {
  /// The path appended, unless the base already ends with it; a query of the base stays at the end.
  static func join(_ base: String, _ path: String, query: String? = nil) -> String {
    let halves = base.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var url = String(halves.first ?? "")
    while url.hasSuffix("/") { url.removeLast() }
    if !url.hasSuffix(path) { url += path }
    let queries = [halves.count > 1 ? String(halves[1]) : nil, query]
    let joined = queries.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "&")
    return joined.isEmpty ? url : url + "?" + joined
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
