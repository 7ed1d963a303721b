/// Where a link leads, as a reader is told: nothing is hidden behind a link's text.
struct LinkTarget {
  /// Longer ones lose their path.
  private static let longest = 40

  private let address: [UInt8]

  init(_ address: [UInt8]) {
    self.address = address
  }

  /// The host, and the path where that is short: `example.org/guide`; nil for no address.
  ///
  /// A host that is not ASCII is given in punycode, as what is looked up.
  var shown: SafeText? {
    guard !address.isEmpty else { return nil }
    let parts = self.parts
    let host = parts.host.isEmpty ? "" : Punycode.host(parts.host)
    let isPlain = parts.scheme == "https" || parts.scheme == "http" || parts.scheme == "mailto"
    let start = (isPlain ? "" : parts.scheme + (parts.scheme.isEmpty ? "" : ":")) + host
    let whole = start + parts.rest
    let path = parts.rest.prefix { $0 != "?" && $0 != "#" }
    if whole.utf8.count <= Self.longest { return SafeText(whole, context: .code) }
    if !path.isEmpty, start.utf8.count + path.utf8.count <= Self.longest {
      return SafeText(start + path, context: .code) + "…"
    }
    guard !start.isEmpty else { return SafeText(whole, context: .code).truncated(to: Self.longest) }
    return SafeText(start, context: .code) + "/…"
  }

  /// The host alone, in punycode where it is not ASCII; what stands in its place where there is none.
  var host: SafeText? {
    guard !address.isEmpty else { return nil }
    let host = parts.host
    return host.isEmpty ? shown : SafeText(Punycode.host(host), context: .code)
  }

  /// What an address that is its own text does not say: its host in punycode.
  var unlikeItsText: SafeText? {
    let host = parts.host
    let looked = Punycode.host(host)
    return looked == host ? nil : SafeText(looked, context: .code)
  }

  private var parts: (scheme: String, host: String, rest: String) {
    let text = String(decoding: address, as: UTF8.self)
    let scheme = text.utf8.prefix {
      MarkdownBytes.isAlphanumeric($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
    }
    var rest = text[...]
    var name = ""
    if scheme.endIndex < text.endIndex, text[scheme.endIndex] == ":", !scheme.isEmpty {
      name = text[..<scheme.endIndex].lowercased()
      rest = text[text.index(after: scheme.endIndex)...]
    }
    guard rest.hasPrefix("//") else { return (name, "", String(rest)) }
    let authority = rest.dropFirst(2)
    let end = authority.firstIndex { "/?#\\".contains($0) } ?? authority.endIndex
    // What stands before an @ is who asks, and may look like another host.
    let host = authority[..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    return (name, String(host), String(authority[end...]))
  }
}
