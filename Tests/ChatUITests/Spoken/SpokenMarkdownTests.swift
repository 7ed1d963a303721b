import Testing

@testable import ChatUI

@Suite struct `Markdown that is read out` {
  private func lines(_ text: String) -> String {
    SpokenMarkdown.lines(text).map(\.string).joined(separator: "\n")
  }

  static let page = """
    # Parser rewrite

    Three places *do* it. See `Token.text`, e.g. in [the guide](https://example.org/a/b?c#d). Really?

    1. First one
       - deeper
    2. Second one. It has two sentences.

    - a
    - [x] done that

    > Measure first.

    ```swift
    struct Token {

      var text: Substring
    }
    ```

    | Name | Size |
    | --- | --- |
    | lexer | 30 lines |
    | `parser` | |

    Setext
    ------

    ***

    ~~gone~~ ![a cat](https://cats.example/x.png) and $x^2$.
    """

  static let read = """
    Heading 1: Parser rewrite
    Three places do it.
    See Token.text, e.g. in the guide (link to example.org).
    Really?
    1. First one
    Level 2, bullet: deeper
    2. Second one.
    It has two sentences.
    Bullet: a
    Bullet, done: done that
    Quote: Measure first.
    End of quote.
    Code, swift:
    struct Token {

      var text: Substring
    }
    End of code.
    Table with 2 columns: Name, Size.
    Row 1. Name: lexer; Size: 30 lines.
    Row 2. Name: parser; Size: nothing.
    End of table.
    Heading 2: Setext
    Separator.
    (struck out: gone) (image: a cat, at cats.example) and x².
    """

  @Test func `says what a reader cannot see`() {
    #expect(lines(Self.page) == Self.read)
  }

  @Test func `says the same however the text arrives`() {
    for size in 1...40 {
      var markdown = SpokenMarkdown()
      var said: [SafeText] = []
      var rest = Substring(Self.page)
      while !rest.isEmpty {
        said += markdown.append(String(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      said += markdown.finish()
      #expect(said.map(\.string).joined(separator: "\n") == Self.read, "pieces of \(size)")
    }
  }

  @Test func `gives out whole sentences and lines only`() {
    var markdown = SpokenMarkdown()
    #expect(markdown.append("Three pla") == [])
    #expect(markdown.append("ces do it. The first") == ["Three places do it."])
    #expect(markdown.append(" is **here, but. ") == [])
    #expect(markdown.append("not there.** So") == ["The first is here, but.", "not there."])
    #expect(markdown.append(" it goes\nA line") == ["So it goes"])
    #expect(markdown.finish() == ["A line"])
  }

  @Test func `keeps short words and numbers with what follows`() {
    #expect(lines("Use e.g. this, i.e. 3.5 of it. Done") == "Use e.g. this, i.e. 3.5 of it.\nDone")
    #expect(lines("It was in 2024. Then not.") == "It was in 2024.\nThen not.")
    #expect(lines("これは文。次の文。") == "これは文。\n次の文。")
    #expect(lines("He said \"stop.\" Then he went.") == "He said \"stop.\"\nThen he went.")
  }

  @Test func `names the host that is looked up`() {
    #expect(lines("[bank](https://bаnk.example/login)") == "bank (link to xn--bnk-6cd.example)")
    #expect(lines("[mail](mailto:a@b.example)") == "mail (link to a@b.example)")
  }

  @Test func `lets nothing reach the terminal`() {
    let said = lines(
      "a \u{1B}[31mred\u{07}\n\n```\n\u{1B}]52;c;x\u{07}\n```\n\n| \u{1B}[2J |\n|-|\n| x |")
    #expect(!said.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func `leaves what a person typed as it is`() {
    let said = SpokenMarkdown.lines("# no heading\n* no bullet", .plain).map(\.string)
    #expect(said == ["# no heading", "* no bullet"])
  }
}
