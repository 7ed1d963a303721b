import ChatEngine
import Testing

@Suite struct `Hostile JSON` {
  private static let text = Array(
    #"{"a":[1,-2.5e+3,true,null,{"b":"x\ud83e\uddea\n é 🧪 \u0000"}],"c":{"d":[[],{}]},"e":""}"#.utf8
  )

  @Test func `every beginning of a text is refused, but not the text`() throws {
    for count in 0..<Self.text.count {
      #expect(throws: JSONError.self) { try JSON.parse(Array(Self.text[..<count])) }
      #expect(throws: JSONError.self) { try walkOver(Array(Self.text[..<count])) }
    }
    _ = try JSON.parse(Self.text)
    try walkOver(Self.text)
  }

  @Test func `a text with any byte changed is read and walked over alike, without a trap`() {
    for place in Self.text.indices {
      for byte in UInt8.min...UInt8.max {
        var text = Self.text
        text[place] = byte
        let isRead = (try? JSON.parse(text, options: .wire)) != nil
        let isWalkedOver = (try? walkOver(text)) != nil
        #expect(isRead == isWalkedOver, "byte \(byte) at \(place)")
      }
    }
  }

  @Test func `random pieces of JSON never trap, and are read back as they were written`() {
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83e", "\"a\"", "1", "-", "0", ".5", "e9",
      "true", "null", " ", "\n", "/*", "*/", "//", "é", "\u{FEFF}", "\0",
    ].map { Array($0.utf8) }
    var options = JSONScanner.Options()
    options.allowsComments = true
    var random = SeededNumbers(state: 7)
    for _ in 0..<20_000 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        text += pieces.randomElement(using: &random) ?? []
      }
      guard let value = try? JSON.parse(text, options: options) else { continue }
      #expect((try? JSON.parse(value.bytes())) == value)
    }
  }

  private func walkOver(_ text: [UInt8]) throws {
    try text.withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes)
      try scanner.skip()
      try scanner.finish()
    }
  }
}

/// Numbers that look random and are the same each time (Knuth's MMIX generator).
private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
