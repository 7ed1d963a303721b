import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A server's prompt` {
  private static let review = ServerPrompt(
    server: "git", name: "review", title: "Reviews a change",
    arguments: [.init("branch", isRequired: true), .init("depth")])
  private static let greet = ServerPrompt(
    server: "git", name: "greet", arguments: [.init("name", isRequired: true)])
  private static let plain = ServerPrompt(server: "time", name: "now")

  private func sample() -> Sample {
    var sample = Sample(columns: 80, rows: 12)
    sample.engine(.serverPrompts([Self.review, Self.greet, Self.plain]))
    return sample
  }

  private func use(_ server: String, _ name: String, _ arguments: [String: String]) -> AppEffect {
    .engine(.usePrompt(server: server, name: name, arguments: arguments))
  }

  @Test(arguments: [
    ("/git:review branch=main", ["branch": "main"]),
    ("/git:review depth=3  branch=\"my own\"", ["branch": "my own", "depth": "3"]),
    (#"/git:review branch=a\ b"#, ["branch": "a b"]),
    (#"/git:review branch="" "#, ["branch": ""]),
    (#"/git:review branch=x=y"#, ["branch": "x=y"]),
  ])
  func `is typed with its blanks`(text: String, arguments: [String: String]) {
    var sample = sample()
    sample.type(text)
    #expect(sample.press("enter") == [use("git", "review", arguments)])
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `takes all that was typed where it has one blank`() {
    var sample = sample()
    sample.type("/git:greet Ann and Bob")
    #expect(sample.press("enter") == [use("git", "greet", ["name": "Ann and Bob"])])
  }

  private func blank(
    _ prompt: String, _ argument: String, _ value: String, _ others: [String: String] = [:]
  ) -> PromptBlank {
    PromptBlank(server: "git", prompt: prompt, argument: argument, value: value, others: others)
  }

  @Test func `has a value completed by its server`() {
    var sample = sample()
    sample.type("/git:review depth=3 branch=m")
    let wanted = blank("review", "branch", "m", ["depth": "3"])
    #expect(sample.press("tab") == [.engine(.complete(wanted))])

    sample.engine(.offered(wanted, ["my own", "my other"]))
    #expect(sample.state.composer.text == #"/git:review depth=3 branch=my\ o"#)
    #expect(sample.state.fittingValues == ["my own", "my other"])
    sample.type("w")
    #expect(sample.state.fittingValues == ["my own"])
    let next = blank("review", "branch", "my ow", ["depth": "3"])
    #expect(sample.press("tab") == [.engine(.complete(next))])
    sample.engine(.offered(next, ["my own"]))
    #expect(sample.press("enter") == [use("git", "review", ["branch": "my own", "depth": "3"])])
  }

  @Test func `has its single value completed as it is`() {
    var sample = sample()
    sample.type("/git:greet Ann a")
    #expect(sample.press("tab") == [.engine(.complete(blank("greet", "name", "Ann a")))])
    sample.engine(.offered(blank("greet", "name", "Ann a"), ["Ann and Bob"]))
    #expect(sample.press("enter") == [use("git", "greet", ["name": "Ann and Bob"])])
  }

  @Test func `keeps what was typed where its server offers nothing, or too late`() {
    var sample = sample()
    sample.type("/git:greet A")
    sample.press("tab")
    #expect(sample.engine(.offered(blank("greet", "name", "A"), [])) == [.bell])
    sample.type("l")
    #expect(sample.engine(.offered(blank("greet", "name", "A"), ["Ann"])) == [])
    #expect(sample.state.composer.text == "/git:greet Al")
  }

  @Test func `needs nothing where it has no blanks`() {
    var sample = sample()
    sample.type("/time:now")
    #expect(sample.press("enter") == [use("time", "now", [:])])
  }

  @Test(arguments: [
    ("/git:review", "branch= is missing: it is /git:review branch=… [depth=…]."),
    ("/git:review depth=3", "branch= is missing: it is /git:review branch=… [depth=…]."),
    ("/git:review main", "/git:review has no main=. It is /git:review branch=… [depth=…]."),
    ("/git:review x=1", "/git:review has no x=. It is /git:review branch=… [depth=…]."),
    (
      "/git:other", "There is no /git:other. /help lists all; with a space before it is no command."
    ),
  ])
  func `says what is wrong, and stays in the prompt`(text: String, sentence: String) {
    var sample = sample()
    sample.type(text)
    #expect(sample.press("enter") == [.bell])
    #expect(sample.state.notice?.notice.text == sentence)
    #expect(sample.state.composer.text == text)
  }

  @Test func `waits for the answer that comes`() {
    var sample = sample()
    sample.engine(.turn(.connecting(Sample.target)))
    sample.type("/time:now")
    #expect(sample.press("enter") == [.bell])
    #expect(sample.state.composer.text == "/time:now")
  }

  @Test(arguments: [
    ("/ti", "/ti"), ("/time", "/time:now"), ("/git", "/git:"), ("/git:r", "/git:review "),
  ])
  func `is completed`(typed: String, completed: String) {
    var sample = sample()
    sample.type(typed)
    sample.press("tab")
    #expect(sample.state.composer.text == completed)
  }

  @Test func `is offered while its name is typed`() {
    var sample = sample()
    sample.type("/git")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai







       /git:review branch=… [depth=…]  Reviews a change
       /git:greet name=…                                    ↑ chooses · Tab completes
      ❯ /git
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `with a space in its name is not offered`() {
    let odd = ServerPrompt(server: "a b", name: "c")
    #expect(Completion.all(of: "/a", [odd]) == Completion.all(of: "/a", []))
  }
}
