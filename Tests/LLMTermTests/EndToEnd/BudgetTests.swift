import DemoProviders
import TestSupport
import Testing

@Suite struct `The program with a budget` {
  let server: DemoServer
  let home: Home

  /// Each answer costs 40 cents: 400,000 tokens of input at a dollar a million.
  init() throws {
    let usage = DemoUsage(input: 400_000, output: 10)
    server = try DemoServer(.always(DemoReply(text: "Answer.", usage: usage)))
    home = try Home()
  }

  private func configure(_ budget: String) {
    let member = Routed.Member(name: "paid", server: server, more: Routed.priced)
    home.configure(Routed([member], sections: "\"budget\": {\(budget)}").text)
  }

  @Test func `that a question would break keeps it from being sent`() throws {
    configure("\"day\": 0.01")

    let run = try home.run("ask", input: String(repeating: "Many words. ", count: 5000))

    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(
      run.errors == """
        llmterm: Nothing was sent: the day's budget of $0.01: $0.00 is spent or set aside, this \
        request may cost $0.02. Raise the budget in the configuration, or name a cheaper model \
        with -m.

        """)
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: ["day", "month"])
  func `is kept by all programs together`(period: String) throws {
    configure("\"\(period)\": 0.7")

    let runs = try (1...3).map { try home.run("ask", "question \($0)") }

    // The second one is within it by its estimate, and spends the rest.
    #expect(runs.map(\.status) == [0, 0, 1])
    #expect(runs[2].errors.contains("the \(period)'s budget of $0.70: $0.80 is spent"))
    #expect(server.asked == 2)
  }

  @Test func `is told to scripts as a kind of error`() throws {
    configure("\"day\": 0")

    let answer = try home.run("ask", "--json", "hello").json()

    #expect(answer["error"]?["kind"]?.stringValue == "budget")
    #expect(answer["cost_usd"] == .null)
    #expect(answer.attempts == [])
  }

  @Test func `is passed over where a target costs nothing`() throws {
    let free = try DemoServer(.person)
    let members = [
      Routed.Member(name: "paid", server: server, more: Routed.priced),
      Routed.Member(name: "free", server: free),
    ]
    home.configure(Routed(members, sections: "\"budget\": {\"day\": 0}").text)

    let answer = try home.run("ask", "--json", "hello").json()

    #expect(answer.attempts == ["free/m"])
    #expect(server.requests.isEmpty)
  }

  @Test func `stands in the status bar as what is left of it`() throws {
    configure("\"day\": 2")
    _ = try home.run("ask", "hello")

    let chat = try home.openedChat(columns: 100)
    try chat.waitFor("$1.60 left today")
    chat.send("hello")

    try chat.waitFor("$1.20 left today")
  }

  @Test func `of a session is the session's own`() throws {
    configure("\"session\": 0.3")
    let chat = try home.openedChat(columns: 120)
    chat.send("one")
    try chat.waitFor("nothing left")
    chat.send("two")
    try chat.waitForSentence("the session's budget of $0.30")

    #expect(try home.run("ask", "three").status == 0)
    #expect(server.asked == 2)
  }
}
