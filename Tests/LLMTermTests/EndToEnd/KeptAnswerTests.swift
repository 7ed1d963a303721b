import DemoProviders
import TestSupport
import Testing

@Suite struct `An answer that was kept` {
  let server: DemoServer
  let home: Home

  init() throws {
    // Each answer differs, so that a new one cannot be taken for a kept one.
    server = try DemoServer(DemoScript { DemoReply(text: "Answer \($0.number), “\($0.prompt)”.") })
    home = try Home()
    configure()
  }

  private func configure(_ sections: String = "") {
    let member = Routed.Member(name: "paid", server: server, more: Routed.priced)
    home.configure(Routed([member], sections: sections).text)
  }

  @Test func `is given to the same question with a seed, and costs nothing`() throws {
    let first = try home.run("ask", "--seed", "7", "--json", "hello").json()
    let plain = try home.run("ask", "--seed", "7", "hello")
    let again = try home.run("ask", "--seed", "7", "--json", "hello").json()

    #expect(server.asked == 1)
    #expect(plain.output == "Answer 1, “hello”.\n")
    #expect(again["text"] == first["text"])
    #expect([first["cached"], again["cached"]] == [.bool(false), .bool(true)])
    #expect(again["cost_usd"]?.doubleValue == 0)
    #expect(try #require(first["cost_usd"]?.doubleValue) > 0)
    #expect(again.attempts == [])
    #expect(again["target"] == first["target"])
    #expect(again["usage"] == first["usage"])
  }

  @Test func `is not given to another question, nor without a seed`() throws {
    for words in [["--seed", "7"], ["--seed", "8"], [], []] {
      let run = Run([Home.binary, "ask"] + words + ["hello"], environment: home.environment)
      #expect(run?.status == 0)
    }
    _ = try home.run("ask", "--seed", "7", "hello!")

    #expect(server.asked == 5)
  }

  @Test func `is neither given nor kept where nobody wants it`() throws {
    _ = try home.run("ask", "--seed", "7", "--no-cache", "hello")
    _ = try home.run("ask", "--seed", "7", "hello")
    let anew = try home.run("ask", "--seed", "7", "--no-cache", "hello")

    #expect(server.asked == 3)
    #expect(anew.output == "Answer 3, “hello”.\n")
  }

  @Test func `is marked in the chat, which asks anew for another one`() throws {
    configure("\"cache\": {\"chat\": true}")
    let chat = try home.openedChat(columns: 100)
    chat.send("hello")
    try chat.waitFor("Answer 1, “hello”.")
    chat.press(.control("n"))
    try chat.waitForNo("Answer 1")

    chat.send("hello")
    try chat.waitFor("Answer 1, “hello”.")
    try chat.waitFor("cached")
    #expect(server.asked == 1)

    chat.press(.altUp)
    chat.type("r")
    try chat.waitFor("Answer 2, “hello”.")
    #expect(server.asked == 2)
  }
}
