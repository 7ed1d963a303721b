import ChatUI
import Testing

@testable import llmterm

/// What a terminal sends, and what it means.
private struct Row: CustomTestStringConvertible, Sendable {
  let bytes: [UInt8]
  let events: [InputEvent]

  init(_ text: String, _ events: InputEvent...) {
    self.init(Array(text.utf8), events)
  }

  init(_ bytes: [UInt8], _ events: [InputEvent]) {
    self.bytes = bytes
    self.events = events
  }

  init(_ text: String, key code: KeyCode, _ modifiers: KeyModifiers = []) {
    self.init(Array(text.utf8), [.key(Key(code, modifiers))])
  }

  var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }
}

private let rows: [Row] = [
  Row("hello", .text("hello")),
  Row("é漢👍🏽", .text("é漢👍🏽")),
  Row("a\r", .text("a"), .key(Key(.enter))),
  Row("\n", key: .character("j"), .control),
  Row("\t", key: .tab),
  Row("\u{7F}", key: .backspace),
  Row("\u{08}", key: .backspace),
  Row("\u{00}", key: .character(" "), .control),
  Row("\u{10}", key: .character("p"), .control),
  Row("\u{1C}", key: .character("\\"), .control),
  Row("\u{1F}", key: .character("_"), .control),
  // Cursor and editing keys of xterm, in both modes, of rxvt and of the Linux console.
  Row("\u{1B}[A", key: .up), Row("\u{1B}OA", key: .up), Row("\u{1B}[B", key: .down),
  Row("\u{1B}[C", key: .right), Row("\u{1B}[D", key: .left), Row("\u{1B}[H", key: .home),
  Row("\u{1B}[F", key: .end), Row("\u{1B}OH", key: .home), Row("\u{1B}[1~", key: .home),
  Row("\u{1B}[7~", key: .home), Row("\u{1B}[8~", key: .end), Row("\u{1B}[2~", key: .insert),
  Row("\u{1B}[3~", key: .delete), Row("\u{1B}[5~", key: .pageUp), Row("\u{1B}[6~", key: .pageDown),
  Row("\u{1B}[Z", key: .backtab), Row("\u{1B}OP", key: .function(1)),
  Row("\u{1B}[[A", key: .function(1)), Row("\u{1B}[[E", key: .function(5)),
  Row("\u{1B}[11~", key: .function(1)), Row("\u{1B}[15~", key: .function(5)),
  Row("\u{1B}[24~", key: .function(12)), Row("\u{1B}OM", key: .enter),
  Row("\u{1B}Oj", .text("*")), Row("\u{1B}Op", .text("0")),
  Row("\u{1B}O2P", key: .function(1), .shift),
  Row("\u{1B}[3$", key: .delete, .shift), Row("\u{1B}[3^", key: .delete, .control),
  Row("\u{1B}[a", key: .up, .shift), Row("\u{1B}Oa", key: .up, .control),
  // With modifiers.
  Row("\u{1B}[1;5A", key: .up, .control), Row("\u{1B}[1;3D", key: .left, .alt),
  Row("\u{1B}[1;2Q", key: .function(2), .shift), Row("\u{1B}[1;2R", key: .function(3), .shift),
  Row("\u{1B}[5;5~", key: .pageUp, .control), Row("\u{1B}[1;5H", key: .home, .control),
  Row("\u{1B}[1;8C", key: .right, [.shift, .alt, .control]),
  Row("\u{1B}[27;5;13~", key: .enter, .control), Row("\u{1B}[27;5;105~", key: .tab),
  Row("\u{1B}[27;2;13~", key: .enter, .shift),
  // kitty's protocol.
  Row("\u{1B}[13;2u", key: .enter, .shift), Row("\u{1B}[27u", key: .escape),
  Row("\u{1B}[112;5u", key: .character("p"), .control), Row("\u{1B}[105;5u", key: .tab),
  Row("\u{1B}[114;3u", key: .character("r"), .alt),
  Row("\u{1B}[114;4u", key: .character("R"), .alt), Row("\u{1B}[97u", .text("a")),
  Row("\u{1B}[49:33;2u", .text("!")), Row("\u{1B}[57399u", .text("0")),
  Row("\u{1B}[57414u", key: .enter), Row("\u{1B}[57376u", key: .function(13)),
  Row("\u{1B}[97;5:1u", key: .character("a"), .control), Row("\u{1B}[97;5:3u"), Row("\u{1B}[97;9u"),
  Row("\u{1B}[112;133u", key: .character("p"), .control), Row("\u{1B}[1;1:3A"),
  Row("\u{1B}[127;5u", key: .backspace, .control), Row("\u{1B}[9;2u", key: .backtab),
  // Alt as ESC.
  Row("\u{1B}r", key: .character("r"), .alt), Row("\u{1B}R", key: .character("R"), .alt),
  Row("\u{1B}\r", key: .enter, .alt), Row("\u{1B}\u{7F}", key: .backspace, .alt),
  Row("\u{1B}é", key: .character("é"), .alt), Row("\u{1B}\u{1B}[A", key: .up, .alt),
  Row("\u{1B}\u{1B}r", .key(Key(.escape)), .key(Key(.character("r"), .alt))),
  Row("\u{1B}\u{10}", key: .character("p"), [.alt, .control]),
  // Focus and mouse.
  Row("\u{1B}[I", .focus(true)), Row("\u{1B}[O", .focus(false)),
  Row("\u{1B}[<0;10;5M", .mouse(MouseEvent(.press, .left, column: 9, row: 4))),
  Row("\u{1B}[<2;300;5m", .mouse(MouseEvent(.release, .right, column: 299, row: 4))),
  Row("\u{1B}[<32;1;1M", .mouse(MouseEvent(.drag, .left, column: 0, row: 0))),
  Row("\u{1B}[<64;1;2M", .mouse(MouseEvent(.wheelUp, column: 0, row: 1))),
  Row("\u{1B}[<69;1;2M", .mouse(MouseEvent(.wheelDown, column: 0, row: 1, modifiers: .shift))),
  Row("\u{1B}[<66;1;2M"), Row("\u{1B}[<35;1;2M"), Row("\u{1B}[<0;0;0M"), Row("\u{1B}[<0;1M"),
  Row("\u{1B}[M !!", .mouse(MouseEvent(.press, .left, column: 0, row: 0))),
  Row("\u{1B}[M#\"!", .mouse(MouseEvent(.release, .none, column: 1, row: 0))),
  Row("\u{1B}[M`!!", .mouse(MouseEvent(.wheelUp, column: 0, row: 0))),
  Row(
    [0x1B, 0x5B, 0x4D, 0x20, 0xFF, 0x21], [.mouse(MouseEvent(.press, .left, column: 222, row: 0))]),
  // Paste.
  Row("\u{1B}[200~hello\u{1B}[201~", .paste("hello")),
  Row("\u{1B}[200~a\r\nb\rc\nd\u{1B}[201~", .paste("a\nb\nc\nd")),
  Row("\u{1B}[200~\u{1B}[201~", .paste("")),
  Row("\u{1B}[200~a\u{1B}[31mb\u{03}\u{7F}\tc\u{1B}[201~", .paste("a[31mb\tc")),
  Row("\u{1B}[200~a\u{1B}[20\u{1B}[201~", .paste("a[20")),
  Row("\u{1B}[200~a\u{1B}[200~b\u{1B}[201~c", .paste("a[200~b"), .text("c")),
  Row("\u{1B}[200~a\u{1B}[201~\u{1B}[201~b", .paste("a"), .text("b")),
  Row("\u{1B}[200~a\u{9B}201~b\u{1B}[201~", .paste("a201~b")),
  // What terminals answer, and what nobody knows.
  Row("\u{1B}[?62;22cx", .text("x")), Row("\u{1B}[24;80Rx", .text("x")),
  Row("\u{1B}[?2026;2$yx", .text("x")), Row("\u{1B}[>0;379;0cx", .text("x")),
  Row("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\x", .text("x")),
  Row("\u{1B}]52;c;aGk=\u{07}x", .text("x")),
  Row("\u{1B}P>|xterm(379)\u{1B}\\x", .text("x")), Row("\u{1B}[99;99;99~x", .text("x")),
  Row("\u{1B}[1;2;3 qx", .text("x")), Row("\u{1B}[8;24;80tx", .text("x")),
  Row("\u{1B}[99999999999999999999Ax", key: .up), Row("\u{1B}_Gi=1;OK\u{1B}\\x", .text("x")),
  // Broken off by something that must not be lost.
  Row("\u{1B}[1;\rx", .key(Key(.enter)), .text("x")), Row("\u{1B}[\u{1B}[A", key: .up),
  Row("\u{1B}]0;x\rb", .key(Key(.enter)), .text("b")),
  Row([0x1B, 0x5B, 0xC3, 0xA9], [.text("é")]),
  // No characters.
  Row([0xFF, 0x61], [.text("\u{FFFD}a")]), Row([0x80], [.text("\u{FFFD}")]),
  Row([0xE2, 0x82, 0x61], [.text("\u{FFFD}a")]),
  Row([0xE2, 0x82, 0x0D], [.text("\u{FFFD}"), .key(Key(.enter))]),
  Row([0xC0, 0xAF], [.text("\u{FFFD}\u{FFFD}")]),
  Row([0xED, 0xA0, 0x80], [.text("\u{FFFD}\u{FFFD}\u{FFFD}")]),
  Row([0xF4, 0x90, 0x80, 0x80], [.text("\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")]),
  Row([0xE2, 0x82, 0x1B, 0x5B, 0x41], [.text("\u{FFFD}"), .key(Key(.up))]),
  Row([0xC2, 0x9B, 0x41], [.text("\u{FFFD}A")]),
  Row([0x1B, 0xFF, 0x61], [.key(Key(.character("\u{FFFD}"), .alt)), .text("a")]),
]

