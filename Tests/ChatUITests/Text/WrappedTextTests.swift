import Testing

@testable import ChatUI

private let samples = [
  "The quick brown fox jumps over the lazy dog.",
  "    indented, and then some words that go on",
  "                                   far out",
  "one  two   three          four ",
  "averyveryverylongwordthatfitsnowhere and short ones",
  "日本語のテキストは空白がない。 そして English も混ざる",
  "👨‍👩‍👧 👍🏽 🇩🇪🇫🇷🇮🇹 ❤️ e\u{301}a\u{308}",
  "line one\nline two is longer\n\n  indented\n",
  "a\tb\tc\tdd\teee\tffff",
  "שלום עולם مرحبا بالعالم",
  "\u{1B}[31mred\u{1B}[0m \u{202E}x",
  "\n\n", " ", "x", "日", "",
]

/// Everything that is checked of a text laid out in any width.
private func expectSound(_ wrapped: WrappedText, mode: WrappedText.Mode) {
  var end = 0
  for index in 0..<wrapped.rowCount {
    guard let range = wrapped.range(ofRow: index) else {
      Issue.record("row \(index) of \(wrapped.rowCount) is missing")
      return
    }
    // Between two rows there are only swallowed spaces and at most one newline.
    #expect(range.lowerBound >= end)
    let swallowed = wrapped.text[end..<range.lowerBound].utf8
    #expect(swallowed.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A })
    #expect(swallowed.count { $0 == 0x0A } <= 1)
    if mode == .code { #expect(swallowed.isEmpty || swallowed == [0x0A]) }
    #expect(wrapped.row(index).columns <= wrapped.width)
    #expect(!wrapped.row(index).text.utf8.contains { $0 < 0x20 })
    #expect(wrapped.row(showing: range.lowerBound) == index)
    end = range.upperBound
  }
  #expect(wrapped.text[end..<wrapped.count].utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 })
}

private func wrap(
  _ text: String, _ width: Int, mode: WrappedText.Mode = .words, hangingIndent: Int = 0
) -> WrappedText {
  var wrapped = WrappedText(width: width, mode: mode, hangingIndent: hangingIndent)
  wrapped.append(text)
  wrapped.finish()
  return wrapped
}

private func rows(_ wrapped: WrappedText) -> [String] {
  (0..<wrapped.rowCount).map { wrapped.row($0).text.string }
}

@Suite struct `Wrapped text` {
  @Test(arguments: [
    ("", 5, []),
    ("hello world", 5, ["hello", "world"]),
    ("hello world", 11, ["hello world"]),
    ("hello world", 8, ["hello", "world"]),
    ("hello     world", 7, ["hello", "world"]),
    ("hello     ", 7, ["hello"]), ("hello ", 7, ["hello "]),
    ("hello    !", 7, ["hello", "!"]),
    ("abcdefghij k", 4, ["abcd", "efgh", "ij k"]),
    ("  abc def", 5, ["  abc", "def"]),
    ("        abc", 5, ["     ", "abc"]),
    ("日本語", 5, ["日本", "語"]),
    ("a日本", 2, ["a", "日", "本"]),
    ("日本", 1, ["\u{FFFD}", "\u{FFFD}"]),
    ("one\n\ntwo", 9, ["one", "", "two"]),
    ("a\tb", 8, ["a   b"]),
    ("🇩🇪🇫🇷", 3, ["🇩🇪", "🇫🇷"]),
  ])
  func `breaks at spaces and at the edge`(text: String, width: Int, expected: [String]) {
    #expect(rows(wrap(text, width)) == expected)
  }

  @Test func `hangs the rows that go on`() {
    #expect(
      rows(wrap("- one two three\n- four", 7, hangingIndent: 2)) == [
        "- one", "  two", "  three", "- four",
      ])
  }

  @Test func `marks the rows on which code goes on`() {
    #expect(rows(wrap("let a =  1\n  b", 6, mode: .code)) == ["let a ", "↳ =  1", "  b"])
  }

  @Test(arguments: 1...40)
  func `is sound in every width`(width: Int) {
    for sample in samples {
      for mode in [WrappedText.Mode.words, .code] {
        expectSound(wrap(sample, width, mode: mode), mode: mode)
        expectSound(wrap(sample, width, mode: mode, hangingIndent: 3), mode: mode)
      }
    }
  }

  @Test(arguments: UInt64(0)..<20)
  func `is sound whatever comes in`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let text = random.hostileText(length: 300)
    for mode in [WrappedText.Mode.words, .code] {
      expectSound(wrap(text, Int.random(in: 1...30, using: &random), mode: mode), mode: mode)
    }
  }

  @Test(arguments: 1...40)
  func `is the same fed whole, scalar by scalar, or from another width`(width: Int) {
    var random = SeededGenerator(seed: UInt64(width))
    for sample in samples + [random.hostileText(length: 200)] {
      for mode in [WrappedText.Mode.words, .code] {
        let whole = wrap(sample, width, mode: mode, hangingIndent: 2)
        var streamed = WrappedText(width: width, mode: mode, hangingIndent: 2)
        for chunk in sample.scalarChunks { streamed.append(chunk) }
        streamed.finish()
        #expect(rows(streamed) == rows(whole))
        var resized = wrap(sample, width + 7, mode: mode, hangingIndent: 2)
        resized.setWidth(width)
        #expect(rows(resized) == rows(whole))
      }
    }
  }

  @Test func `never changes a closed row`() {
    var wrapped = WrappedText(width: 9)
    var closed: [String] = []
    for chunk in samples.joined(separator: "\n").scalarChunks {
      wrapped.append(chunk)
      let now = Array(rows(wrapped).dropLast())
      #expect(now.starts(with: closed))
      closed = now
    }
    #expect(closed.count > 50)
  }

  @Test func `keeps styles across breaks`() {
    let bold = Style(attributes: .bold)
    var wrapped = WrappedText(width: 6)
    wrapped.append("one ")
    wrapped.append("two three", style: bold)
    wrapped.append("\u{301} end")
    wrapped.finish()
    #expect(wrapped.row(0) == Line("one"))
    #expect(wrapped.row(1) == Line("two", style: bold))
    // The mark stays with the letter that it stands on.
    #expect(wrapped.row(2).runs.map(\.style) == [bold])
    #expect(wrapped.row(2).text.utf8.elementsEqual("three\u{301}".utf8))
    #expect(wrapped.row(3) == Line("end"))
  }

  @Test func `has no rows where there are none`() {
    let wrapped = wrap("abc", 0)
    #expect(wrapped.width == 1)
    #expect(wrapped.row(-1) == Line())
    #expect(wrapped.row(99) == Line())
    #expect(wrapped.range(ofRow: 99) == nil)
  }

  @Test func `takes a line of a megabyte in small pieces`() {
    var wrapped = WrappedText(width: 80, mode: .code)
    for _ in 0..<50_000 { wrapped.append("0123456789abcdefghij") }
    #expect(wrapped.rowCount == 1 + (1_000_000 - 80 + 77) / 78)
  }
}
