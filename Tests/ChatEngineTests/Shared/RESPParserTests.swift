import Testing

@testable import ChatEngine

/// A reply on the wire and its value.
private struct Sample: CustomTestStringConvertible, Sendable {
  let bytes: [UInt8]
  let message: RESPMessage

  init(_ text: String, _ value: RedisValue) {
    bytes = Array(text.utf8)
    message = .reply(value)
  }

  init(_ text: String, push: [RedisValue]) {
    bytes = Array(text.utf8)
    message = .push(push)
  }

  var testDescription: String {
    String(decoding: bytes.prefix(40).filter { $0 >= 0x20 }, as: UTF8.self)
  }

  /// RESP3 specification, section by section.
  static let all: [Sample] = [
    Sample("+OK\r\n", .text("OK")),
    Sample("+\r\n", .text("")),
    Sample("-ERR no\r\n", .error("ERR no")),
    Sample(":-9223372036854775808\r\n", .integer(.min)),
    Sample(":+7\r\n", .integer(7)),
    Sample("$5\r\nhe\r\no\r\n", .text("he\r\no")),
    Sample("$0\r\n\r\n", .text("")),
    Sample("$-1\r\n", .null),
    Sample("*-1\r\n", .null),
    Sample("_\r\n", .null),
    Sample("*0\r\n", .array([])),
    Sample("*2\r\n:1\r\n*1\r\n$1\r\na\r\n", .array([.integer(1), .array([.text("a")])])),
    Sample("*2\r\n$-1\r\n-ERR x\r\n", .array([.null, .error("ERR x")])),
    Sample("#t\r\n", .bool(true)),
    Sample("#f\r\n", .bool(false)),
    Sample(",1.5\r\n", .double(1.5)),
    Sample(",10\r\n", .double(10)),
    Sample(",1e-3\r\n", .double(0.001)),
    Sample(",inf\r\n", .double(.infinity)),
    Sample(",-inf\r\n", .double(-.infinity)),
    Sample("(3492890328409238509324850943850943825024385\r\n", .text(String(big))),
    Sample("!9\r\nERR a\r\nb!\r\n", .error("ERR a\r\nb!")),
    Sample("=8\r\ntxt:text\r\n", .text("text")),
    Sample("=4\r\nmkd:\r\n", .text("")),
    Sample("%1\r\n+a\r\n:1\r\n", .map([(.text("a"), .integer(1))])),
    Sample("%0\r\n", .map([])),
    Sample("~2\r\n:1\r\n:2\r\n", .array([.integer(1), .integer(2)])),
    Sample("|1\r\n+ttl\r\n:3600\r\n+value\r\n", .text("value")),
    Sample("*2\r\n:1\r\n|1\r\n+ttl\r\n:3\r\n:2\r\n", .array([.integer(1), .integer(2)])),
    Sample(">2\r\n+invalidate\r\n*1\r\n+a\r\n", push: [.text("invalidate"), .array([.text("a")])]),
    Sample("$?\r\n;4\r\nHell\r\n;1\r\no\r\n;0\r\n", .text("Hello")),
    Sample("$?\r\n;0\r\n", .text("")),
    Sample("*?\r\n:1\r\n*?\r\n.\r\n:2\r\n.\r\n", .array([.integer(1), .array([]), .integer(2)])),
    Sample("%?\r\n+a\r\n:1\r\n.\r\n", .map([(.text("a"), .integer(1))])),
    Sample("~?\r\n+a\r\n.\r\n", .array([.text("a")])),
  ]

  private static let big = "3492890328409238509324850943850943825024385"
}

@Suite struct `Replies of Redis` {
  @Test(arguments: Sample.all) private func `are read whole`(sample: Sample) throws {
    var parser = RESPParser()
    parser.append(sample.bytes)
    #expect(try parser.next() == sample.message)
    #expect(parser.isEmpty)
    #expect(try parser.next() == nil)
  }

  @Test(arguments: Sample.all) private func `are read byte by byte`(sample: Sample) throws {
    var parser = RESPParser()
    for byte in sample.bytes.dropLast() {
      parser.append(CollectionOfOne(byte))
      #expect(try parser.next() == nil)
    }
    parser.append(sample.bytes.suffix(1))
    #expect(try parser.next() == sample.message)
  }

  @Test(arguments: Sample.all)
  private func `are read when cut anywhere, with the next one behind`(sample: Sample) throws {
    let twice = sample.bytes + sample.bytes
    for cut in 0...twice.count {
      var parser = RESPParser()
      var messages: [RESPMessage] = []
      for part in [twice[..<cut], twice[cut...]] {
        parser.append(part)
        while let message = try parser.next() { messages.append(message) }
      }
      #expect(messages == [sample.message, sample.message])
    }
  }

  @Test func `hold what is no number`() throws {
    for text in [",nan\r\n", ",-nan\r\n"] {
      var parser = RESPParser()
      parser.append(text.utf8)
      guard case .reply(.double(let number)) = try parser.next() else {
        Issue.record("no fraction")
        continue
      }
      #expect(number.isNaN)
    }
  }

  @Test func `of a million elements cost the same in pieces`() throws {
    var parser = RESPParser()
    parser.append("*50000\r\n".utf8)
    for _ in 0..<49_999 {
      parser.append(":1\r\n".utf8)
      #expect(try parser.next() == nil)
    }
    parser.append(":1\r\n".utf8)
    guard case .reply(.array(let elements)) = try parser.next() else {
      Issue.record("no array")
      return
    }
    #expect(elements.count == 50_000)
  }
}

