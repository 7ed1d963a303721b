import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `A person who compares` {
  @Test func `compares three, votes, adopts, goes on, and finds it all again`() throws {
    let server = try DemoServer(.person)
    let home = try Home(server)
    let chat = try home.openedChat(columns: 120, rows: 30)
    chat.send("/compare claude/swift-1 bard/swift-2 gpt/swift-3")
    try chat.waitFor("Ask all 3 at once.")
    chat.send("hello")
    for name in ["anthropic", "gemini", "openai-chat"] {
      try chat.waitForSentence("Answer by \(name) to")
    }
    chat.press(.tab)
    try chat.waitFor("Enter adopt")
    chat.type("t")
    try chat.waitFor("tied")
    chat.type("2")
    try chat.waitForSentence(
      "bard/swift-2 answers next; the other answers are versions of this one.")
    try chat.waitForNo("comparing 3")
    chat.send("and on")
    try chat.waitForSentence("Answer by gemini to “and on”.")
    #expect(try chat.leave() == .code(0))

    let again = try home.openedChat("--continue", columns: 120, rows: 30)
    try again.waitForSentence("Answer by gemini to “and on”.")
    #expect(again.flowing.contains("Answer by gemini to “hello”."))
    #expect(again.flowing.contains("⎇ 2/3"))
    let votes = Shared.bytes(home.path + "/state/votes.jsonl").map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(votes?.split(separator: "\n").count == 1)
    #expect(try again.leave() == .code(0))
  }

  @Test func `finds the panes as they were after the program was killed`() throws {
    let server = try DemoServer(.person)
    let home = try Home(server)
    let chat = try home.openedChat(columns: 120, rows: 30)
    chat.send("/compare claude/swift-1 bard/swift-2 gpt/swift-3")
    try chat.waitFor("Ask all 3 at once.")
    chat.send("begin")
    try chat.waitForSentence("These words")
    chat.press(.tab, .tab)
    chat.type("z")
    try chat.waitFor("2 ◌ swift-2")
    // What is gathered is written within a second, and a layout too.
    let written = ContinuousClock.now + .milliseconds(1500)
    while ContinuousClock.now < written { _ = chat.pump(waiting: 50) }
    chat.pty.signal(SIGKILL)
    #expect(try chat.waitForExit() == .signal(SIGKILL))

    let again = try home.openedChat("--continue", columns: 120, rows: 30)
    try again.waitFor("comparing 3")
    try again.waitForSentence("These words")
    #expect(again.flowing.contains("swift-2 · bard"))
    #expect(!again.flowing.contains("swift-3 · gpt"))
    #expect(try again.leave() == .code(0))
  }
}
