import TestSupport
import Testing

@Suite struct `The emulator of the tests` {
  @Test(arguments: [
    ("abc\r\ndef", ["abc", "def", ""]),
    ("abcdefgh", ["abcde", "fgh", ""]),
    ("abcde\r\nx", ["abcde", "x", ""]),
    ("1\r\n2\r\n3\r\n4", ["2", "3", "4"]),
    ("abc\u{1B}[2;2Hx\u{1B}[Ay", ["aby", " x", ""]),
    ("abcde\u{1B}[3G\u{1B}[K", ["ab", "", ""]),
    ("abcde\u{1B}[3G\u{1B}[1K", ["   de", "", ""]),
    ("abcde\u{1B}[2G\u{1B}[2P", ["ade", "", ""]),
    ("abcde\u{1B}[2G\u{1B}[2@", ["a  bc", "", ""]),
    ("abcde\u{1B}[2G\u{1B}[2X", ["a  de", "", ""]),
    ("a\u{1B}[3b", ["aaaa", "", ""]),
    ("1\r\n2\r\n3\u{1B}[2H\u{1B}[L", ["1", "", "2"]),
    ("1\r\n2\r\n3\u{1B}[1H\u{1B}[M", ["2", "3", ""]),
    ("1\r\n2\r\n3\u{1B}[2;3r\u{1B}[3H\n", ["1", "3", ""]),
    ("1\r\n2\r\n3\u{1B}[H\u{1B}M", ["", "1", "2"]),
    ("漢字x\u{1B}[2GX", [" X字x", "", ""]),
    ("漢\u{1B}[1Ga", ["a", "", ""]),
    ("abcd漢", ["abcd", "漢", ""]),
    ("e\u{301}x", ["e\u{301}x", "", ""]),
    ("\u{1B}(0qx\u{1B}(Bq", ["─│q", "", ""]),
    ("a\tb", ["a   b", "", ""]),
    ("abc\u{1B}[?1049hx\u{1B}[?1049l", ["abc", "", ""]),
    ("abc\u{1B}[2J", ["", "", ""]),
    ("a\u{1B}]2;b\u{07}c", ["ac", "", ""]),
  ])
  func `shows what xterm shows`(text: String, screen: [String]) {
    var emulator = Emulator(columns: 5, rows: 3)
    emulator.feed(Array(text.utf8))
    #expect(emulator.screen == screen)
    #expect(emulator.unknown == [])
  }

  @Test func `answers where its cursor is`() {
    var emulator = Emulator(columns: 5, rows: 3)
    emulator.feed(Array("\r\nab\u{1B}[6n".utf8))
    #expect(emulator.takeReplies() == Array("\u{1B}[2;3R".utf8))
  }

  @Test func `runs a program in a terminal of its own`() throws {
    let script = "stty -echo; printf 'name? '; read name; echo \"hello $name\"; exit 3"
    let app = try Terminal(["sh", "-c", script], columns: 20, rows: 3)
    try app.waitFor("name?")
    app.type("Ada")
    app.press(.enter)
    try app.waitFor("hello Ada")
    #expect(try app.waitForExit() == .code(3))
  }

  @Test func `says what the screen showed when it waited in vain`() throws {
    let app = try Terminal(["sh", "-c", "echo something; sleep 60"], columns: 20, rows: 2)
    try app.waitFor("something")
    let timeout = #expect(throws: Terminal.Timeout.self) {
      try app.waitFor("else", timeout: .zero)
    }
    #expect(timeout?.description == "waited in vain for “else”; the screen:\nsomething\n")
  }
}
