import ChatEngine
import DemoProviders
import TestSupport
import Testing

@Suite struct `What was learned of a target` {
  let good: DemoServer
  let bad: DemoServer
  let home: Home

  init() throws {
    good = try DemoServer(.person)
    bad = try DemoServer(.always(.fault(.status(500))))
    home = try Home()
    let members = [
      Routed.Member(name: "bad", server: bad), Routed.Member(name: "good", server: good),
    ]
    let policy = "\"attempts_per_target\": 1"
    home.configure(
      Routed(
        members, policy: policy, routes: "\"alone\": {\"targets\": [\"bad/m\"], \(policy)}"
      ).text)
    // As many as open a breaker, each in a program of its own.
    for number in 1...5 {
      #expect(try home.run("ask", "-r", "alone", "question \(number)").status == 1)
    }
  }

  @Test func `is known to the next program, which asks another one first`() throws {
    let next = try home.run("ask", "--json", "hello").json()

    #expect(next.attempts == ["good/m"])
    #expect(next["attempts"]?[0]?["reason"]?.stringValue == "first in the route in good health")
    #expect([bad.asked, good.asked] == [5, 1])
  }

  @Test func `opens its breaker, although each program saw one failure`() throws {
    let kept = try JSON.parse(Shared.bytes(home.path + "/state/health.json") ?? [])

    let targets = kept["targets"]?.arrayValue ?? []
    #expect(targets.map { $0["model"] } == ["m"])
    #expect(targets.first?["breaker"]?["open_until"]?.stringValue != nil)
  }

  @Test func `keeps nobody from asking it where there is no other`() throws {
    #expect(try home.run("ask", "-r", "alone", "hello").status == 1)
    #expect(bad.asked == 6)
  }

  @Test func `is told in the chat, with the reason`() throws {
    let chat = try home.openedChat(columns: 120, rows: 40)
    chat.send("hello")
    try chat.waitFor("to “hello”.")
    chat.press(.altUp)
    chat.type("i")
    try chat.waitFor("Attempts")

    #expect(chat.flowing.contains("1. good/m answered (200)"))
    #expect(chat.flowing.contains("first in the route in good health"))
    #expect(bad.asked == 5)
  }

  @Test func `is not held against it where its address has changed`() throws {
    let wrong = try DemoServer(.always(.fault(.status(404))))
    let other = try Home()
    func ask(at server: DemoServer) throws -> [String] {
      let members = [
        Routed.Member(name: "bad", server: server), Routed.Member(name: "good", server: good),
      ]
      other.configure(Routed(members, policy: "\"attempts_per_target\": 1").text)
      return try other.run("ask", "--json", "hello").json().attempts
    }
    #expect(try ask(at: wrong) == ["bad/m: not_found", "good/m"])
    #expect(try ask(at: wrong) == ["good/m"])
    let right = try DemoServer(.person)
    #expect(try ask(at: right) == ["bad/m"])
  }
}
