/// URI references as schemas use them (RFC 3986, section 5).
enum SchemaReference {
  private struct Parts {
    var scheme: Substring?
    var authority: Substring?
    var path: Substring
    var query: Substring?
  }

  /// The reference's text before `#`, and what follows it; nil without one.
  static func split(_ reference: String) -> (uri: String, fragment: String?) {
    guard let mark = reference.firstIndex(of: "#") else { return (reference, nil) }
    return (String(reference[..<mark]), String(reference[reference.index(after: mark)...]))
  }

  /// The absolute form of a reference without fragment.
  static func resolve(_ reference: String, against base: String) -> String {
    if reference.isEmpty { return base }
    let relative = parts(reference[...])
    if relative.scheme != nil { return reference }
    let base = parts(base[...])
    var result = relative
    result.scheme = base.scheme
    if relative.authority == nil {
      result.authority = base.authority
      if relative.path.isEmpty {
        result.path = base.path
        result.query = relative.query ?? base.query
      } else if relative.path.first != "/" {
        let folder = base.path.lastIndex(of: "/").map { base.path[...$0] } ?? "/"
        result.path = Substring(withoutDots(folder + relative.path))
      } else {
        result.path = Substring(withoutDots(relative.path))
      }
    }
    let scheme = result.scheme.map { $0 + ":" } ?? ""
    let authority = result.authority.map { "//" + $0 } ?? ""
    return scheme + authority + result.path + (result.query.map { "?" + $0 } ?? "")
  }

  private static func parts(_ text: Substring) -> Parts {
    var rest = text
    var result = Parts(path: "")
    if let colon = rest.firstIndex(of: ":"), rest[..<colon].allSatisfy(isOfScheme),
      rest.first?.isLetter == true
    {
      result.scheme = rest[..<colon]
      rest = rest[rest.index(after: colon)...]
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
      result.authority = rest[..<end]
      rest = rest[end...]
    }
    if let mark = rest.firstIndex(of: "?") {
      result.query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    result.path = rest
    return result
  }

  private static func isOfScheme(_ character: Character) -> Bool {
    character.isASCII
      && (character.isLetter || character.isNumber || character == "+" || character == "-"
        || character == ".")
  }

  private static func withoutDots(_ path: Substring) -> String {
    var output: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    for (place, segment) in segments.enumerated() {
      let isLast = place == segments.count - 1
      switch segment {
      case ".": if isLast { output.append("") }
      case "..":
        if output.count > 1 { output.removeLast() }
        if isLast { output.append("") }
      default: output.append(segment)
      }
    }
    return output.joined(separator: "/")
  }

  /// A name as a token of a JSON Pointer (RFC 6901).
  static func token(_ name: String) -> String {
    guard name.contains(where: { $0 == "~" || $0 == "/" }) else { return name }
    return name.reduce(into: "") { text, character in
      switch character {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.append(character)
      }
    }
  }

  /// The names that a JSON Pointer in a fragment leads over; nil where it is none.
  static func tokens(ofFragment fragment: String) -> [String]? {
    percentDecoded(fragment).flatMap { tokens($0) }
  }

  /// The names that a JSON Pointer leads over; nil where it is none.
  static func tokens(_ pointer: String) -> [String]? {
    if pointer.isEmpty { return [] }
    guard pointer.first == "/" else { return nil }
    return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(name)
  }

  private static func name(_ token: Substring) -> String {
    var name = ""
    var isEscape = false
    for character in token {
      if isEscape {
        name.append(character == "1" ? "/" : "~")
        isEscape = false
      } else if character == "~" {
        isEscape = true
      } else {
        name.append(character)
      }
    }
    return name
  }

  private static func percentDecoded(_ text: String) -> String? {
    guard text.contains("%" as Character) else { return text }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let pair = String(decoding: rest.prefix(2), as: UTF8.self)
      guard pair.utf8.count == 2, let value = UInt8(pair, radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
