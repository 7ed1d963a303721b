import TestSupport
import Testing

@testable import ChatUI

@Suite struct `The door for untrusted text` {
  @Test(arguments: [
    ("plain text", "plain text"),
    ("\u{1B}]52;c;AAAA\u{7}", "␛]52;c;AAAA^G"),
    ("\u{1B}[2J", "␛[2J"),
    ("a\u{9B}31mb", "a<9B>31mb"),
    ("a\0b\u{7F}", "a^@b^?"),
    ("one\r\ntwo\rthree\r", "one\ntwo^Mthree^M"),
    ("user\u{202E}gpj.exe\u{202C}", "usergpj.exe"),
    ("a\u{200B}b\u{FEFF}c\u{AD}d\u{2060}", "abcd"),
    ("\u{2764}\u{FE0F} 1\u{FE0F}\u{20E3}", "\u{2764} 1\u{20E3}"),
    ("👍🏽", "👍"),
    ("👨‍👩‍👧", "👨👩👧"),
    ("🇩🇪🇫", "🇩🇪\u{FFFD}"),
    ("🇩x", "\u{FFFD}x"),
    ("\u{378}\u{FFFF}\u{1FAE8}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ("one\u{2028}two", "one two"),
    ("hi\u{E0068}\u{E0069}!", "hi<2 hidden tags>!"),
    ("hi\u{E0001}", "hi<1 hidden tag>"),
    ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "🏴"),
    ("x\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "x<6 hidden tags>"),
    ("🏴\u{E0069}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065}", "🏴<6 hidden tags>"),
    ("\u{301}a", "\u{25CC}\u{301}a"),
    (" \u{301}", " \u{25CC}\u{301}"),
    ("a\u{1161}", "a\u{FFFD}"),
  ])
  func `in prose`(text: String, shown: String) {
    #expect(DisplayForm.block(text).utf8 == Array(shown.utf8))
  }

  @Test(arguments: [
    ("if a\u{202E} { }", "if a<U+202E> { }"),
    ("pass\u{200B}word", "pass<U+200B>word"),
    ("a\u{200D}b", "a<U+200D>b"),
    ("👨‍👩", "👨👩"),
    ("نمی\u{200C}خواهم", "نمیخواهم"),
    ("x\u{2028}y", "x<U+2028>y"),
    ("\u{3164}", "<U+3164>"),
  ])
  func `in code hidden characters are shown`(text: String, shown: String) {
    #expect(DisplayForm.block(text, context: .code).utf8 == Array(shown.utf8))
  }

  @Test func `a line has no newlines and no tabs`() {
    #expect(DisplayForm.line("one\r\ntwo\n\tthree").string == "one two  three")
  }

  @Test func `a base keeps four marks`() {
    let zalgo = "a" + String(repeating: "\u{301}", count: 1000) + "b"
    #expect(DisplayForm.block(zalgo).utf8.count == 1 + 4 * 2 + 1)
  }

  @Test func `an escape is caught whichever way the chunks fall`() {
    // Given a sequence that would set the clipboard, cut at every scalar
    var form = DisplayForm()
    var shown = SafeText()
    // When it is fed
    for chunk in "ok\u{1B}]52;c;AAAA\u{1B}\\\r\n".scalarChunks { shown += form.feed(chunk) }
    shown += form.finish()
    // Then nothing of it is a control
    #expect(shown.string == "ok␛]52;c;AAAA␛\\\n")
  }

  @Test func `half a flag waits for the other half`() {
    var form = DisplayForm()
    #expect(form.feed("\u{1F1E9}").isEmpty)
    #expect(form.feed("\u{1F1EA}").string == "🇩🇪")
  }

  @Test(arguments: UInt64(0)..<40)
  func `whatever comes in, nothing dangerous comes out`(seed: UInt64) {
    UTF8Locale.use()
    var random = SeededGenerator(seed: seed)
    for context in [DisplayForm.Context.prose, .code] {
      let text = random.hostileText(length: 400)
      let shown = DisplayForm.block(text, context: context)
      expectHarmless(shown)
      var form = DisplayForm(context, .block)
      var streamed = text.scalarChunks.reduce(into: SafeText()) { $0 += form.feed($1) }
      streamed += form.finish()
      #expect(streamed == shown)
    }
  }

  @Test(.enabled(if: Shared.suites != nil, "utf8 suites not found"))
  func `decoded rubbish comes out harmless`() throws {
    let suites = try #require(Shared.suites)
    for name in ["utf8tests.bin", "utf8tests.txt"] {
      let bytes = try #require(Shared.bytes(suites + "/utf8/" + name))
      expectHarmless(DisplayForm.block(String(decoding: bytes, as: UTF8.self)))
    }
  }

  private func expectHarmless(_ shown: SafeText) {
    var columns = 0
    for scalar in shown.string.unicodeScalars where scalar != "\n" && scalar != "\t" {
      let width = libraryWidth(scalar)
      #expect(width >= 0, "U+\(String(scalar.value, radix: 16))")
      columns += max(0, width)
      switch CharacterWidth.kind(scalar) {
      case .narrow, .wide, .mark, .vowel, .regional: break
      case .replaced, .control, .invisible, .bidi, .tag, .separator:
        Issue.record("U+\(String(scalar.value, radix: 16)) came through")
      }
    }
    #expect(shown.string.utf8.elementsEqual(shown.utf8))
    var clusters = Clusters(shown)
    var sum = 0
    while let cluster = clusters.next() { sum += cluster.width }
    #expect(sum == columns)
  }
}

@Suite struct `Safe text` {
  @Test func `is put together from literals, numbers and safe text`() {
    let outside = "gpt\u{1B}"
    let model = SafeText(outside)
    let text: SafeText = "\(model) · \(3)"
    #expect(text.string == "gpt␛ · 3")
  }

  @Test(arguments: [
    ("hello", 10, "hello"), ("hello", 5, "hello"), ("hello", 4, "hel…"), ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"), ("hello", 1, "…"), ("hello", 0, ""), ("hello", -3, ""),
  ])
  func `is cut to a number of columns`(text: String, columns: Int, cut: String) {
    let shown = SafeText(text).truncated(to: columns)
    #expect(shown.string == cut)
    #expect(shown.columns <= max(0, columns))
  }

  @Test func `is sliced at the edges of its scalars`() {
    let text = SafeText("é日")
    #expect(text[1..<99].string == "日")
    #expect(text[-5..<1].string == "é")
    #expect(text[2..<3].string == "日")
  }
}
