import ChatEngine
import TestSupport
import Testing

@testable import ChatUI

/// A string's width as a terminal reports it.
private struct Measurement: Sendable {
  let text: String
  let xterm: Int
  let tmux: Int
}

private func measurements() throws -> [Measurement] {
  guard let suites = Shared.suites,
    let xterm = Shared.bytes(suites + "/unicode/widths-xterm.json"),
    let tmux = Shared.bytes(suites + "/unicode/widths-tmux.json")
  else { return [] }
  let others = try #require(JSON.parse(tmux).objectValue)
  // Keys of the object are compared by scalars, as canonically equal strings have other widths.
  var widths: [[UInt8]: Int] = [:]
  for member in others.members { widths[Array(member.key.utf8)] = member.value.intValue }
  return try #require(JSON.parse(xterm).objectValue).members.compactMap { member in
    guard let xterm = member.value.intValue, let tmux = widths[Array(member.key.utf8)] else {
      return nil
    }
    return Measurement(text: member.key, xterm: xterm, tmux: tmux)
  }
}

@Suite struct `Character widths` {
  @Test func `agree with the C library wherever the door lets a scalar through`() {
    UTF8Locale.use()
    var differing: [String] = []
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      switch CharacterWidth.kind(scalar) {
      case .narrow, .wide, .mark, .vowel, .regional:
        let width = libraryWidth(scalar)
        if width != CharacterWidth.columns(scalar) {
          differing.append("\(String(value, radix: 16)): \(width)")
        }
      case .replaced, .control, .invisible, .bidi, .tag, .separator:
        break
      }
    }
    #expect(differing == [])
  }

  @Test(.enabled(if: Shared.suites != nil, "unicode suites not found"))
  func `agree with two terminals on every text that the door leaves as it is`() throws {
    let untouched = try measurements().filter {
      DisplayForm.block($0.text).utf8 == Array($0.text.utf8)
    }
    #expect(untouched.count > 1400)
    for measured in untouched {
      let columns = DisplayForm.block(measured.text).columns
      #expect(columns == measured.xterm, "\(measured.text)")
      #expect(columns == measured.tmux, "\(measured.text)")
    }
  }

  @Test(.enabled(if: Shared.suites != nil, "unicode suites not found"))
  func `agree with two terminals on the parts of every text that the door rewrites`() throws {
    let all = try measurements()
    var known: [String: Measurement] = [:]
    for measured in all { known[measured.text] = measured }
    var checked = 0
    for measured in all {
      let shown = DisplayForm.block(measured.text)
      var clusters = Clusters(shown)
      var sum = 0
      while let cluster = clusters.next() {
        sum += cluster.width
        guard let part = known[cluster.glyph.text] else { continue }
        #expect(cluster.width == part.xterm, "\(cluster.glyph.text) in \(measured.text)")
        #expect(cluster.width == part.tmux, "\(cluster.glyph.text) in \(measured.text)")
        checked += 1
      }
      #expect(sum == shown.columns)
    }
    #expect(all.count > 5100)
    #expect(checked > 7600)
  }

  @Test(.enabled(if: Shared.suites != nil, "unicode suites not found"))
  func `where the two terminals differ, the door rewrites the text`() throws {
    let disputed = try measurements().filter { $0.xterm != $0.tmux }
    #expect(disputed.count > 1000)
    for measured in disputed {
      let shown = DisplayForm.block(measured.text)
      #expect(shown.utf8 != Array(measured.text.utf8), "\(measured.text)")
      let scalars = measured.text.unicodeScalars
      // The reasons: joined emoji, and characters newer than one of the terminals.
      let isJoined = scalars.contains { $0.value == 0x200D }
      let isNew = scalars.contains { CharacterWidth.kind($0) == .replaced }
      #expect(isJoined || isNew, "\(measured.text)")
    }
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("日本語", 6), ("한국어", 6), ("e\u{301}", 1), ("👍", 2), ("🇩🇪", 2),
    ("ｱｲｳ", 3), ("Ａ", 2), ("שלום", 4), ("مرحبا", 5), ("\u{1100}\u{1161}\u{11A8}", 2),
    ("a\tb", 5), ("─█", 2),
  ])
  func `of texts are known`(text: String, columns: Int) {
    #expect(DisplayForm.block(text).columns == columns)
  }
}