@Suite struct `Bytes that are no replies` {
  @Test(arguments: [
    ("HTTP/1.1 400 Bad Request\r\n", "a reply of no known type"),
    ("\r\n", "an empty line"),
    ("+OK\n", "a line that ends wrongly"),
    ("\n", "a line that ends wrongly"),
    (":\r\n", "a number that is none, or beyond 64 bits"),
    (":9223372036854775808\r\n", "a number that is none, or beyond 64 bits"),
    (":1 \r\n", "a number that is none, or beyond 64 bits"),
    ("$-2\r\n", "a length that is no number"),
    ("$\r\n", "a length that is no number"),
    ("$99999999999\r\n", "a length that is no number"),
    ("!-1\r\n", "a length that is no number"),
    ("$3\r\nabcd\r\n", "a text longer than its length"),
    ("=2\r\nab\r\n", "a verbatim text without its format"),
    ("=5\r\nabcde\r\n", "a verbatim text without its format"),
    ("#x\r\n", "a truth that is neither"),
    (",0x10\r\n", "a fraction that is none"),
    (",infinity\r\n", "a fraction that is none"),
    (",\r\n", "a fraction that is none"),
    ("(12a\r\n", "a big number that is none"),
    ("(-\r\n", "a big number that is none"),
    ("_x\r\n", "a null with a value"),
    (".\r\n", "an end of no collection"),
    ("*1\r\n.\r\n", "an end of no collection"),
    ("%?\r\n+a\r\n.\r\n", "an end of no collection"),
    (";1\r\na\r\n", "a piece of no text"),
    ("$?\r\n+a\r\n", "a text in pieces is cut short"),
    ("*1\r\n>1\r\n", "a push inside a reply"),
    ("$16777217\r\n", "a reply of more than 16777216 bytes"),
    ("*1000001\r\n", "a reply of more than 1000000 elements"),
    ("%9999999999\r\n", "a reply of more than 1000000 elements"),
  ])
  func `are refused in words`(text: String, message: String) {
    var parser = RESPParser()
    parser.append(text.utf8)
    #expect(throws: RESPError(message)) { while try parser.next() != nil {} }
  }

  @Test func `are refused when they go too deep`() throws {
    var parser = RESPParser()
    for _ in 0..<32 { parser.append("*1\r\n".utf8) }
    #expect(try parser.next() == nil)
    parser.append("*1\r\n".utf8)
    #expect(throws: RESPError("a reply more than 32 deep")) { try parser.next() }
  }

  @Test func `are refused when a line has no end`() {
    var parser = RESPParser()
    parser.append([UInt8](repeating: UInt8(ascii: "+"), count: 70_000))
    #expect(throws: RESPError("a line without end")) { try parser.next() }
  }

  @Test func `are refused when many small parts make too much`() throws {
    var parser = RESPParser(limits: RESPParser.Limits(bytes: 100, elements: 10))
    parser.append("*?\r\n".utf8)
    for _ in 0..<10 { parser.append(":1\r\n".utf8) }
    #expect(try parser.next() == nil)
    parser.append(":1\r\n".utf8)
    #expect(throws: RESPError("a reply of more than 10 elements")) { try parser.next() }
    var pieces = RESPParser(limits: RESPParser.Limits(bytes: 100))
    pieces.append("$?\r\n".utf8)
    for _ in 0..<7 { pieces.append(";10\r\n0123456789\r\n".utf8) }
    #expect(throws: RESPError("a reply of more than 100 bytes")) { try pieces.next() }
  }

  @Test func `make nothing ready for a count that is only claimed`() throws {
    // A million elements each: 32 times a million would be half a gigabyte.
    var parser = RESPParser()
    for _ in 0..<31 { parser.append("*999999\r\n".utf8) }
    #expect(try parser.next() == nil)
    #expect(!parser.isEmpty)
  }

  @Test func `never trap`() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array("+-:$*~>%|,(#_!=;.?0123456789\r\n\r\n\r\naetfx".utf8)
    for _ in 0..<5000 {
      var parser = RESPParser()
      let count = Int.random(in: 0..<40, using: &random)
      let isSpeech = Bool.random(using: &random)
      let bytes = (0..<count).map { _ in
        isSpeech
          ? alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
          : UInt8.random(in: 0...255, using: &random)
      }
      let cut = Int.random(in: 0...count, using: &random)
      for part in [bytes[..<cut], bytes[cut...]] {
        parser.append(part)
        while let message = try? parser.next() { _ = message }
      }
    }
  }

  @Test func `never trap where one byte of a reply is another`() {
    for sample in Sample.all {
      for place in sample.bytes.indices {
        for byte in Array("+-:$*~>%|,(#_!=;.?019\r\n\0".utf8) {
          var bytes = sample.bytes
          bytes[place] = byte
          var parser = RESPParser()
          parser.append(bytes)
          while let message = try? parser.next() { _ = message }
        }
      }
    }
  }
}

@Suite struct `A command for Redis` {
  @Test func `is an array of its words`() {
    let bytes = RESPWriter.bytes(of: ["SET", "ä", RedisText([0, 13, 10]), RedisText(-1), ""])
    let expected = "*5\r\n$3\r\nSET\r\n$2\r\nä\r\n$3\r\n\0\r\n\r\n$2\r\n-1\r\n$0\r\n\r\n"
    #expect(bytes == Array(expected.utf8))
  }
}
