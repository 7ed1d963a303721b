import Testing

@testable import ChatUI

/// Random documents of what makes trouble.
struct Document {
  private static let pieces = [
    "*", "**", "_", "`", "``", "```", "~~", "[", "]", "](", ")", "(", "a", "word ", " ", "\n",
    "\n\n",
    "- ", "1. ", "> ", "# ", "## ", "    ", "|", "| a | b |\n", "|---|---|\n", "---\n", "===\n",
    "$",
    "$$", "\\(", "\\)", "\\", "<", ">", "<br>", "<div>", "&amp;", "&", "http://x.y/", "www.a.b",
    "[^1]", "[^1]: ", "[x]: /url\n", "[x]", "![", "```swift\n", "let x = \"a\" // b\n", "/* ", "日本",
    "👍🏽", "🇩🇪", "e\u{301}", "\t", "- [x] ", "!", "\r\n", "\r", "0", "$5 ", "é", "\u{301}", "~~~\n",
    "'", "\"", "\u{1B}[31m", "\u{202E}", "שלום", "مرحبا ",
  ]

  static func random(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...60, using: &random)).map { _ in
      pieces.randomElement(using: &random) ?? ""
    }.joined()
  }
}

private func drawn(_ layout: MessageLayout) -> [Line] {
  let frame = CodeFrame(width: layout.width)
  return (0..<layout.rowCount).map { frame.draw(layout.row($0)) }
}

@Suite struct `Random Markdown` {
  @Test(arguments: 1...40)
  func `is the same in pieces, is never too wide and never raw`(width: Int) {
    var random = SeededGenerator(seed: UInt64(width))
    for round in 0..<25 {
      let document = Document.random(&random)
      var whole = MessageLayout(width: width)
      whole.append(document)
      whole.finish()
      let rows = drawn(whole)
      #expect(rows.allSatisfy { $0.columns <= width }, "\(document.debugDescription)")
      #expect(rows.allSatisfy { $0.text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } })
      var streamed = MessageLayout(width: round % 2 == 0 ? width : width + 3)
      var rest = Array(document.unicodeScalars)[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...9, using: &random)
        var piece = String.UnicodeScalarView()
        piece.append(contentsOf: rest.prefix(count))
        streamed.append(String(piece))
        rest = rest.dropFirst(count)
        if count == 5, round % 2 == 1 {
          streamed.setWidth(Int.random(in: 1...50, using: &random))
        }
      }
      streamed.finish()
      streamed.setWidth(width)
      #expect(drawn(streamed) == rows, "\(document.debugDescription)")
    }
  }

  @Test func `never changes a row that it called settled`() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      let document = Document.random(&random)
      var layout = MessageLayout(width: 24)
      var settled: [Line] = []
      for chunk in document.scalarChunks {
        layout.append(chunk)
        let now = Array(drawn(layout).prefix(layout.settledRowCount)).map(\.text)
        // An underline may yet make a heading of a paragraph, and the last line of one a table.
        #expect(now.starts(with: settled.map(\.text).prefix(now.count)))
        settled = Array(drawn(layout).prefix(layout.settledRowCount))
      }
    }
  }
}

@Suite struct `Hostile Markdown` {
  /// The time for twice the text is not much more than twice the time: quadratic work would take
  /// four times as long, and sixteen times for four times the text.
  @Test(arguments: [
    "[", "*", "> ", "`", "a*", "*a ", "[a](", "<a ", "- ", "![[]()", "$ ", "\\( ", "|", "[^", "**a",
    "_a*b ", "``x `", "http://a(", "[a]: b\n", "&a", "<!--", "[a](b \"", "- a\n  ", "<a b=\"", "](",
    "~~a ", "[a][", "# ", "1) ", "<?", "&#", "\\[", "a]",
  ])
  func `takes time that grows with its length alone`(piece: String) {
    func time(_ count: Int) -> Duration {
      (0..<3).map { _ in
        ContinuousClock().measure {
          var layout = MessageLayout(width: 80)
          layout.append(String(repeating: piece, count: count))
          layout.finish()
        }
      }.min() ?? .zero
    }
    let short = time(1_000)
    let long = time(10_000)
    #expect(long < short * 40 + .milliseconds(100), "\(short) and \(long)")
  }
}
