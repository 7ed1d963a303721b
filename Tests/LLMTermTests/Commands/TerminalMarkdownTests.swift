import ChatUI
import Testing

@testable import llmterm

@Suite struct `An answer on a terminal` {
  private let text = """
    # Title

    Some **bold** text that is long enough to wrap at the edge, and `code`.

    ```swift
    let a = 1
    ```
    """

  private func page(_ environment: [String: String]) -> TerminalMarkdown {
    TerminalMarkdown(
      columns: 30, look: .init(environment: environment, theme: .dark))
  }

  @Test(arguments: [["TERM": "dumb"], ["TERM": "xterm", "NO_COLOR": "1"], [:]])
  func `is plain where nothing else is wanted`(environment: [String: String]) {
    var page = self.page(environment)
    let shown = page.append(text) + page.finish()
    #expect(
      shown == """
        Title

        Some bold text that is long
        enough to wrap at the edge,
        and code.

        ── swift ─────────────────────
        let a = 1
        ──────────────────────────────

        """)
  }

  @Test func `has the theme's styles elsewhere, each ended on its row`() {
    var page = self.page(["TERM": "xterm"])
    let shown = page.append("# T\n\n**b** `c`") + page.finish()
    #expect(
      shown == "\u{1B}[1;4;36mT\u{1B}[0m\n\n\u{1B}[1mb\u{1B}[0m \u{1B}[33mc\u{1B}[0m\n")
  }

  @Test func `comes early, and is the same as the whole in the end`() {
    var whole = self.page(["TERM": "dumb"])
    let expected = whole.append(text) + whole.finish()
    var page = self.page(["TERM": "dumb"])
    var shown = ""
    for character in text {
      shown += page.append(String(character))
      if character == "T" { #expect(shown == "T") }
    }
    shown += page.finish()
    #expect(rows(shown) == rows(expected))
  }

  @Test func `writes over a row that turns out differently`() {
    var page = self.page(["TERM": "dumb"])
    #expect(page.append("a [b") == "a [b")
    #expect(page.append("](http://c.d)") == "\ra b (c.d)")
    #expect(page.append(" e") == " e")
    #expect(page.append(" \\(x_1") == " (x_1")
    #expect(page.append("\\)") == "\r" + blanks(16) + "\ra b (c.d) e x₁")
    #expect(page.append(" f") == " f")
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// What a terminal shows of a text.
  private func rows(_ text: String) -> [String] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { row in
      var cells: [Unicode.Scalar] = []
      var column = 0
      for scalar in row {
        if scalar == "\r" {
          column = 0
        } else {
          if column < cells.count { cells[column] = scalar } else { cells.append(scalar) }
          column += 1
        }
      }
      while cells.last == " " { cells.removeLast() }
      return cells.map { String($0) }.joined()
    }
  }

  @Test func `begins again after its end`() {
    var page = self.page(["TERM": "dumb"])
    #expect(page.append("a") + page.finish() == "a\n")
    #expect(page.append("b") + page.finish() == "b\n")
    #expect(page.finish() == "")
  }

  @Test(arguments: [
    (Style(foreground: .palette(9)), "\u{1B}[91m"),
    (Style(foreground: .palette(200)), "\u{1B}[38;5;200m"),
    (Style(background: .rgb(1, 2, 3)), "\u{1B}[48;2;1;2;3m"), (.plain, ""),
    (Style(attributes: [.italic, .strikethrough]), "\u{1B}[3;9m"),
  ])
  func `has its styles as control sequences`(style: Style, sequence: String) {
    #expect(style.graphicRendition == sequence)
  }
}