/// Runs of text may be cut anywhere; here they are put together again.
private func joined(_ events: [InputEvent]) -> [InputEvent] {
  events.reduce(into: []) { joined, event in
    if case .text(let more) = event, case .text(let text) = joined.last {
      joined[joined.count - 1] = .text(text + more)
    } else {
      joined.append(event)
    }
  }
}

@Suite struct `An input decoder` {
  @Test(arguments: rows)
  fileprivate func `understands it whole`(row: Row) {
    var decoder = InputDecoder()
    #expect(joined(decoder.decode(row.bytes)) == expected(row))
    #expect(!decoder.isWaiting)
  }

  @Test(arguments: rows)
  fileprivate func `understands it byte by byte`(row: Row) {
    var decoder = InputDecoder()
    #expect(joined(row.bytes.flatMap { decoder.decode([$0]) }) == expected(row))
  }

  @Test(arguments: rows)
  fileprivate func `understands it cut in two anywhere`(row: Row) {
    for cut in row.bytes.indices {
      var decoder = InputDecoder()
      let events = decoder.decode(row.bytes[..<cut]) + decoder.decode(row.bytes[cut...])
      #expect(joined(events) == expected(row), "cut at \(cut)")
    }
  }

  /// The row whose text follows a number too long to be one keeps what follows.
  private func expected(_ row: Row) -> [InputEvent] {
    row.bytes.last == 0x78 && row.events == [.key(Key(.up))]
      ? row.events + [.text("x")] : row.events
  }

