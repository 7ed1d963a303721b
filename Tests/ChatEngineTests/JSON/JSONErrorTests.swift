import ChatEngine
import Testing

@Suite struct `JSON errors` {
  @Test(arguments: [
    ("", JSONError.Kind.expectedValue, 0), ("{a:1}", .expectedKey, 1),
    ("{\"a\" 1}", .expectedColon, 5),
    ("[1 2]", .expectedCommaOrEnd, 3), ("[1", .expectedCommaOrEnd, 2), ("[1,]", .expectedValue, 3),
    ("{\"a\":1,}", .expectedKey, 7), ("\"abc", .unterminatedString, 4),
    ("\"a\nb\"", .controlCharacterInString, 2), (#""a\x""#, .badEscape, 2),
    (#""\u12g4""#, .badEscape, 1), (#""\"#, .unterminatedString, 2), ("01", .badNumber, 2),
    ("-", .badNumber, 1), ("1.", .badNumber, 2), ("1e+", .badNumber, 3), ("tru", .expectedValue, 0),
    ("1 1", .trailingText, 2), ("// c\n1", .expectedValue, 0), ("]", .expectedValue, 0),
  ])
  func `name what is wrong and the byte`(text: String, kind: JSONError.Kind, offset: Int) {
    #expect(throws: JSONError(kind: kind, offset: offset)) { try JSON.parse(text) }
  }

  @Test func `give line and column, counted in scalars`() throws {
    let text = "{\n  \"é\": 1,\n  \"ü\" 2\n}"
    let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
    let place = try #require(error?.position(in: text.utf8))

    #expect(place == (3, 7))
    #expect(error?.reason == "a colon was expected")
  }

  @Test func `name the byte that is not UTF-8`() {
    let text = Array("[\"é".utf8) + [0x80] + Array("x\"]".utf8)
    #expect(throws: JSONError(kind: .invalidUTF8, offset: 4)) { try JSON.parse(text) }
  }

  @Test func `count no column for a byte order mark`() throws {
    let error = #expect(throws: JSONError.self) { try JSON.parse("\u{FEFF}[x") }

    #expect(error?.offset == 4)
    #expect(try #require(error).position(in: "\u{FEFF}[x".utf8) == (1, 2))
  }

  @Test func `give a place for an offset behind the end`() {
    let place = JSONError(kind: .expectedValue, offset: 99).position(in: "ab\n".utf8)

    #expect(place == (2, 1))
  }
}

@Suite struct `JSON with comments` {
  private static let options: JSONScanner.Options = {
    var options = JSONScanner.Options()
    options.allowsComments = true
    return options
  }()

  @Test(arguments: [
    "// a\n[1, /* b */ 2] // c", "[1,2,]", "[1,2, /* x */ ]", "/**/[1,2]/***/", "[1,2]//",
    "[/* * / */1,2]", "[1/**/,2]",
  ])
  func `is read as if they were not there`(text: String) throws {
    #expect(try JSON.parse(text, options: Self.options) == [1, 2])
  }

  @Test(arguments: ["{\"a\":1,}", "{\"a\"/**/:/**/1}", "{/**/\"a\":1//\n}"])
  func `is read so within objects too`(text: String) throws {
    #expect(try JSON.parse(text, options: Self.options) == ["a": 1])
  }

  @Test(arguments: ["[,]", "[1,,]", "{,}", "[1,2],", "/", "1/", "1/*", "1/*/", "[1/2]", "# c\n1"])
  func `refuses what is neither`(text: String) {
    #expect(throws: JSONError.self) { try JSON.parse(text, options: Self.options) }
  }

  @Test func `names the beginning of a comment without an end`() {
    #expect(throws: JSONError(kind: .unterminatedComment, offset: 2)) {
      try JSON.parse("1 /* x", options: Self.options)
    }
  }
}
