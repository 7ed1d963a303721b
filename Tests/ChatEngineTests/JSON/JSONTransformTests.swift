import ChatEngine
import TestSupport
import Testing

private let folder = Shared.suites.map { $0 + "/json/test_transform" }
private let names = folder.map { Shared.names(in: $0) } ?? []

/// JSONTestSuite: texts that parsers read differently, and what this one makes of each.
@Suite(.enabled(if: !names.isEmpty, "conformance suites not found"))
struct `JSON transforms` {
  @Test func `are all decided`() {
    let decided = numbers.map(\.name) + objects.map(\.name) + strings.map(\.name)
    #expect(Set(names) == Set(decided))
    #expect(names.count == 22)
  }

  @Test(arguments: numbers)
  func `keep a number's spelling, and give it as far as it fits`(number: NumberCase) throws {
    let element = try #require(try read(number.name)[0])

    #expect(element.text() == number.spelling)
    #expect(element.intValue == number.int)
    #expect(element.doubleValue == number.double)
  }

  @Test(arguments: objects)
  func `keep names apart by their scalars, the last value of one name`(
    object: ObjectCase
  ) throws {
    #expect(try read(object.name).text() == object.text)
  }

  @Test(arguments: strings)
  func `repair what is no text, one U+FFFD for each broken piece`(string: StringCase) throws {
    #expect(try read(string.name, .wire)[0]?.stringValue == string.text)
  }

  @Test(arguments: strings.filter { $0.text.contains("\u{FFFD}") })
  func `refuse what is no text where that is asked for`(string: StringCase) throws {
    #expect(throws: JSONError.self) { try read(string.name) }
  }

  @Test(arguments: objects.filter(\.hasDuplicate))
  func `refuse a name given twice where that is asked for`(object: ObjectCase) {
    var options = JSONScanner.Options()
    options.refusesDuplicateKeys = true
    #expect(throws: JSONError(kind: .duplicateKey("a"), offset: object.offset)) {
      try read(object.name, options)
    }
  }

  private func read(_ name: String, _ options: JSONScanner.Options = .init()) throws -> JSON {
    try JSON.parse(#require(folder.flatMap { Shared.bytes($0 + "/" + name) }), options: options)
  }
}

struct NumberCase: Sendable {
  var name: String
  var spelling: String
  var int: Int?
  var double: Double?

  init(_ spelling: String, int: Int?, double: Double?, name: String? = nil) {
    self.name = "number_" + (name ?? spelling) + ".json"
    self.spelling = spelling
    self.int = int
    self.double = double
  }
}

struct ObjectCase: Sendable {
  var name: String
  var text: String
  var hasDuplicate = false
  /// Of the second value.
  var offset = 0
}

struct StringCase: Sendable {
  var name: String
  var text: String
}

private let numbers = [
  NumberCase("-9223372036854775808", int: .min, double: -0x1p63),
  NumberCase("-9223372036854775809", int: nil, double: -0x1p63),
  NumberCase("1.0", int: 1, double: 1),
  NumberCase("1.000000000000000005", int: nil, double: 1),
  NumberCase("1000000000000000", int: 1_000_000_000_000_000, double: 1e15),
  NumberCase("10000000000000000999", int: nil, double: 1e19),
  NumberCase("1E-999", int: nil, double: 0, name: "1e-999"),
  NumberCase("1E6", int: 1_000_000, double: 1e6, name: "1e6"),
  NumberCase("9223372036854775807", int: .max, double: 0x1p63),
  NumberCase("9223372036854775808", int: nil, double: 0x1p63),
]

private let objects = [
  ObjectCase(
    name: "object_key_nfc_nfd.json", text: "{\"\u{E9}\":\"NFC\",\"e\u{301}\":\"NFD\"}"),
  ObjectCase(
    name: "object_key_nfd_nfc.json", text: "{\"e\u{301}\":\"NFD\",\"\u{E9}\":\"NFC\"}"),
  ObjectCase(
    name: "object_same_key_different_values.json", text: "{\"a\":2}", hasDuplicate: true, offset: 11
  ),
  ObjectCase(
    name: "object_same_key_same_value.json", text: "{\"a\":1}", hasDuplicate: true, offset: 11),
  ObjectCase(
    name: "object_same_key_unclear_values.json", text: "{\"a\":-0}", hasDuplicate: true, offset: 12),
]

private let strings = [
  StringCase(name: "string_1_escaped_invalid_codepoint.json", text: "\u{FFFD}"),
  StringCase(name: "string_2_escaped_invalid_codepoints.json", text: "\u{FFFD}\u{FFFD}"),
  StringCase(name: "string_3_escaped_invalid_codepoints.json", text: "\u{FFFD}\u{FFFD}\u{FFFD}"),
  // ED A0 80: each byte is a broken piece of its own (Unicode 15, section 3.9).
  StringCase(
    name: "string_1_invalid_codepoint.json", text: String(repeating: "\u{FFFD}", count: 3)),
  StringCase(
    name: "string_2_invalid_codepoints.json", text: String(repeating: "\u{FFFD}", count: 6)),
  StringCase(
    name: "string_3_invalid_codepoints.json", text: String(repeating: "\u{FFFD}", count: 9)),
  StringCase(name: "string_with_escaped_NULL.json", text: "A\u{0}B"),
]
