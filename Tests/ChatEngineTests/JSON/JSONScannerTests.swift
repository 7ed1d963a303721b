import ChatEngine
import Testing

@Suite struct `JSON scanner` {
  @Test func `makes only what is asked for`() throws {
    let text = #"{"id":"x","choices":[{"delta":{"content":"hi"},"logprobs":null}],"usage":{"n":3}}"#
    var content: String?
    var tokens: Int?
    try scan(text) { scanner in
      try scanner.forEachMember { scanner, key throws(JSONError) in
        switch key {
        case "choices":
          try scanner.forEachElement { scanner, _ throws(JSONError) in
            try scanner.forEachMember { scanner, key throws(JSONError) in
              guard key == "delta" else { return }
              try scanner.forEachMember { scanner, key throws(JSONError) in
                if key == "content" { content = try scanner.string() }
              }
            }
          }
        case "usage":
          try scanner.forEachMember { scanner, key throws(JSONError) in
            if key == "n" { tokens = try scanner.int() }
          }
        default: break
        }
      }
    }

    #expect(content == "hi")
    #expect(tokens == 3)
  }

  @Test(arguments: ["null", "3", "true", "[1,{}]", "{\"a\":[]}"])
  func `gives nil for a value of another type, and goes on behind it`(value: String) throws {
    var text: String?
    var next: Int?
    try scan("[\(value),7]") { scanner in
      try scanner.forEachElement { scanner, index throws(JSONError) in
        if index == 0 { text = try scanner.string() } else { next = try scanner.int() }
      }
    }

    #expect(text == nil)
    #expect(next == 7)
  }

  @Test func `says that a value is no object, and goes on behind it`() throws {
    var found = true
    try scan("[[1]]") { scanner in
      try scanner.forEachElement { scanner, _ throws(JSONError) in
        found = try scanner.forEachMember { _, _ in }
      }
    }

    #expect(!found)
  }

  @Test func `compares names whose spelling holds escapes`() throws {
    var found = false
    try scan(#"{"cont\u0065nt":1}"#) { scanner in
      try scanner.forEachMember { _, key in found = key == "content" && key.text == "content" }
    }

    #expect(found)
  }

  @Test func `sees null without taking it`() throws {
    var isNull = false
    try scan("[null]") { scanner in
      try scanner.forEachElement { scanner, _ throws(JSONError) in isNull = try scanner.isNull() }
    }

    #expect(isNull)
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("42", 42), ("-9223372036854775808", Int.min),
    ("9223372036854775807", .max), ("9223372036854775808", nil), ("-9223372036854775809", nil),
    ("2.0", 2), ("2.5", nil), ("12e2", 1200), ("1200e-2", 12), ("1e-2", nil), ("0e99999", 0),
    ("0.0e-9999999999999999999999", 0), ("-1.50e3", -1500), ("1e-9223372036854775808", nil),
    ("1e19", nil), ("1e999999999999999999999", nil), ("9007199254740993.0", 9_007_199_254_740_993),
    ("-5e0", -5), ("0.5e1", 5), ("0.00", 0), ("5e-1", nil), ("\"3\"", nil), ("null", nil),
  ])
  func `gives an integer that is exact, or none`(text: String, value: Int?) throws {
    var result: Int?
    try scan(text) { scanner in result = try scanner.int() }

    #expect(result == value)
    #expect(try JSON.parse(text).intValue == value)
  }

  @Test(arguments: [("1e400", nil), ("-1e400", nil), ("1e-400", 0.0), ("0.1", 0.1), ("1E+2", 100)])
  func `gives a double within its range`(text: String, value: Double?) throws {
    var result: Double?
    try scan(text) { scanner in result = try scanner.double() }

    #expect(result == value)
  }

  @Test func `refuses a number of a million digits`() {
    let text = String(repeating: "9", count: 1_000_000)
    #expect(throws: JSONError(kind: .tooLarge(limit: 1024), offset: 0)) { try JSON.parse(text) }
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
  func `refuses 100,000 brackets before the stack is used up`(bracket: String) {
    let text = String(repeating: bracket, count: 100_000)
    #expect(throws: JSONError.self) { try JSON.parse(text) }
    #expect(throws: JSONError.self) { try scan(text) { scanner in try scanner.skip() } }
  }

  @Test func `takes as many levels as the limit and no more`() throws {
    for depth in [64, 65] {
      let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      if depth == 64 {
        _ = try JSON.parse(text)
        try scan(text) { scanner in try scanner.skip() }
      } else {
        let error = JSONError(kind: .tooDeep(limit: 64), offset: 64)
        #expect(throws: error) { try JSON.parse(text) }
        #expect(throws: error) { try scan(text) { scanner in try scanner.skip() } }
      }
    }
  }

  @Test func `never takes more than 1,024 levels, whatever is asked for`() throws {
    var options = JSONScanner.Options()
    options.maxDepth = .max
    let fine = String(repeating: "[", count: 1024) + String(repeating: "]", count: 1024)
    _ = try JSON.parse(fine, options: options)
    try scan(fine, options) { scanner in try scanner.skip() }

    let deep = String(repeating: "[", count: 100_000)
    let error = JSONError(kind: .tooDeep(limit: 1024), offset: 1024)
    #expect(throws: error) { try JSON.parse(deep, options: options) }
    #expect(throws: error) { try scan(deep, options) { scanner in try scanner.skip() } }
  }

  @Test func `walks over mixed brackets deeper than 64`() throws {
    var options = JSONScanner.Options()
    options.maxDepth = 400
    let text =
      String(repeating: "[{\"a\":", count: 100) + "1" + String(repeating: "},2]", count: 100)
    try scan(text, options) { scanner in try scanner.skip() }
    let wrong =
      String(repeating: "[{\"a\":", count: 100) + "1" + String(repeating: "]}", count: 100)
    #expect(throws: JSONError.self) {
      try scan(wrong, options) { scanner in try scanner.skip() }
    }
  }

  @Test func `refuses a string above its limit`() throws {
    var options = JSONScanner.Options()
    options.maxStringBytes = 4
    _ = try JSON.parse("\"1234\"", options: options)
    #expect(throws: JSONError.self) { try JSON.parse("\"12345\"", options: options) }
  }

  @Test func `refuses a text above its limit`() {
    #expect(throws: JSONError(kind: .tooLarge(limit: 3), offset: 3)) {
      try JSON.parse("1234", maxBytes: 3)
    }
  }

  @Test(.timeLimit(.minutes(1))) func `reads an object of 50,000 names in time`() throws {
    let text = "{" + (0..<50_000).map { "\"a\($0)\":0" }.joined(separator: ",") + ",\"a7\":1}"
    let value = try JSON.parse(text)

    #expect(value.objectValue?.keys.count == 50_000)
    #expect(value["a7"]?.intValue == 1)
  }
}

/// Scans a whole text with `body`.
func scan(
  _ text: String, _ options: JSONScanner.Options = .wire,
  _ body: (inout JSONScanner) throws -> Void
) throws {
  try Array(text.utf8).withUnsafeBufferPointer { bytes in
    var scanner = JSONScanner(bytes, options: options)
    try body(&scanner)
    try scanner.finish()
  }
}
