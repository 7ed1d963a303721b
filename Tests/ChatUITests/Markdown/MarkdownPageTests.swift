import Testing

@testable import ChatUI

private let page = """
  # 見出し with *emphasis*

  Text with **bold**, `code`, ~~gone~~ and a [link](https://bücher.example/guide).
  - שלום עולם beside مرحبا
  - [x] done 👨‍👩‍👧
    1. nested 🇩🇪 e\u{301}

  > quoted *text*

  | 名前 | Größe | Note |
  |:-----|------:|:----:|
  | 日本語 | 12 | مرحبا |
  | 🇩🇪 flag | 3.5 | a cell that is longer than the others are |

  ```swift
  let 名前 = "é" // שלום
  ```
  """

private func rows(_ text: String, width: Int) -> [String] {
  var layout = MessageLayout(width: width)
  layout.append(text)
  layout.finish()
  let frame = CodeFrame(width: width)
  return (0..<layout.rowCount).map { frame.draw(layout.row($0)).text.string }
}

@Suite struct `A page of Markdown` {
  @Test func `is laid out at 80 columns`() {
    #expect(
      rows(page, width: 80) == [
        "見出し with emphasis",
        "",
        "Text with bold, code, gone and a link (xn--bcher-kva.example/guide).",
        "• שלום עולם beside مرحبا",
        "☑ done 👨👩👧",
        "  1. nested 🇩🇪 e\u{301}",
        "",
        "│ quoted text",
        "",
        "名前    │ Größe │                   Note",
        "────────┼───────┼──────────────────────────────────────────",
        "日本語  │    12 │                   مرحبا",
        "🇩🇪 flag │   3.5 │ a cell that is longer than the others are",
        "",
        "┌ swift ───────────────────────────────────────────────────────────────────────┐",
        "│ let 名前 = \"é\" // שלום                                                       │",
        "└──────────────────────────────────────────────────────────────────────────────┘",
      ])
  }

  @Test func `is laid out at 40 columns`() {
    #expect(
      rows(page, width: 40) == [
        "見出し with emphasis",
        "",
        "Text with bold, code, gone and a link",
        "(xn--bcher-kva.example/guide).",
        "• שלום עולם beside مرحبا",
        "☑ done 👨👩👧",
        "  1. nested 🇩🇪 e\u{301}",
        "",
        "│ quoted text",
        "",
        "名前    │ Größe │          Note",
        "────────┼───────┼───────────────────────",
        "日本語  │    12 │         مرحبا",
        "────────┼───────┼───────────────────────",
        "🇩🇪 flag │   3.5 │ a cell that is longer",
        "        │       │  than the others are",
        "",
        "┌ swift ───────────────────────────────┐",
        "│ let 名前 = \"é\" // שלום               │",
        "└──────────────────────────────────────┘",
      ])
  }

  @Test func `is laid out at 20 columns`() {
    #expect(
      rows(page, width: 20) == [
        "見出し with emphasis",
        "",
        "Text with bold,",
        "code, gone and a",
        "link",
        "(xn--bcher-kva.examp",
        "le/guide).",
        "• שלום עולם beside",
        "  مرحبا",
        "☑ done 👨👩👧",
        "  1. nested 🇩🇪 e\u{301}",
        "",
        "│ quoted text",
        "",
        "名前: 日本語",
        "Größe: 12",
        "Note: مرحبا",
        "────────────────────",
        "名前: 🇩🇪 flag",
        "Größe: 3.5",
        "Note: a cell that is",
        "  longer than the",
        "  others are",
        "",
        "┌ swift ───────────┐",
        "│ let 名前 = \"é\" / │",
        "│ ↳ / שלום         │",
        "└──────────────────┘",
      ])
  }

  @Test(arguments: [8, 20, 40, 80, 120])
  func `has straight edges`(width: Int) {
    for row in rows(page, width: width) where row.hasPrefix("│ ") && row.hasSuffix(" │") {
      #expect(DisplayForm.line(row, context: .code).columns == width)
    }
    let bars = rows(page, width: width).filter { $0.contains(" │ ") && !$0.hasPrefix("│") }
    let places = bars.map { row -> Int in
      let start = row.prefix { $0 != "│" }
      return DisplayForm.line(String(start)).columns
    }
    #expect(Set(places).count <= 1)
  }

  @Test(arguments: [
    ("- a\n  - b\n    - c\n- d", ["• a", "  ◦ b", "    ▪ c", "• d"]),
    ("3. a\n3. b\n\n4. c", ["3. a", "4. b", "", "5. c"]),
    ("- [ ] a\n- [x] b", ["☐ a", "☑ b"]),
    ("-\n- a", ["•", "• a"]),
    ("> a\n>\n> b\n\nc", ["│ a", "│", "│ b", "", "c"]),
    ("---", ["────────────────────"]),
    ("a  \nb\nc\\\nd", ["a", "b", "c", "d"]),
    ("&copy; &#65; \\*a\\*", ["© A *a*"]),
    ("a <b>c</b> d<br>e", ["a <b>c</b> d", "e"]),
    ("![alt](http://a.b/c)", ["[image: alt] (a.b/c)"]),
    ("<http://a.b>", ["http://a.b"]),
    ("[x][1]\n\n[1]: http://a.b\n\n[x][1]", ["[x][1]", "", "x (a.b)"]),
    ("a[^1]\n\n[^1]: note\n    more", ["a[1]", "", "[1] note", "    more"]),
    ("$x^2$ for $5 or $6", ["x² for $5 or $6"]),
    ("$$\na \\\\ \\frac{1}{2}\n$$", ["a", "½"]),
    ("    code", ["┌──────────────────┐", "│ code             │", "└──────────────────┘"]),
    ("- | a | b |\n  |---|---|\n  | 1 | 2 |", ["• a │ b", "  ──┼──", "  1 │ 2"]),
    ("a\n===\nb", ["a", "b"]),
    ("# a #\nb", ["a", "b"]),
    ("| a |\nb", ["| a |", "b"]),
  ])
  func `shows what the markup means`(text: String, expected: [String]) {
    let shown = rows(text, width: 20).map { row in
      String(row.reversed().drop { $0 == " " }.reversed())
    }
    #expect(shown == expected)
  }

  @Test func `shows emphasis before it is closed, and takes it back if it never is`() {
    var layout = MessageLayout(width: 40)
    layout.append("a **b")
    #expect(layout.row(0).line.text == "a b")
    #expect(layout.row(0).line.runs.last?.style.attributes == .bold)
    layout.append(" c** d")
    #expect(layout.row(0).line.text == "a b c d")
    layout.append(" *e")
    layout.finish()
    #expect(layout.row(0).line.text == "a b c d *e")
  }

  @Test func `has a role for each kind of text`() {
    var layout = MessageLayout(width: 60)
    layout.append("# h\n\n`c` [l](http://a.b) $x$\n\n```swift\nlet a\n```")
    layout.finish()
    let roles = (0..<layout.rowCount).map { layout.row($0).line.runs.map(\.style.role) }
    var table = MessageLayout(width: 60)
    table.append("| a |\n|---|\n| **b** |")
    table.finish()
    #expect(table.row(0).line.runs.map(\.style.role) == [.tableHeading])
    #expect(table.row(2).line.runs.map(\.style.attributes) == [.bold])
    #expect(roles[0] == [.heading1])
    #expect(roles[2] == [.code, .plain, .link, .address, .plain, .math])
    #expect(roles[5] == [.keyword, .plain])
    for theme in [Theme.mono, .dark, .light] {
      let line = theme.resolved(layout.row(0).line)
      #expect(line.runs.allSatisfy { $0.style.role == .plain && $0.style != .plain })
    }
  }
}

@Suite struct `What a person typed` {
  @Test func `stays as it is, but for fenced code`() {
    var layout = MessageLayout(width: 20, options: .plain)
    let text = "# a *b*\n\n\n- c\n```\nx\n```"
    layout.append(text)
    layout.finish()
    let frame = CodeFrame(width: 20)
    #expect(
      (0..<layout.rowCount).map { frame.draw(layout.row($0)).text } == [
        "# a *b*", "", "", "- c", "┌──────────────────┐", "│ x                │",
        "└──────────────────┘",
      ])
    #expect(CodeBlock.all(in: text, options: .plain) == [CodeBlock(language: "", code: "x")])
  }
}
