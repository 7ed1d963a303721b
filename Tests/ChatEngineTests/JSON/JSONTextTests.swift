import ChatEngine
import TestSupport
import Testing

@Suite struct `Text of JSON strings` {
  @Test(arguments: [
    (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u00e9\u4e16""#, "é世"),
    (#""\ud83e\uDDEA""#, "🧪"), (#""\u0000""#, "\0"), ("\"Grüße, 世界 🧪\"", "Grüße, 世界 🧪"),
    (#""\ud83ex""#, "\u{FFFD}x"), (#""\udDEA""#, "\u{FFFD}"), (#""x\ud83e""#, "x\u{FFFD}"),
    (#""\ud83e\n""#, "\u{FFFD}\n"), (#""\ud83e\ud83e\udDEA""#, "\u{FFFD}🧪"), ("\"\"", ""),
  ])
  func `has its escapes undone, and halves of pairs repaired`(text: String, wanted: String) throws {
    #expect(try JSON.parse(text, options: .wire).stringValue == wanted)
  }

  @Test func `is found to its end, however long and wherever its specials stand`() throws {
    for count in 0..<40 {
      for special in ["\\n", "é", "\\\"", "\\\\", "\\u00e9"] {
        for place in 0...count {
          let before = String(repeating: "x", count: place)
          let after = String(repeating: "y", count: count - place)
          let text = try JSON.parse("\"\(before)\(special)\(after)\"").stringValue
          let plain = special == "\\n" ? "\n" : special == "\\\"" ? "\"" : special
          let wanted = plain == "\\\\" ? "\\" : plain == "\\u00e9" ? "é" : plain
          #expect(text == before + wanted + after)
        }
      }
    }
  }

  @Test func `holds no control character, wherever it stands`() {
    for place in 0..<20 {
      for control: UInt8 in [0, 0x0A, 0x1F] {
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 22)
        bytes[0] = UInt8(ascii: "\"")
        bytes[21] = UInt8(ascii: "\"")
        bytes[place + 1] = control
        #expect(throws: JSONError(kind: .controlCharacterInString, offset: place + 1)) {
          try JSON.parse(bytes)
        }
      }
    }
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xB8], [0x80],
    ] as [[UInt8]])
  func `that is not UTF-8 is refused as value, as name and when walked over`(bad: [UInt8]) {
    let string = [UInt8(ascii: "\"")] + bad + [UInt8(ascii: "\"")]
    let object = Array("{".utf8) + string + Array(":1}".utf8)
    for text in [string, object] {
      #expect(throws: JSONError.self) { try JSON.parse(text) }
      #expect(throws: JSONError.self) {
        try text.withUnsafeBufferPointer { bytes in
          var scanner = JSONScanner(bytes, options: .init())
          try scanner.skip()
        }
      }
    }
  }

  @Test func `that is not UTF-8 is refused in a comment and outside of strings`() {
    var options = JSONScanner.Options()
    options.allowsComments = true
    #expect(throws: JSONError.self) {
      try JSON.parse(Array("/*".utf8) + [0xFF] + Array("*/1".utf8), options: options)
    }
    #expect(throws: JSONError.self) { try JSON.parse([UInt8(ascii: "1"), 0xFF]) }
  }
}

@Suite struct `Text of JSON deltas` {
  @Test(
    arguments: [
      ([#""a\ud83e""#, #""\uddeab""#], "a🧪b", nil),
      ([#""\ud83e""#, #""""#, #""\uddea""#], "🧪", nil),
      ([#""\ud83e""#, #""x""#], "\u{FFFD}x", nil),
      ([#""\ud83e""#, #""\n""#], "\u{FFFD}\n", nil),
      ([#""\ud83e""#, #""\ud83e\uddea""#], "\u{FFFD}🧪", nil),
      ([#""\uddea""#], "\u{FFFD}", nil),
      ([#""a\ud83e""#], "a", 0xD83E),
      ([#""\ud83e""#, "null", #""\uddea""#], "🧪", nil),
    ] as [([String], String, UInt16?)])
  func `joins a pair that is split between two`(
    deltas: [String], wanted: String, left: UInt16?
  ) throws {
    var pending: UInt16?
    var text = ""
    for delta in deltas {
      try scan(delta) { scanner in text += try scanner.text(joining: &pending) ?? "" }
    }

    #expect(text == wanted)
    #expect(pending == left)
  }

  @Test func `refuses a half that stays alone where that is asked for`() {
    var pending: UInt16?
    #expect(throws: JSONError.self) {
      try scan(#""\uddea""#, .init()) { scanner in _ = try scanner.text(joining: &pending) }
    }
  }
}

private let cases = UTF8Case.all()

/// flenniken/utf8tests: what is UTF-8, and what is put in place of what is not.
@Suite(.enabled(if: !cases.isEmpty, "conformance suites not found"))
struct `UTF-8 suite` {
  @Test func `is taken or repaired within a string`() throws {
    #expect(cases.count > 150)
    for test in cases {
      // What a JSON string may not hold, it holds as an escape.
      if test.bytes.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) { continue }
      let text = [UInt8(ascii: "\"")] + test.bytes + [UInt8(ascii: "\"")]
      let repaired = try JSON.parse(text, options: .wire).stringValue
      #expect(repaired.map { Array($0.utf8) } == test.repaired, "\(test.name)")
      #expect(((try? JSON.parse(text)) != nil) == test.isValid, "\(test.name)")
    }
  }
}

private struct UTF8Case {
  var name: String
  var bytes: [UInt8]
  var repaired: [UInt8]
  var isValid: Bool

  static func all() -> [UTF8Case] {
    let bytes = Shared.suites.flatMap { Shared.bytes($0 + "/utf8/utf8tests.txt") } ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap(read)
  }

  private static func read(_ line: Substring) -> UTF8Case? {
    let fields = line.split(separator: ":", omittingEmptySubsequences: false)
    guard !line.hasPrefix("#"), fields.count >= 3 else { return nil }
    let name = String(fields[0])
    switch fields[1] {
    case "valid":
      let bytes = Array(fields[2].utf8)
      return UTF8Case(name: name, bytes: bytes, repaired: bytes, isValid: true)
    case "valid hex":
      let bytes = hex(fields[2])
      return UTF8Case(name: name, bytes: bytes, repaired: bytes, isValid: true)
    case "invalid hex" where fields.count == 5:
      return UTF8Case(
        name: name, bytes: hex(fields[2]), repaired: hex(fields[4]), isValid: false)
    default: return nil
    }
  }

  private static func hex(_ text: Substring) -> [UInt8] {
    let digits = text.filter { $0 != " " }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}
