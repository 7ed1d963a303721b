import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `A person who comes back` {
  let server: DemoServer
  let home: Home

  init() throws {
    server = try DemoServer(.person)
    home = try Home(server)
  }

  @Test func `finds everything`() throws {
    let before = try home.openedChat()
    before.send("first")
    try before.waitFor("Answer by anthropic to “first”.")
    before.send("second")
    try before.waitFor("Answer by anthropic to “second”.")
    let rows = before.transcriptRows
    #expect(try before.leave() == .code(0))

    let after = try home.openedChat("--continue")
    try after.waitFor("Answer by anthropic to “second”.")
    #expect(after.transcriptRows == rows)
    #expect(after.screen.first?.hasPrefix(" first") == true)
    after.send("third")
    try after.waitFor("Answer by anthropic to “third”.")
    #expect(server.requests.last?.body?["messages"]?.arrayValue?.count == 5)
  }

  @Test func `finds what had come of an answer that streamed when they left`() throws {
    let before = try home.openedChat()
    before.send("begin")
    try before.waitFor("These words came")
    #expect(try before.leave() == .code(0))

    let after = try home.openedChat("--continue")
    try after.waitFor("These words came")
    #expect(after.transcriptRows.contains { $0.contains("partial") })
  }

  @Test func `has the theme that was chosen, unless the configuration names one`() throws {
    let before = try home.openedChat()
    before.send("/theme light")
    try before.waitFor("light it is, at the next start too.")
    #expect(try before.leave() == .code(0))

    let after = try home.openedChat()
    // The list begins with the theme that is in use.
    after.send("/theme")
    try after.waitFor("Enter takes it")
    after.press(.enter)
    try after.waitFor("light it is, at the next start too.")
    #expect(try after.leave() == .code(0))

    let configuration = try #require(home.text("config/config.jsonc"))
    home.configure(#"{"ui": {"theme": "mono"}, "# + configuration.drop { $0 != "{" }.dropFirst())
    let told = try home.openedChat(rows: 24)
    told.send("/theme dark")
    try told.waitForSentence("until you leave: ui.theme of the configuration says mono.")
    #expect(try told.leave() == .code(0))
    #expect(home.text("state/theme") == "light\n")
  }

  @Test func `finds in the home what was written to ~`() throws {
    let chat = try home.openedChat()
    chat.send("alpha")
    try chat.waitFor("Answer by anthropic to “alpha”.")
    chat.send("/export ~/alpha.md")
    try chat.waitForSentence("Written to \(home.path)/alpha.md.")
    #expect(home.text("alpha.md")?.contains("Answer by anthropic") == true)
    chat.send("/import ~/none.json")
    try chat.waitFor("\(home.path)/none.json")
    #expect(try chat.leave() == .code(0))
  }

  @Test func `opens another conversation and the old one again`() throws {
    let chat = try home.openedChat()
    chat.send("alpha")
    try chat.waitFor("Answer by anthropic to “alpha”.")
    chat.press(.control("n"))
    try chat.waitForNo("Answer by")
    chat.send("beta")
    try chat.waitFor("Answer by anthropic to “beta”.")
    chat.press(.control("o"))
    // The box is there at once, its rows when the files were looked at.
    try chat.waitFor("the list of both") {
      let text = Terminal.flowing($0)
      return text.contains("Conversations") && text.contains("alpha") && text.contains("beta")
    }
    chat.type("alph")
    try chat.waitFor("❯ alph")
    chat.press(.enter)
    try chat.waitFor("Answer by anthropic to “alpha”.")
    // Where it was found in what was said before Enter came, it is found in the conversation, too.
    chat.press(.control("c"))
    chat.send("gamma")
    try chat.waitFor("Answer by anthropic to “gamma”.")
    #expect(home.logs.count == 2)
  }

  @Test func `finds the words that were not sent`() throws {
    let before = try home.openedChat()
    before.send("hello")
    try before.waitFor("Answer by")
    before.type("half a thought")
    try before.waitFor("❯ half a thought")
    before.pty.signal(SIGTERM)
    _ = try before.waitForExit()

    let after = try home.openedChat("--continue")
    try after.waitFor("❯ half a thought")
  }

  @Test func `is told where there is nothing to go on with`() throws {
    let run = try home.chat("--continue")
    #expect(try run.waitForExit() == .code(2))
    #expect(
      run.flowing
        == "llmterm: There is no conversation to go on with yet. Start one with: llmterm")
  }
}
