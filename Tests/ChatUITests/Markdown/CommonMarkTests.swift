import ChatEngine
import TestSupport
import Testing

@testable import ChatUI

/// CommonMark's own examples.
private struct Example: CustomStringConvertible, Sendable {
  let number: Int
  let markdown: String
  let html: String

  var description: String { "\(number)" }

  static let all: [Example] = {
    guard let suites = Shared.suites,
      let bytes = Shared.bytes(suites + "/commonmark/spec.json"),
      let rows = try? JSON.parse(bytes).arrayValue
    else { return [] }
    return rows.compactMap { row in
      guard let markdown = row["markdown"]?.stringValue, let html = row["html"]?.stringValue,
        let number = row["example"]?.intValue
      else { return nil }
      return Example(number: number, markdown: markdown, html: html)
    }
  }()
}

/// The examples that are not met; this list may only become shorter.
private let failing: Set<Int> = []

@Suite(.enabled(if: !Example.all.isEmpty, "../shared/suites/commonmark is not there"))
struct `The Markdown parser` {
  @Test func `meets the 655 examples of CommonMark`() {
    #expect(Example.all.count == 655)
    let missed = Example.all.filter { HTMLWriter.html(of: [$0.markdown]) != $0.html }
    #expect(Set(missed.map(\.number)) == failing)
  }

  @Test func `reads an example the same whole, scalar by scalar and cut anywhere`() {
    for example in Example.all {
      let whole = HTMLWriter.html(of: [example.markdown])
      #expect(HTMLWriter.html(of: example.markdown.scalarChunks) == whole, "\(example)")
      let scalars = Array(example.markdown.unicodeScalars)
      for cut in 1..<max(2, scalars.count) {
        var pieces = [String.UnicodeScalarView(), String.UnicodeScalarView()]
        pieces[0].append(contentsOf: scalars[..<min(cut, scalars.count)])
        pieces[1].append(contentsOf: scalars[min(cut, scalars.count)...])
        #expect(HTMLWriter.html(of: pieces.map { String($0) }) == whole, "\(example) at \(cut)")
      }
    }
  }

  /// What is settled while text still comes is what the whole text says.
  @Test func `settles only what stays`() {
    for example in Example.all {
      let bytes = Array(example.markdown.utf8)
      let whole = InlineParser.parse(bytes, .chat, [:]).tokens
      for end in 0..<bytes.count where bytes[end] & 0xC0 != 0x80 {
        let part = InlineParser.parse(Array(bytes[..<end]), .chat, [:], isGrowing: true)
        let rest = InlineParser.parse(Array(bytes[part.settled...]), .chat, [:]).tokens
        let joined =
          part.tokens[..<part.settledTokens].map { Piece($0, in: part.bytes) }
          + rest.map { Piece($0, in: Array(bytes[part.settled...])) }
        #expect(
          Piece.merged(joined) == Piece.merged(whole.map { Piece($0, in: bytes) }),
          "\(example) at \(end)")
      }
    }
  }
}

/// A token without its place.
private struct Piece: Equatable {
  var text = ""
  var token: InlineToken?

  init(_ token: InlineToken, in bytes: [UInt8]) {
    switch token {
    case .text(let range): text = String(decoding: bytes[range], as: UTF8.self)
    case .literal(let bytes): text = String(decoding: bytes, as: UTF8.self)
    case .html(let range):
      text = String(decoding: bytes[range], as: UTF8.self)
      self.token = .html(0..<0)
    case .address(let address, let range):
      text = String(decoding: bytes[range], as: UTF8.self)
      self.token = .address(address, text: 0..<0)
    default: self.token = token
    }
  }

  static func merged(_ pieces: [Piece]) -> [Piece] {
    var merged: [Piece] = []
    for piece in pieces {
      if piece.token == nil, let last = merged.last, last.token == nil {
        merged[merged.count - 1].text += piece.text
      } else {
        merged.append(piece)
      }
    }
    return merged
  }
}

@Suite struct `Markdown beyond CommonMark` {
  @Test(arguments: [
    ("a | b\n-|:-:\n1 | 2\n", "<th>a</th>\n<th align=\"center\">b</th>"),
    ("| a |\n|--|\n| `x \\| y` |\n", "<td><code>x | y</code></td>"),
    (
      "~~gone~~ and ~one~ and ~~~three~~~",
      "<p><del>gone</del> and <del>one</del> and ~~~three~~~</p>"
    ),
    (
      "- [x] done\n- [ ] open", "<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> done</li>"
    ),
    ("a[^1]\n\n[^1]: b\n", "<p>a<sup>1</sup></p>\n<aside id=\"1\">\n<p>b</p>\n</aside>\n"),
    (
      "see www.a.org/x. (http://b.org/y)",
      "<p>see <a href=\"http://www.a.org/x\">www.a.org/x</a>. "
        + "(<a href=\"http://b.org/y\">http://b.org/y</a>)</p>\n"
    ),
    ("$x^2$ and \\(y\\)", "<p><math>x^2</math> and <math>y</math></p>\n"),
    ("$5 and $10, US$3 and $4", "<p>$5 and $10, US$3 and $4</p>\n"),
    ("$$\na\n$$\n", "<pre>a</pre>\n"),
  ])
  func `is read where it is asked for, and is text elsewhere`(markdown: String, html: String) {
    #expect(HTMLWriter.html(of: [markdown], .chat).contains(html))
    #expect(!HTMLWriter.html(of: [markdown], .commonMark).contains(html) || html.contains("$5"))
    #expect(
      HTMLWriter.html(of: markdown.scalarChunks, .chat) == HTMLWriter.html(of: [markdown], .chat))
  }
}
