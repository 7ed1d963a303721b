import Testing

@testable import ChatEngine

@Suite struct `Kept output` {
  @Test func `is whole up to its bound`() {
    var kept = KeptOutput(head: 4, tail: 4)
    for byte in "abcdefgh".utf8 { kept.append([byte]) }
    #expect(kept.text == "abcdefgh")
    #expect(!kept.isCut)
  }

  @Test func `keeps beginning and end, and says what is left out`() {
    var kept = KeptOutput(head: 4, tail: 4)
    for piece in ["abcde", "fghijklm", "", "n"] { kept.append(Array(piece.utf8)) }
    #expect(kept.text == "abcd\n[… 6 bytes left out …]\nklmn")
  }

  @Test func `cuts no character in two`() {
    var kept = KeptOutput(head: 4, tail: 4)
    kept.append(Array("abcé——xéé".utf8))
    #expect(kept.text == "abc\n[… 9 bytes left out …]\néé")
  }

  @Test(arguments: [
    ("\u{1B}[1;31mred\u{1B}[m", "red"), ("a\u{1B}]8;;http://x\u{1B}\\b", "ab"),
    ("a\u{1B}]0;open\nb", "a\nb"), ("\u{1B}(Bx", "x"), ("x\u{1B}", "x"), ("\u{1B}7y\u{1B}[", "y"),
    ("plain é", "plain é"), ("\u{1B}P1$r\u{1B}\\z", "z"),
  ])
  func `loses its escapes`(text: String, rest: String) {
    #expect(text.withoutEscapes == rest)
  }
}

@Suite struct `A calculator` {
  @Test(arguments: [
    ("1+2*3", "7"), ("(1+2)*3", "9"), ("-2^2", "-4"), ("2^3^2", "512"), ("2^-1", "0.5"),
    ("0.1+0.2", "0.30000000000000004"), ("10/4", "2.5"), ("7%3", "1"),
    ("sqrt(2)^2", "2.0000000000000004"),
    ("max(1,5,3)-min(4,2)", "3"), ("PI", "3.141592653589793"), ("1e3", "1000"), (".5*2", "1"),
    ("2--2", "4"), (" 3 ", "3"), ("round(2.5)", "3"), ("ln(e)", "1"), ("1e300*10", "1e+301"),
  ])
  func `computes`(expression: String, value: String) throws {
    let result = try Calculator.value(of: expression)
    #expect(Calculator.text(of: result) == value)
  }

  @Test(arguments: [
    ("", "it ends too early"), ("1+", "it ends too early"), ("1 2", "character 3 was not expected"),
    ("1/0", "it divides by zero"), ("5%0", "it divides by zero"), ("x", "\"x\" is not known"),
    ("system(1)", "\"system\" is not known"), ("(1", "it ends too early"),
    ("1)", "character 2 was not expected"),
    ("sqrt(1,2)", "sqrt takes one number"), ("sqrt(-1)", "it has no finite value"),
    ("9^9^9", "it has no finite value"), ("1..2", "character 3 was not expected"),
    ("é", "character 1 was not expected"), (".", "a number is malformed"),
  ])
  func `says why not`(expression: String, reason: String) {
    #expect(throws: Calculator.Failure(reason: reason)) { try Calculator.value(of: expression) }
  }

  @Test(arguments: ["(", "-", "2^", "sqrt(", "1+"])
  func `survives depth`(piece: String) {
    for count in [99, 101, 2000, 20_000] {
      let text = String(repeating: piece, count: count) + "1"
      _ = try? Calculator.value(of: text)
    }
  }
}

@Suite struct `The text of a page` {
  @Test(arguments: [
    ("<p>a</p><p>b</p>", "a\nb"), ("a <b>b</b>\n c", "a b c"),
    ("x<script>evil('</p>')</script>y", "xy"),
    ("<head><title>t</title></head>z", "z"),
    ("&lt;b&gt; &amp;&#65;&#x42;&nope; &", "<b> &AB&nope; &"),
    ("a<!-- <p>b -->c", "ac"), (#"<a title="x>y">l</a>"#, "l"), ("1 < 2", "1 < 2"), ("<p", ""),
    ("<script>never ends", ""), ("a<br>b", "a\nb"), ("&#1114112;", "&#1114112;"), ("", ""),
    ("<", "<"),
    ("<!DOCTYPE html><html><body>b", "b"),
  ])
  func `is read`(html: String, text: String) {
    #expect(PageText.text(of: Array(html.utf8)) == text)
  }

  @Test func `survives every cut`() {
    let page = Array("<p a='b'>x &amp; y</p><script>z</script><!-- c -->&#65;".utf8)
    for end in 0...page.count { _ = PageText.text(of: Array(page[..<end])) }
  }
}

@Suite struct `A command's template` {
  @Test(arguments: [
    (["p", "{a}"], ["a"]), (["p", "x{a}y{b}{a}"], ["a", "b"]), (["p", "{{a}}"], []),
    (["p", "{}", "{ a }", "{a b}", "{", "}", "{\"a\":{}}"], []), (["p", "{a"], []),
  ])
  func `has places`(command: [String], names: [String]) {
    #expect(CommandTemplate(command).names == names)
  }

  @Test func `keeps all other text`() throws {
    let command = ["p", "{{a}}", "{}", "{\"b\": {}}", "", "é{"]
    let filled = try CommandTemplate(command).filled(with: JSONObject(), takesOptions: false)
    #expect(filled == ["p", "{a}", "{}", "{\"b\": {}}", "", "é{"])
  }

  @Test(arguments: [
    ("/usr/bin/python3.12", true), ("python", true), ("pythonic", false), ("env", true),
    ("busybox", true), ("jq", false), ("/opt/env/weather", false), ("perl5.36", true),
    ("git", true),
    ("sh", true), ("lua5.4", true), ("7z", false), ("", false),
  ])
  func `knows programs that do what their arguments say`(program: String, isOne: Bool) {
    #expect(OpenEnded.isOne(program) == isOne)
  }
}
