import Testing

@testable import ChatUI

@Suite struct `A quoted text` {
  private func shown(_ text: String, columns: Int = 80) -> [String] {
    QuotedText(text).rows(columns: columns, escapes: .plain).map(\.text.string)
  }

  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), ("trailing ", #""trailing ""#), ("a\"b", #""a\"b""#),
    (#"a\nb"#, #""a\\nb""#), ("a\tb\r", #""a\tb\r""#), ("\u{1B}[31m", #""\u{1B}[31m""#),
    ("\u{7F}\u{9B}", #""\u{7F}\u{9B}""#), ("a\u{202E}b", #""a\u{202E}b""#),
    ("a\u{200B}\u{FEFF}\u{AD}", #""a\u{200B}\u{FEFF}\u{AD}""#),
    ("a\u{A0}b\u{3000}c\u{2800}", #""a\u{A0}b\u{3000}c\u{2800}""#),
    ("\u{E0041}", #""\u{E0041}""#), ("e\u{301}", #""e\u{301}""#), ("é", #""é""#),
    ("\u{2028}", #""\u{2028}""#), ("日本", #""日本""#), ("\u{FFFF}", #""\u{FFFF}""#),
    ("👨\u{200D}👩", #""👨\u{200D}👩""#), ("\u{1F1E9}\u{1F1EA}", #""\u{1F1E9}\u{1F1EA}""#),
    ("a" + String(repeating: " ", count: 17) + "b", #""a\u{20}{17}b""#),
    ("a" + String(repeating: " ", count: 16) + "b", #""a                b""#),
  ])
  func `hides nothing`(text: String, row: String) {
    #expect(shown(text) == [row])
  }

  @Test func `goes on below a newline, marked as the same text`() {
    #expect(shown("one\nfolder  \"/tmp\"") == [#""one\n"#, #"↳ folder  \"/tmp\"""#])
  }

  @Test func `is wrapped and never cut`() {
    let text = String(repeating: "0123456789", count: 100)
    let rows = shown(text, columns: 22)
    #expect(rows.allSatisfy { $0.count <= 22 })
    #expect(rows.joined().filter(\.isNumber) == text)
  }

  @Test func `names letters that look like others`() {
    #expect(QuotedText("/home/аnn").warning == "not ASCII: а U+0430")
    #expect(QuotedText("ａ–é").warning == "not ASCII: ａ U+FF41, – U+2013, é U+00E9")
    #expect(QuotedText("日本 👍").warning == nil)
    #expect(QuotedText("plain").warning == nil)
  }

  @Test func `names only some where there are many`() {
    let warning = QuotedText("абвгдежзийк").warning?.string ?? ""
    #expect(warning.hasSuffix("з U+0437, more"))
  }

  @Test func `is never shown like another one`() {
    var random = SeededGenerator(seed: 4)
    var texts: [String: String] = [:]
    for _ in 0..<3000 {
      let text = random.hostileText(length: Int.random(in: 0..<5, using: &random))
      let row = shown(text).joined(separator: "\u{0}")
      if let other = texts[row] {
        #expect(Array(other.unicodeScalars) == Array(text.unicodeScalars), "\(row)")
      }
      texts[row] = text
    }
  }
}
