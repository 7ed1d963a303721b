import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `A person at the chat` {
  let server: DemoServer
  let home: Home

  init() throws {
    server = try DemoServer(.person)
    home = try Home(server)
  }

  @Test func `tries the demo, which says that it is one, and its providers`() throws {
    let chat = try home.openedChat("--demo")
    for provider in ["demo-anthropic", "demo-gemini", "demo-openai"] {
      chat.send("/model \(provider)/demo-fast")
      // The last line: what was typed has the name too.
      try chat.waitFor("the switch to \(provider)") {
        !Terminal.flowing($0).contains("❯ /model")
          && $0.screen.suffix(3).contains { $0.contains("\(provider)/demo-fast") }
      }
      chat.send("hello \(provider)")
      try chat.waitForTheLast("demo-fast · \(provider)", toBring: "This is a canned answer")
      chat.press(.escape)
      try chat.waitForTheLast("demo-fast · \(provider)", toBring: "Stopped.")
    }
    #expect(try chat.leave() == .code(0))
    #expect(chat.emulator.unknown == [])

    let again = try home.openedChat("--demo", "--continue", rows: 60)
    try again.waitFor("hello demo-openai")
    #expect(again.flowing.contains("hello demo-anthropic"))
    #expect(again.flowing.contains("demo-fast · demo-gemini"))
  }

  @Test func `types, sends and reads the answer`() throws {
    let chat = try home.openedChat()
    chat.type("hello")
    try chat.waitFor("❯ hello")
    chat.press(.enter)
    try chat.waitFor("Answer by anthropic to “hello”.")
    #expect(chat.screen.first?.hasPrefix(" hello") == true)
    #expect(chat.transcriptRows.contains { $0.contains("swift-1 · claude") })
    #expect(chat.statusBar.contains("● claude/swift-1   ctx "))
  }

  @Test func `goes on with another provider in mid-conversation, and nobody refuses it`() throws {
    let chat = try home.openedChat(rows: 40)
    chat.send("one")
    try chat.waitFor("Answer by anthropic to “one”.")
    try choose("bard/", in: chat)
    try chat.waitFor("bard/swift-2 answers next; the conversation goes along.")
    chat.send("two")
    try chat.waitFor("Answer by gemini to “two”.")
    try choose("gpt/", in: chat)
    try chat.waitFor("gpt/swift-3 answers next; the conversation goes along.")
    chat.send("three")
    try chat.waitFor("Answer by openai-chat to “three”.")
    try choose("claude/", in: chat)
    try chat.waitFor("claude/swift-1 answers next; the conversation goes along.")
    chat.send("four")
    try chat.waitFor("Answer by anthropic to “four”.")

    let asked = server.requests.filter { $0.method == "POST" }
    #expect(asked.map(\.status) == [200, 200, 200, 200])
    #expect(asked.last?.body?["messages"]?.arrayValue?.count == 7)
  }

  @Test func `reads above while the answer streams, and the view stays`() throws {
    let chat = try home.openedChat()
    chat.send("stream 300")
    try chat.waitFor("word-30")
    chat.press(.pageUp)
    try chat.waitFor("▼")
    let rows = chat.transcriptRows
    let below = try #require(chat.linesBelow)
    try chat.waitFor("more lines below") { Terminal.linesBelow(in: $0) ?? 0 > below + 20 }
    #expect(chat.transcriptRows == rows)

    chat.turnWheel(up: true, row: 5)
    try chat.waitFor("a view three rows higher") { _ in
      Array(chat.transcriptRows.dropFirst(3)) == Array(rows.dropLast(3))
    }
    chat.press(.controlEnd)
    try chat.waitForNo("▼")
    chat.press(.escape)
    try chat.waitFor("Stopped. Press Alt-R to ask again.")
  }

  @Test func `stops an answer, which keeps what has come`() throws {
    let chat = try home.openedChat()
    chat.send("begin")
    try chat.waitFor("These words came")
    #expect(chat.statusBar.contains("streaming"))
    chat.press(.escape)
    try chat.waitFor("partial")
    try chat.waitForNo("Esc stops the answer")
    #expect(chat.transcriptRows.contains { $0.contains("These words came") })
    chat.send("and on")
    try chat.waitFor("Answer by anthropic to “and on”.")
    #expect(server.requests.first?.clientClosed == true)
  }

  @Test func `reads what is known of a message, and the help`() throws {
    let chat = try home.openedChat(rows: 40)
    chat.send("hello")
    try chat.waitFor("Answer by")
    chat.press(.altUp)
    try chat.waitFor("▌")
    chat.type("i")
    try chat.waitFor("Details")
    #expect(chat.flowing.contains("target claude/swift-1"))
    #expect(chat.flowing.contains("dialect anthropic"))
    #expect(chat.flowing.contains("finish stop (end_turn)"))
    #expect(chat.flowing.contains("1. claude/swift-1 answered (200) first in the route"))
    chat.press(.escape)
    try chat.waitForNo("Details")
    chat.press(.function(1))
    try chat.waitFor("choose provider and model")
    chat.press(.escape)
    try chat.waitForNo("choose provider and model")
    chat.press(.escape)
    try chat.waitForNo("▌")
    chat.type("?")
    try chat.waitFor("choose provider and model")
  }

  @Test func `pastes lines, which are not sent before Enter`() throws {
    let chat = try home.openedChat()
    chat.paste("first line\nsecond line")
    try chat.waitFor("second line")
    #expect(chat.screen.contains { $0.contains("❯ first line") })
    #expect(server.requests.isEmpty)
    chat.press(.enter)
    try chat.waitFor("Answer by anthropic")
    #expect(server.requests.first?.prompt == "first line\nsecond line")
  }

  @Test func `stops an answer on the command line`() throws {
    let ask = try home.chat("ask", "begin")
    try ask.waitFor("These words came")
    ask.press(.control("c"))
    #expect(try ask.waitForExit() == .code(130))
    // The terminal itself shows the key.
    #expect(ask.screen.first == "These words came^C")
  }

  @Test func `resizes the window as far as it goes`() throws {
    let chat = try home.openedChat()
    chat.send("hello")
    try chat.waitFor("Answer by anthropic to “hello”.")
    for (columns, rows) in [(200, 50), (24, 10), (7, 3), (1, 1), (300, 1), (1, 60)] {
      let frames = chat.emulator.frames
      chat.resize(columns: columns, rows: rows)
      try chat.waitFor("a frame of \(columns) x \(rows)") { $0.frames > frames }
    }
    chat.resize(columns: 80, rows: 24)
    try chat.waitFor("Answer by anthropic to “hello”.")
    try chat.waitFor("F1 help")
    #expect(chat.emulator.unknown == [])
  }

  @Test func `starts in a window of one cell`() throws {
    let chat = try home.chat(columns: 1, rows: 1)
    try chat.waitFor("a frame") { $0.frames > 0 }
    chat.resize(columns: 80, rows: 24)
    try chat.waitFor("F1 help")
    #expect(try chat.leave() == .code(0))
  }

  @Test func `reads and writes wide characters in the C locale`() throws {
    let chat = try home.openedChat(environment: ["LC_ALL": "C", "LANG": "C"])
    chat.send("你好，世界")
    try chat.waitFor("Answer by anthropic to “你好，世界”.")
    chat.type("再见")
    try chat.waitFor("❯ 再见")
    #expect(chat.emulator.cursor.column == 6)
  }

  private func choose(_ name: String, in chat: Terminal) throws {
    chat.press(.control("p"))
    try chat.waitFor("Who answers next")
    chat.type(name)
    try chat.waitFor("❯ \(name)")
    chat.press(.enter)
    try chat.waitForNo("Who answers next")
  }
}
