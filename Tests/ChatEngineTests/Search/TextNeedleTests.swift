import Testing

@testable import ChatEngine

@Suite struct `A text that is looked for` {
  private func find(_ needle: String, _ text: String) -> Int? {
    Array(text.utf8).withUnsafeBufferPointer { TextNeedle(needle)?.find(in: $0) }
  }

  private func find(_ needle: String, escaped text: String) -> Int? {
    Array(text.utf8).withUnsafeBufferPointer {
      TextNeedle(needle, spelling: .escaped)?.find(in: $0)
    }
  }

  @Test func `is nothing where it is empty`() { #expect(TextNeedle("") == nil) }

  @Test(arguments: [
    ("lexer", "The LEXER allocates", 4), ("LeXeR", "the lexer", 4), ("e", "xyzE", 3),
    ("äpfel", "ÄPFEL und Birnen", 0), ("ÉTÉ", "un été", 3), ("привет", "ПРИВЕТ", 0),
    ("σοφος", "ΣΟΦΟΣ", 0), ("σοφος", "σοφος σοφoς", 0), ("日本", "これは日本語", 9),
    ("🎉", "party 🎉", 6), ("aa", "xaaa", 1),
  ])
  func `is found in every case of its letters`(needle: String, text: String, place: Int) {
    #expect(find(needle, text) == place)
  }

  @Test(arguments: [
    ("lexer", "lexe"), ("ä", "a"), ("р", "Ѐ"), ("p", "р"), ("x y", "x  y"), ("ß", "SS"),
  ])
  func `is not found in what only looks like it`(needle: String, text: String) {
    #expect(find(needle, text) == nil)
  }

  @Test func `is found at every place of a long text, whatever stands before`() {
    for length in 0..<200 {
      let text = String(repeating: "needl ", count: 40).prefix(length) + "NEEDLE" + " tail"
      #expect(find("needle", String(text)) == length)
    }
  }

  @Test func `is found as a naive search finds it`() {
    var random = SeededRandom(seed: 7)
    let letters = Array("abAB \"\\é")
    for _ in 0..<2000 {
      let text = String((0..<60).map { _ in letters[Int(random.next() % 8)] })
      let needle = String(
        (0..<Int(1 + random.next() % 3)).map { _ in letters[Int(random.next() % 8)] })
      let bytes = Array(text.lowercased().utf8)
      let wanted = Array(needle.lowercased().utf8)
      let naive = (0..<bytes.count).first { bytes[$0...].starts(with: wanted) }
      #expect(find(needle, text) == naive, "\(needle) in \(text)")
      let escaped = JSON.string(text).text().dropFirst().dropLast()
      #expect((find(needle, escaped: String(escaped)) == nil) == (naive == nil))
    }
  }

  @Test(arguments: [
    ("\"quoted\"", #"say \"quoted\" now"#, 4), (#"C:\n"#, #"C:\\n"#, 0), ("n", #"a\nb n"#, 5),
    ("t", #"\t\\t"#, 4), ("001b", #"\u001b 001b"#, 7),
  ])
  func `is found in JSON's spelling, and not in its escapes`(
    needle: String, text: String, place: Int
  ) {
    #expect(find(needle, escaped: text) == place)
  }

  @Test func `gives all its places in a text, none of which overlap`() {
    #expect(TextNeedle("aa")?.matches(in: "aaaa AA") == [0..<2, 2..<4, 5..<7])
    #expect(TextNeedle("aa")?.matches(in: "aaaa AA", most: 1) == [0..<2])
  }
}
