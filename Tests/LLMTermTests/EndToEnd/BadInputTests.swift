import DemoProviders
import Glibc
import TestSupport
import Testing

/// Something that goes wrong with a provider, and the sentence about it.
struct Mishap: CustomTestStringConvertible, Sendable {
  var name: String
  var faults: [DemoFault] = []
  /// What stands in the configuration beside the dialect; `PORT` is the server's.
  var provider = "\"base_url\": \"http://127.0.0.1:PORT/v1\""
  var said: String
  var advice: String
  var testDescription: String { name }

  static let all = [
    Mishap(
      name: "429", faults: [.status(429)],
      said: "work answered 429 (rate limited).",
      advice: "Try again later, or"),
    Mishap(
      name: "429 with a hint", faults: [.status(429, headers: [DemoHeader("retry-after", "100")])],
      said: "work answered 429 (rate limited).",
      advice: "Try again in 1 m 40 s, or"),
    Mishap(
      name: "500", faults: [.status(500)],
      said: """
        work answered 500 (server error): "The demo server answers with status 500".
        """,
      advice: "ASK AGAIN, or"),
    Mishap(
      name: "a web page", faults: [.html],
      said: "work sent a web page, not an answer.",
      advice: "Sign in to the network if it wants that, check its base_url, or"),
    Mishap(
      name: "an empty reply", faults: [.emptyBody],
      said: "work sent an empty reply.",
      advice: "ASK AGAIN, or"),
    Mishap(
      name: "a cut stream", faults: [.cutAfter(tokens: 3)],
      said: "work cut the answer short.",
      advice: "ASK AGAIN, or"),
    Mishap(
      name: "an unreachable host", provider: "\"base_url\": \"http://127.0.0.1:1/v1\"",
      said: "work refused the connection. Tried 2 times.",
      advice: "Check the network and that it is running, or"),
    Mishap(
      name: "an unknown host", provider: "\"base_url\": \"https://llmterm.invalid/v1\"",
      said: "work could not be found (no address for llmterm.invalid).",
      advice: "Check the network and its base_url, or"),
    Mishap(
      name: "a wrong key",
      provider: "\"base_url\": \"http://127.0.0.1:PORT/v1\", \"key\": {\"env\": \"WORK_KEY\"}",
      said: "work answered 401 (key rejected): \"Incorrect API key provided\".",
      advice: "Set WORK_KEY, or"),
  ]

  /// A key that is configured and not there.
  static let noKey = Mishap(
    name: "no key",
    provider: "\"base_url\": \"http://127.0.0.1:PORT/v1\", \"key\": {\"env\": \"NO_KEY\"}",
    said: "work has no key.", advice: "Set NO_KEY, or")

  func sentence(on screen: Bool) -> String {
    let again = screen ? "Press Alt-R to ask again" : "Ask again"
    let elsewhere =
      screen ? "press ^P to choose another provider." : "name another provider with -m."
    let advice = advice.split(separator: "ASK AGAIN", omittingEmptySubsequences: false)
      .joined(separator: again)
    return "\(said) \(advice) \(elsewhere)"
  }
}

@Suite struct `A provider that fails` {
  @Test(arguments: Mishap.all)
  func `is told in one sentence on the screen`(mishap: Mishap) throws {
    let (server, home) = try prepare(mishap)
    let chat = try home.openedChat(environment: ["WORK_KEY": "wrong"])
    chat.send("hello")
    try chat.waitForSentence(mishap.sentence(on: true))
    try chat.waitForNo("Esc stops the answer")
    #expect(chat.screen.contains { $0.contains("hello") })
    #expect(try chat.leave() == .code(0))

    let again = try home.openedChat("--continue")
    try again.waitForSentence(mishap.said)
    server.stop()
  }

  @Test(arguments: Mishap.all)
  func `is told in one sentence on the command line`(mishap: Mishap) throws {
    let (server, home) = try prepare(mishap)
    let run = try home.run("ask", "hello", environment: ["WORK_KEY": "wrong"])
    #expect(run.errors == "llmterm: \(mishap.sentence(on: false))\n")
    #expect(run.status == 1)
    server.stop()
  }

  @Test func `is not asked without its key`() throws {
    let (server, home) = try prepare(.noKey)
    let chat = try home.openedChat()
    chat.send("hello")
    try chat.waitForSentence(Mishap.noKey.sentence(on: true))
    let run = try home.run("ask", "hello")
    #expect(run.errors == "llmterm: \(Mishap.noKey.sentence(on: false))\n")
    #expect(run.status == 2)
    #expect(server.requests.isEmpty)
  }

  @Test func `is not asked where its key cannot be read`() throws {
    let home = try Home()
    let file = home.path + "/key"
    home.configureOne(
      "\"base_url\": \"http://127.0.0.1:1/v1\", \"key\": {\"file\": \"\(file)\"}")
    let run = try home.run("ask", "hello")
    #expect(
      run.errors == """
        llmterm: work has no key: \(file) could not be read (No such file or directory). \
        Write the key into it, or correct file. Check its key in \(file), \
        or name another provider with -m.

        """)
    #expect(run.status == 2)
  }

  private func prepare(_ mishap: Mishap) throws -> (DemoServer, Home) {
    var script = DemoScript.always(DemoReply(text: "one two three four", faults: mishap.faults))
    if mishap.provider.contains("key") { script.keys = ["right"] }
    let server = try DemoServer(script)
    let provider = mishap.provider.split(separator: "PORT", omittingEmptySubsequences: false)
      .joined(separator: "\(server.port)")
    let home = try Home()
    home.configureOne(provider)
    return (server, home)
  }
}

extension Home {
  /// One provider, "work", asked once.
  func configureOne(_ provider: String) {
    configure(
      """
      {
        "default": "main", "titles": false,
        "providers": {"work": {"dialect": "openai-chat", \(provider)}},
        "routes": {"main": {"targets": ["work/m"], "attempts_per_target": 1}},
      }
      """)
  }
}
