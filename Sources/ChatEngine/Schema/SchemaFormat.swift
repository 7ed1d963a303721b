import Glibc

/// The formats that can be asserted; `idn-hostname` and unknown ones only describe.
enum SchemaFormat: String, Sendable {
  case date, time, duration, email, hostname, ipv4, ipv6, uri, iri, uuid, regex
  case dateTime = "date-time"
  case idnEmail = "idn-email"
  case uriReference = "uri-reference"
  case iriReference = "iri-reference"
  case uriTemplate = "uri-template"
  case pointer = "json-pointer"
  case relativePointer = "relative-json-pointer"

  /// As in "must be a date".
  var words: String {
    switch self {
    case .date: "a date such as 2026-11-23"
    case .time: "a time such as 10:42:07Z"
    case .dateTime: "a time such as 2026-11-23T10:42:07Z"
    case .duration: "a duration such as P3DT12H"
    case .email, .idnEmail: "an e-mail address"
    case .hostname: "a host's name"
    case .ipv4: "an IPv4 address"
    case .ipv6: "an IPv6 address"
    case .uri, .iri: "a URI"
    case .uriReference, .iriReference: "a URI reference"
    case .uriTemplate: "a URI template"
    case .uuid: "a UUID"
    case .regex: "a regular expression"
    case .pointer: "a JSON Pointer"
    case .relativePointer: "a relative JSON Pointer"
    }
  }

  func matches(_ text: String) -> Bool {
    switch self {
    case .date: return SchemaTime.isDate(text)
    case .time: return SchemaTime.isTime(text)
    case .dateTime: return SchemaTime.isDateTime(text)
    case .duration: return SchemaTime.isDuration(text)
    case .email: return isEmail(text, takesUnicode: false)
    case .idnEmail: return isEmail(text, takesUnicode: true)
    case .hostname: return isHostname(text[...])
    case .ipv4: return Self.isAddress(text, AF_INET)
    case .ipv6: return !text.contains("%" as Character) && Self.isAddress(text, AF_INET6)
    case .uri: return isURI(text, takesUnicode: false, isReference: false)
    case .iri: return isURI(text, takesUnicode: true, isReference: false)
    case .uriReference: return isURI(text, takesUnicode: false, isReference: true)
    case .iriReference: return isURI(text, takesUnicode: true, isReference: true)
    case .uriTemplate: return isTemplate(text)
    case .uuid: return isUUID(text)
    case .regex: return isExpression(ofECMA: text)
    case .pointer: return isPointer(text[...])
    case .relativePointer: return isRelativePointer(text)
    }
  }

  // MARK: Addresses

  private static func isAddress(_ text: String, _ family: Int32) -> Bool {
    var address = [UInt8](repeating: 0, count: 16)
    // To C the text ends with a NUL, wherever that stands.
    return !text.utf8.contains(0) && inet_pton(family, text, &address) == 1
  }

