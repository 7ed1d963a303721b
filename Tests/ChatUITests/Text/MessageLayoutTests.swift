import Testing

@testable import ChatUI

private let answer = """
  Three places do it:

  1. `Token.text` is a `String` that is copied for each token
  ```swift
  struct Token { var text: Substring }
  \tlet tab = 1

  // 日本語 and a line that is too long for the box
  ```

  After it.
  ~~~
  ``` is no end
  ~~~
  """

private func layout(_ text: String, width: Int) -> MessageLayout {
  var layout = MessageLayout(width: width)
  layout.append(text)
  layout.finish()
  return layout
}

private func drawn(_ layout: MessageLayout) -> [String] {
  let frame = CodeFrame(width: layout.width)
  return (0..<layout.rowCount).map { frame.draw(layout.row($0)).text.string }
}

@Suite struct `A message's layout` {
  @Test func `boxes code and wraps text`() {
    #expect(
      drawn(layout(answer, width: 40)) == [
        "Three places do it:",
        "",
        "1. Token.text is a String that is copied",
        "   for each token",
        "┌ swift ───────────────────────────────┐",
        "│ struct Token { var text: Substring } │",
        "│     let tab = 1                      │",
        "│                                      │",
        "│ // 日本語 and a line that is too lon │",
        "│ ↳ g for the box                      │",
        "└──────────────────────────────────────┘",
        "",
        "After it.",
        "┌──────────────────────────────────────┐",
        "│ ``` is no end                        │",
        "└──────────────────────────────────────┘",
      ])
  }

  @Test(arguments: [
    ("a `` b\n`` c", ["a b c"]),
    ("``` a ` b", ["``` a ` b"]),
    ("```swift", ["┌ swift ───────────┐", "└──────────────────┘"]),
    (
      "```\r\nx\r\n```\r\ny",
      ["┌──────────────────┐", "│ x                │", "└──────────────────┘", "y"]
    ),
    (
      "  ```\n    x\n  ```",
      ["┌──────────────────┐", "│   x              │", "└──────────────────┘"]
    ),
    ("````\n```\n````", ["┌──────────────────┐", "│ ```              │", "└──────────────────┘"]),
    ("```\nopen", ["┌──────────────────┐", "│ open             │", "└──────────────────┘"]),
    ("a\rb\r", ["a^Mb^M"]),
    ("", []),
    ("text\n\n\n", ["text"]),
    ("```\u{1B}]0;x\nx", ["┌ ␛]0;x ───────────┐", "│ x                │", "└──────────────────┘"]),
  ])
  func `finds the fences`(text: String, rows: [String]) {
    #expect(drawn(layout(text, width: 20)) == rows)
  }

  @Test func `shows hidden direction in code and drops it in text`() {
    let rows = drawn(layout("a\u{202E}b\n```\na\u{202E}b\n```", width: 20))
    #expect(rows[0] == "ab")
    #expect(rows[2] == "│ a<U+202E>b       │")
  }

  @Test func `names the part, the language and the number of a code row`() {
    let layout = layout("```c\nx\n```\n```\ny", width: 20)
    #expect(
      (0..<layout.rowCount).map { layout.row($0).kind } == [
        .code(.init(part: .top, language: "c", number: 0)),
        .code(.init(part: .body, language: "c", number: 0)),
        .code(.init(part: .bottom, language: "c", number: 0)),
        .code(.init(part: .top, language: "", number: 1)),
        .code(.init(part: .body, language: "", number: 1)),
        .code(.init(part: .bottom, language: "", number: 1)),
      ])
  }

  @Test(arguments: 1...50)
  func `is the same fed whole, in pieces, or from another width`(width: Int) {
    var random = SeededGenerator(seed: UInt64(width))
    for text in [answer, random.hostileText(length: 300)] {
      let whole = drawn(layout(text, width: width))
      var streamed = MessageLayout(width: width)
      for chunk in text.scalarChunks { streamed.append(chunk) }
      streamed.finish()
      #expect(drawn(streamed) == whole)
      var resized = layout(text, width: width + 5)
      resized.setWidth(width)
      #expect(drawn(resized) == whole)
    }
  }

  @Test(arguments: 1...50)
  func `never draws wider than the width`(width: Int) {
    var random = SeededGenerator(seed: UInt64(width))
    for text in [answer, random.hostileText(length: 300)] {
      let layout = layout(text, width: width)
      let frame = CodeFrame(width: width)
      for index in 0..<layout.rowCount {
        #expect(frame.draw(layout.row(index), notes: ["[1] copy"]).columns <= width)
      }
    }
  }

  @Test func `leaves the rows above the open block alone`() {
    var layout = MessageLayout(width: 30)
    var closed: [String] = []
    for chunk in (answer + "\n").scalarChunks {
      layout.append(chunk)
      let rows = drawn(layout)
      // The open block may still move its last row and, in code, the box's lower edge.
      let now = Array(rows.dropLast(2))
      #expect(rows.starts(with: closed))
      closed = now
    }
  }

  @Test(arguments: [1, 7, 20, 40, 90])
  func `finds a row's place again in another width`(width: Int) {
    // Given a reader whose first row is any of the message's
    let before = layout(answer, width: 33)
    for row in 0..<before.rowCount {
      guard let place = before.place(ofRow: row) else {
        Issue.record("row \(row) has no place")
        continue
      }
      // When the width changes and changes back
      var after = before
      after.setWidth(width)
      #expect(after.rowCount > after.row(showing: place))
      after.setWidth(33)
      // Then the same row is the first
      #expect(after.row(showing: place) == row)
    }
    #expect(before.place(ofRow: -1) == nil)
    #expect(before.place(ofRow: before.rowCount) == nil)
    #expect(MessageLayout(width: 9).row(showing: MessagePlace(block: 3, offset: 3)) == 0)
  }

  @Test func `gives its code blocks as they were written`() {
    #expect(
      CodeBlock.all(in: "a\n```c x\n\tint a;\n\n\u{1B}\n```\nb\n- ~~~\n      c\n") == [
        CodeBlock(language: "c", code: "\tint a;\n\n\u{1B}"),
        CodeBlock(language: "", code: "    c"),
      ])
  }

  @Test func `has no rows where there are none`() {
    let layout = layout("x", width: 0)
    #expect(layout.rowCount == 1)
    #expect(layout.row(-1).line == Line())
    #expect(layout.row(7).line == Line())
  }
}

@Suite struct `A code frame` {
  @Test func `looks like the picture`() {
    let frame = CodeFrame(width: 30)
    #expect(frame.top(label: "swift", notes: ["[1] copy"]).text == "┌ swift ─────────── [1] copy ┐")
    #expect(frame.body(Line("x")).text == "│ x                          │")
    #expect(frame.bottom().text == "└────────────────────────────┘")
  }

  @Test func `leaves out the note and cuts the label where they do not fit`() {
    let frame = CodeFrame(width: 12)
    #expect(frame.top(label: "javascript", notes: ["[1] copy"]).text == "┌ javasc… ─┐")
  }

  @Test func `has no sides where there is no room`() {
    let frame = CodeFrame(width: 6)
    #expect(frame.top(label: "c").text == "──────")
    #expect(frame.body(Line("abcdef")).text == "abcdef")
    #expect(frame.bodyWidth == 6)
  }
}
