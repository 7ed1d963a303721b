/// The text of a web page: without its tags, scripts and styles, each block on a line of its own.
struct PageText {
  private static let hidden: Set<String> = [
    "script", "style", "noscript", "template", "svg", "iframe", "object", "head",
  ]
  private static let inline: Set<String> = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
  ]
  private static let entities: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "copy": "©",
    "mdash": "—", "ndash": "–", "hellip": "…", "laquo": "«", "raquo": "»", "euro": "€",
  ]

  private let bytes: [UInt8]
  private var place = 0
  private var output: [UInt8] = []

  static func text(of html: [UInt8]) -> String {
    var page = PageText(bytes: html)
    page.read()
    return String(decoding: page.output, as: UTF8.self)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func read() {
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "<"): readTag()
      case UInt8(ascii: "&"): readEntity()
      case let byte:
        place += 1
        if byte.isSpace { space() } else { output.append(byte) }
      }
    }
    while output.last?.isSpace == true { output.removeLast() }
  }

  /// One blank between words, none at the beginning of a line.
  private mutating func space() {
    if let last = output.last, !last.isSpace { output.append(0x20) }
  }

  private mutating func breakLine() {
    while output.last == 0x20 { output.removeLast() }
    if let last = output.last, last != 0x0A { output.append(0x0A) }
  }

  private mutating func readTag() {
    place += 1
    if bytes[place...].starts(with: "!--".utf8) {
      skip(past: "-->")
      return
    }
    let isEnd = place < bytes.count && bytes[place] == UInt8(ascii: "/")
    if isEnd { place += 1 }
    let name = word()
    // A sign for "less than" that begins no tag.
    guard !name.isEmpty || (place < bytes.count && bytes[place] == UInt8(ascii: "!")) else {
      output.append(UInt8(ascii: "<"))
      return
    }
    skipAttributes()
    if Self.hidden.contains(name), !isEnd {
      skipElement(name)
    } else if !Self.inline.contains(name) {
      breakLine()
    }
  }

  private mutating func word() -> String {
    let start = place
    while place < bytes.count, bytes[place].isLetterOrDigit { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
  }

  /// To the end of the tag, which a quoted value may seem to hold.
  private mutating func skipAttributes() {
    var quote: UInt8?
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return
      }
    }
  }

  private mutating func skipElement(_ name: String) {
    while place < bytes.count {
      skip(past: "</")
      if word() == name { return skipAttributes() }
    }
  }

  private mutating func skip(past text: StaticString) {
    let wanted = Array(text.description.utf8)
    while place < bytes.count {
      if bytes[place] == wanted[0], bytes[place...].starts(with: wanted) {
        place += wanted.count
        return
      }
      place += 1
    }
  }

  private mutating func readEntity() {
    let end = bytes[place...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
    if let end {
      let name = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
      if let text = Self.entities[name] ?? Self.numbered(name) {
        output += Array(text.utf8)
        place = end + 1
        return
      }
    }
    output.append(bytes[place])
    place += 1
  }

  private static func numbered(_ name: String) -> String? {
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
    guard let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return String(Character(scalar))
  }
}
