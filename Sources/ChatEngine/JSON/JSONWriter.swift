/// Writes values as JSON text.
extension JSON {
  package struct Style: Sendable {
    /// Two spaces a level and a line a member, instead of one line.
    package var isPretty = false
    /// Names in the order of their UTF-8 bytes: one text for equal values.
    package var sortsKeys = false

    package init(isPretty: Bool = false, sortsKeys: Bool = false) {
      self.isPretty = isPretty
      self.sortsKeys = sortsKeys
    }
  }

  package func text(_ style: Style = Style()) -> String {
    String(decoding: bytes(style), as: UTF8.self)
  }

  package func bytes(_ style: Style = Style()) -> [UInt8] {
    if !style.isPretty, !style.sortsKeys {
      var output = JSONOutput()
      output.value(self)
      return output.bytes
    }
    var output: [UInt8] = []
    output.reserveCapacity(512)
    write(into: &output, style)
    return output
  }

  /// Appends the value's text.
  package func write(into output: inout [UInt8], _ style: Style = Style()) {
    write(into: &output, style, level: 0)
  }

  /// Appends a string with its quotes, escaping what RFC 8259 says must be, and nothing else.
  package static func write(_ text: String, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      var run = JSONStringRun(place: 0)
      while run.advance(in: bytes) {
        output.append(contentsOf: bytes.cut(start, run.place))
        writeEscape(of: bytes[run.place], into: &output)
        run.place += 1
        start = run.place
      }
      output.append(contentsOf: bytes.cut(start, bytes.count))
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func write(plain text: String, into output: inout [UInt8]) {
    var text = text
    text.withUTF8 { output.append(contentsOf: $0) }
  }

  static func writeEscape(of byte: UInt8, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x00..<0x20:
      output.append(contentsOf: "u00".utf8)
      output.append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 15
      output.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    default: output.append(byte)
    }
  }

  private func write(into output: inout [UInt8], _ style: Style, level: Int) {
    switch self {
    case .null: JSON.write(plain: "null", into: &output)
    case .bool(let value): JSON.write(plain: value ? "true" : "false", into: &output)
    case .number(let number): JSON.write(plain: number.text, into: &output)
    case .string(let text): JSON.write(text, into: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (place, element) in elements.enumerated() {
        JSON.separate(place, level + 1, style, &output)
        element.write(into: &output, style, level: level + 1)
      }
      if !elements.isEmpty { JSON.breakLine(level, style, &output) }
      output.append(UInt8(ascii: "]"))
    case .object(let object): write(object, into: &output, style, level: level)
    }
  }

  private func write(
    _ object: JSONObject, into output: inout [UInt8], _ style: Style, level: Int
  ) {
    var members = object.members
    if style.sortsKeys { members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
    output.append(UInt8(ascii: "{"))
    for (place, member) in members.enumerated() {
      JSON.separate(place, level + 1, style, &output)
      JSON.write(member.key, into: &output)
      output.append(UInt8(ascii: ":"))
      if style.isPretty { output.append(0x20) }
      member.value.write(into: &output, style, level: level + 1)
    }
    if !members.isEmpty { JSON.breakLine(level, style, &output) }
    output.append(UInt8(ascii: "}"))
  }

  private static func separate(
    _ place: Int, _ level: Int, _ style: Style, _ output: inout [UInt8]
  ) {
    if place > 0 { output.append(UInt8(ascii: ",")) }
    breakLine(level, style, &output)
  }

  private static func breakLine(_ level: Int, _ style: Style, _ output: inout [UInt8]) {
    guard style.isPretty else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: level * 2))
  }
}
