import Testing

@testable import ChatUI

@Suite struct `A formula` {
  @Test(arguments: [
    ("x^2 + y_i", "x² + yᵢ"),
    ("\\frac{a+b}{2}", "(a+b)/2"),
    ("\\frac{1}{2}", "½"),
    ("\\sqrt{x}", "√x"),
    ("\\sqrt[3]{x+1}", "∛(x+1)"),
    ("\\alpha \\leq \\beta", "α ≤ β"),
    ("\\sum_{i=1}^{n} i", "∑ᵢ₌₁ⁿ i"),
    ("e^{i\\pi} = -1", "e^(iπ) = −1"),
    ("f: A \\to B", "f: A → B"),
    ("\\mathbb{R}^n", "ℝⁿ"),
    ("\\text{if } x \\in S", "if x ∈ S"),
    ("\\sin\\theta", "sin θ"),
    ("\\vec{v}", "v⃗"),
    ("\\left( x \\right)", "( x )"),
    ("\\unknown{x}", "\\unknownx"),
    ("\\", "\\"), ("{", ""), ("}", ""), ("^", ""), ("\\frac", "/"),
    ("E = mc^2", "E = mc²"),
    ("a \\Rightarrow b", "a ⇒ b"),
  ])
  func `becomes Unicode`(source: String, text: String) {
    #expect(Formula.text(of: Array(source.utf8)) == text)
  }

  @Test func `has a line for each of its rows`() {
    #expect(Formula.lines(of: Array("a \\\\ b".utf8)) == ["a", "b"])
  }

  @Test func `ends however deep its braces are`() {
    let deep = Array(String(repeating: "{^", count: 5000).utf8)
    #expect(Formula.text(of: deep).utf8.count <= deep.count * 3)
  }
}

@Suite struct `A link's target` {
  @Test(arguments: [
    ("https://example.com/guide", "example.com/guide"),
    ("https://example.com/a/very/long/path/that/does/not/fit/into/it", "example.com/…"),
    ("https://example.com/guide?x=0123456789012345678901234567890123456789", "example.com/guide…"),
    ("https://exämple.org/x", "xn--exmple-cua.org/x"),
    ("https://аpple.com", "xn--pple-43d.com"),
    ("https://bücher.例え.jp", "xn--bcher-kva.xn--r8jz45g.jp"),
    ("mailto:a@b.c", "a@b.c"),
    ("ftp://a.b/c", "ftp:a.b/c"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("#part", "#part"),
    ("https://user:pw@a.b@evil.example/x", "evil.example/x"),
    ("http://a\u{202E}b.c/", "xn--ab-g4t.c/"),
  ])
  func `says where it leads`(address: String, shown: String) {
    #expect(LinkTarget(Array(address.utf8)).shown?.string == shown)
  }

  @Test func `is silent where there is none`() {
    #expect(LinkTarget([]).shown == nil)
    #expect(LinkTarget(Array("https://a.b".utf8)).unlikeItsText == nil)
  }
}
