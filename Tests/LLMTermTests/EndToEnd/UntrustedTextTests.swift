import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `What a provider sends` {
  /// Sequences that put a text on the clipboard, set the title, ask for the cursor and the like.
  static let sequences = [
    "\u{1B}]52;c;ZXZpbA==\u{7}", "\u{1B}]0;evil title\u{1B}\\", "\u{1B}]2;evil title\u{7}",
    "\u{1B}[6n", "\u{1B}[5;7m", "\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}P+q544e\u{1B}\\",
    "\u{1B}_evil\u{1B}\\", "\u{1B}c", "\u{9B}31m", "\u{9D}0;evil\u{9C}", "\u{1B}[3J\u{1B}[H",
    "\u{202E}live\u{202C}", "\r\u{8}\u{7F}\u{0}\u{E}",
  ]
  static let evil = "before" + sequences.joined(separator: "-") + "after"

  let server: DemoServer
  let home: Home

  init() throws {
    var script = DemoScript { request in
      let quoted = Self.escaped(Self.evil)
      return switch request.prompt {
      case "fail":
        .fault(.status(400, body: Array("{\"error\":{\"message\":\"\(quoted)\"}}".utf8)))
      case "cut":
        DemoReply(text: Self.evil + " and on and on", faults: [.cutAfter(tokens: 200)])
      default: DemoReply(text: Self.evil + "\n```\u{1B}]0;evil title\u{7}\n\(Self.evil)\n```\nend")
      }
    }
    var model = DemoModel.fast
    model.id = Self.evil
    var provider = DemoCatalog.showcase.providers[0]
    provider.basePath = "/v1"
    provider.models = [model]
    script.catalog = DemoCatalog([provider])
    script.checksRequests = false
    server = try DemoServer(script)
    home = try Home()
    home.configureOne("\"base_url\": \"\(server.baseURL)/v1\"")
  }

  @Test func `never reaches the terminal as more than text`() throws {
    let chat = try home.openedChat(columns: 160, rows: 50)
    chat.send("hello")
    try chat.waitFor("end")
    chat.press(.control("p"))
    try chat.waitFor("work/before")
    chat.press(.down)
    chat.type("before")
    chat.press(.enter)
    try chat.waitFor("answers next")
    chat.send("fail")
    try chat.waitFor("answered 400")
    chat.press(.altUp)
    chat.type("i")
    try chat.waitFor("Attempts")
    chat.press(.escape)
    try chat.waitForNo("Attempts")
    chat.press(.escape)
    try chat.waitForNo("▌")
    chat.press(.control("o"))
    try chat.waitFor("Conversations")
    chat.press(.escape)
    try chat.waitForNo("Conversations")
    _ = try chat.leave()
    expectHarmless(chat)

    let again = try home.openedChat("--continue", columns: 160, rows: 50)
    try again.waitFor("answered 400")
    _ = try again.leave()
    expectHarmless(again)
  }

  @Test(arguments: ["hello", "fail", "cut"])
  func `never reaches the terminal as more than text, asked on the command line`(
    prompt: String
  ) throws {
    let ask = try home.chat("ask", prompt, columns: 160)
    _ = try ask.waitForExit()
    #expect(ask.flowing.contains("before"))
    expectHarmless(ask)
    // The styles of laid-out text are ours, and there is no other sequence.
    #expect(!Self.withoutStyles(ask.transcript).contains(0x1B))
    #expect(!ask.transcript.has([0xC2, 0x9B]))
  }

  @Test func `reaches a pipe as it is`() throws {
    let ask = try home.run("ask", "hello")
    #expect(ask.output.hasPrefix(Self.evil))
  }

  @Test func `reaches standard error as text only`() throws {
    let ask = try home.run("ask", "fail")
    #expect(ask.status == 1)
    #expect(ask.errors.contains("before"))
    #expect(!ask.errors.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B })
  }

  private func expectHarmless(_ terminal: Terminal) {
    for sequence in Self.sequences
    where sequence.unicodeScalars.first != "\u{1B}" || sequence.count > 3 {
      #expect(!Self.isSent(sequence, by: terminal), "\(sequence.debugDescription)")
    }
    #expect(!terminal.hasWritten("\u{1B}]52"))
    #expect(!terminal.hasWritten("\u{202E}"))
    #expect(terminal.emulator.clipboard == nil)
    #expect(!terminal.emulator.title.contains("evil"))
    #expect(terminal.emulator.unknown == [])
  }

  /// Those that the program has no use for itself, as the screen's own beginning and end.
  private static func isSent(_ sequence: String, by terminal: Terminal) -> Bool {
    let ownToo = ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[3J\u{1B}[H"]
    return !ownToo.contains(sequence) && terminal.hasWritten(sequence)
  }

  /// Without `ESC [ numbers m`.
  private static func withoutStyles(_ bytes: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    var index = 0
    while index < bytes.count {
      var end = index + 2
      while end < bytes.count, bytes[end] == 0x3B || (0x30...0x39).contains(bytes[end]) { end += 1 }
      if bytes[index] == 0x1B, index + 1 < bytes.count, bytes[index + 1] == 0x5B, end < bytes.count,
        bytes[end] == 0x6D
      {
        index = end + 1
      } else {
        rest.append(bytes[index])
        index += 1
      }
    }
    return rest
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return scalar.value < 0x20 || scalar == "\\" || scalar == "\""
        ? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits : String(scalar)
    }.joined()
  }
}