  /// RFC 1123: labels of 1 to 63 letters, digits and hyphens, none at their ends.
  private func isHostname(_ text: Substring) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      let bytes = label.utf8
      return (1...63).contains(bytes.count) && bytes.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D }
        && bytes.first != 0x2D && bytes.last != 0x2D
        // Two hyphens there are for encodings, of which this is the one there is.
        && (!label.dropFirst(2).hasPrefix("--") || isPunycode(label))
    }
  }

  private func isPunycode(_ label: Substring) -> Bool {
    label.lowercased().hasPrefix("xn--") && label.utf8.count > 4 && label.utf8.last != 0x2D
  }

  private func isEmail(_ text: String, takesUnicode: Bool) -> Bool {
    guard let at = text.lastIndex(of: "@") else { return false }
    let name = text[..<at]
    let host = text[text.index(after: at)...]
    guard (1...64).contains(name.utf8.count), takesUnicode || text.utf8.allSatisfy({ $0 < 0x80 })
    else { return false }
    let isHost =
      host.hasPrefix("[") && host.hasSuffix("]")
      ? isLiteral(host.dropFirst().dropLast())
      : takesUnicode && !host.utf8.allSatisfy { $0 < 0x80 } || isHostname(host)
    if name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") { return isHost }
    let atoms = name.split(separator: ".", omittingEmptySubsequences: false)
    return isHost
      && atoms.allSatisfy { atom in
        !atom.isEmpty
          && atom.utf8.allSatisfy {
            $0 >= 0x80 || $0.isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0)
          }
      }
  }

  private func isLiteral(_ text: Substring) -> Bool {
    text.hasPrefix("IPv6:")
      ? Self.isAddress(String(text.dropFirst(5)), AF_INET6) : Self.isAddress(String(text), AF_INET)
  }

  // MARK: URIs

  /// RFC 3986's characters and its outer form; for IRIs also what is not ASCII.
  private func isURI(_ text: String, takesUnicode: Bool, isReference: Bool) -> Bool {
    let marks = "-._~:/?#[]@!$&'()*+,;=%".utf8
    guard
      text.utf8.allSatisfy({
        $0.isLetterOrDigit || marks.contains($0) || (takesUnicode && $0 >= 0x80)
      }), hasWholeEscapes(text), text.utf8.count(where: { $0 == UInt8(ascii: "#") }) <= 1
    else { return false }
    let end = text.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? text.endIndex
    let colon = text[..<end].firstIndex(of: ":")
    var rest = text[...]
    if let colon {
      let scheme = text[..<colon].utf8
      guard let first = scheme.first, first.isLetterOrDigit, !(0x30...0x39).contains(first),
        scheme.allSatisfy({ $0.isLetterOrDigit || "+-.".utf8.contains($0) })
      else { return false }
      rest = text[text.index(after: colon)...]
    } else if !isReference {
      return false
    }
    guard rest.hasPrefix("//") else { return !rest.contains { $0 == "[" || $0 == "]" } }
    return isAuthority(rest.dropFirst(2))
  }

  private func isAuthority(_ text: Substring) -> Bool {
    let end = text.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? text.endIndex
    guard !text[end...].contains(where: { $0 == "[" || $0 == "]" }) else { return false }
    var host = text[..<end]
    if let at = host.lastIndex(of: "@") {
      guard !host[..<at].contains(where: { $0 == "[" || $0 == "]" || $0 == "@" }) else {
        return false
      }
      host = host[host.index(after: at)...]
    }
    if let close = host.lastIndex(of: "]") {
      guard host.first == "[", isLiteralHost(host[..<close].dropFirst()) else { return false }
      host = host[host.index(after: close)...]
    }
    guard let colon = host.lastIndex(of: ":") else { return !host.contains("[" as Character) }
    return host[host.index(after: colon)...].utf8.allSatisfy { (0x30...0x39).contains($0) }
      && !host[..<colon].contains(":" as Character)
  }

  /// An IPv6 address, or a form to come: `v1.fe`.
  private func isLiteralHost(_ text: Substring) -> Bool {
    guard let version = text.first, version == "v" || version == "V" else {
      return Self.isAddress(String(text), AF_INET6)
    }
    let halves = text.dropFirst().split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return halves.count == 2 && !halves[0].isEmpty && !halves[1].isEmpty
      && halves[0].utf8.allSatisfy(\.isHexadecimal)
  }

  private func hasWholeEscapes(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.allSatisfy { place in
      bytes[place] != UInt8(ascii: "%")
        || (place + 2 < bytes.count && bytes[place + 1].isHexadecimal
          && bytes[place + 2].isHexadecimal)
    }
  }

  /// RFC 6570: literals, and expressions in braces.
  private func isTemplate(_ text: String) -> Bool {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "{":
        guard let end = rest.firstIndex(of: "}"), isExpression(String(rest[..<end])) else {
          return false
        }
        rest = rest[rest.index(after: end)...]
      case "}", "<", ">", "\"", "\\", "^", "`", "|", "\u{7F}": return false
      case "%": if !hasWholeEscapes("%" + String(rest.prefix(2))) { return false }
      default: if scalar.value <= 0x20 { return false }
      }
    }
    return true
  }

  /// An operator, and variables with commas between them.
  private func isExpression(_ text: String) -> Bool {
    var list = text[...]
    if let mark = list.first, "+#./;?&".contains(mark) { list.removeFirst() }
    return list.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { item in
      var name = item
      if name.last == "*" {
        name.removeLast()
      } else if let colon = name.firstIndex(of: ":") {
        let digits = name[name.index(after: colon)...]
        guard let length = Int(digits), (1...9999).contains(length), digits.first != "0",
          digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        name = name[..<colon]
      }
      return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { piece in
        !piece.isEmpty && hasWholeEscapes(String(piece))
          && piece.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5F || $0 == 0x25 }
      }
    }
  }

  // MARK: Other names

  private func isExpression(ofECMA text: String) -> Bool {
    do throws(Pattern.Invalid) {
      _ = try Pattern(text)
      return true
    } catch {
      return error.isOnlyNotUnderstood
    }
  }

  private func isUUID(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.utf8.allSatisfy(\.isHexadecimal) }
  }

  private func isPointer(_ text: Substring) -> Bool {
    guard text.isEmpty || text.first == "/" else { return false }
    let bytes = Array(text.utf8)
    return bytes.indices.allSatisfy { place in
      bytes[place] != UInt8(ascii: "~")
        || (place + 1 < bytes.count && (0x30...0x31).contains(bytes[place + 1]))
    }
  }

  private func isRelativePointer(_ text: String) -> Bool {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits == "0" || digits.first != "0" else { return false }
    let rest = text.dropFirst(digits.count)
    return rest == "#" || isPointer(rest)
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    (0x30...0x39).contains(self) || (0x41...0x46).contains(self & 0xDF)
  }
}