  @Test(arguments: [
    ("\u{1B}", [Key(.escape)]),
    ("\u{1B}\u{1B}", [Key(.escape), Key(.escape)]),
    ("\u{1B}[", [Key(.character("["), .alt)]),
    ("\u{1B}O", [Key(.character("O"), .alt)]),
    ("\u{1B}]", [Key(.character("]"), .alt)]),
    ("\u{1B}P", [Key(.character("P"), .alt)]),
  ])
  func `takes it for a key when nothing follows in time`(text: String, keys: [Key]) {
    var decoder = InputDecoder()
    #expect(decoder.decode(Array(text.utf8)) == [])
    #expect(decoder.isWaiting)
    #expect(decoder.flushEscape() == keys.map { .key($0) })
    #expect(!decoder.isWaiting)
    #expect(decoder.decode(Array("a".utf8)) == [.text("a")])
  }

  @Test(arguments: ["\u{1B}[1;", "\u{1B}]0;title", "\u{1B}[200~half", "\u{1B}[M!"])
  func `waits on, however long, in the middle of a sequence`(text: String) {
    var decoder = InputDecoder()
    #expect(decoder.decode(Array(text.utf8)) == [])
    #expect(!decoder.isWaiting)
    #expect(decoder.flushEscape() == [])
  }

  @Test func `keeps no more of a paste than its limit and types none of the rest`() {
    var decoder = InputDecoder(pasteLimit: 100)
    let much = String(repeating: "a", count: 1000)
    let events = decoder.decode(Array("\u{1B}[200~\(much)\u{1B}[201~b".utf8))
    #expect(events == [.paste(String(repeating: "a", count: 100)), .text("b")])
  }

  @Test func `swallows a sequence that never seems to end`() {
    var decoder = InputDecoder()
    let long = Array("\u{1B}[".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 100_000)
    #expect(decoder.decode(long) == [])
    #expect(decoder.decode(Array("~x".utf8)) == [.text("x")])
  }

  @Test func `says at the end what was cut off`() {
    var decoder = InputDecoder()
    _ = decoder.decode([0xE2, 0x82])
    #expect(decoder.finish() == [.text("\u{FFFD}"), .eof])
    _ = decoder.decode(Array("\u{1B}".utf8))
    #expect(decoder.finish() == [.key(Key(.escape)), .eof])
    _ = decoder.decode(Array("\u{1B}[200~half".utf8))
    #expect(decoder.finish() == [.paste("half"), .eof])
  }

  @Test func `takes any bytes without a trap, and text again after them`() {
    var state: UInt64 = 1
    var decoder = InputDecoder()
    let pieces = ["\u{1B}", "[", "O", "]", ";", "2", "0", "~", "M", "<", ":", "u", "\u{1B}[200~"]
    for _ in 0..<50_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = UInt8(truncatingIfNeeded: state >> 33)
      let piece = pieces[Int(value) % pieces.count]
      _ = decoder.decode(value < 128 ? Array(piece.utf8) : [UInt8(truncatingIfNeeded: state >> 41)])
    }
    _ = decoder.decode(Array("\u{1B}[201~\u{18}\r\r\r\r\u{18}".utf8))
    #expect(decoder.decode(Array("ok".utf8)) == [.text("ok")])
  }
}
