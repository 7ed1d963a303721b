import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `A secret key` {
  static let canary = "sk-canary-7f3c9d1e5b8a4260"

  /// Providers that take the key, refuse it and repeat it, and one that is not there.
  let server: DemoServer
  let home: Home

  init() throws {
    server = try DemoServer(
      DemoScript { request in
        let key = request.key ?? "no key"
        let body =
          "{\"error\":{\"message\":\"Incorrect API key provided: \(key)\",\"key\":\"\(key)\"}}"
        return switch request.prompt.split(separator: "\n").last {
        case "refuse": .fault(.status(401, body: Array(body.utf8)))
        case "fail": .fault(.status(500, body: Array(body.utf8)))
        case "garbage": .fault(.recorded(Array("data: {\"oops\": \"\(key)\n\n".utf8)))
        case "cut": DemoReply(text: "one two three", faults: [.cutAfter(tokens: 2)])
        default: DemoReply(text: "The key was \(request.key == Self.canary ? "right" : "wrong").")
        }
      })
    home = try Home()
    home.environment["CANARY_KEY"] = Self.canary
    home.configure(
      """
      {
        "default": "main", "titles": false,
        "providers": {
          "work": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/v1",
            "key": {"env": "CANARY_KEY"}
          },
          "dead": {
            "dialect": "anthropic", "base_url": "http://127.0.0.1:1/v1",
            "key": {"env": "CANARY_KEY"}
          }
        },
        "routes": {"main": {"targets": ["work/m", "dead/m"], "attempts_per_target": 1}}
      }
      """)
  }

  @Test func `is sent, and comes out nowhere`() throws {
    let chat = try home.openedChat(columns: 120, rows: 40)
    chat.send("hello")
    try chat.waitFor("The key was right.")
    for prompt in ["refuse", "fail", "garbage", "cut"] {
      chat.send(prompt)
      // Nobody answers: the sentence ends with what to do.
      try chat.waitFor("the end of “\(prompt)”") { screen in
        let story = Terminal.flowing(screen)
        guard let start = story.end(ofLast: " \(prompt) m") else { return false }
        return story[start...].contains("press ^P to choose another provider.")
          && !story.contains("Esc stops")
      }
      chat.press(.altUp)
      chat.type("i")
      try chat.waitFor("Attempts")
      chat.press(.escape)
      try chat.waitForNo("Attempts")
      chat.press(.escape)
      try chat.waitForNo("▌")
    }
    #expect(try chat.leave() == .code(0))
    #expect(!chat.hasWritten(Self.canary))

    for arguments in [["config", "show"], ["config", "check"], ["models"]] {
      let run = try home.run(arguments[0], arguments.dropFirst().first ?? "--json")
      #expect(!run.output.contains(Self.canary) && !run.errors.contains(Self.canary))
    }
    for prompt in ["refuse", "fail", "garbage", "cut", "hello"] {
      let run = try home.run("ask", "--json", prompt)
      #expect(!run.output.contains(Self.canary) && !run.errors.contains(Self.canary))
    }
    #expect(home.files.count > 2)
    for file in home.files {
      #expect(Shared.bytes(file)?.has(Array(Self.canary.utf8)) == false, "\(file)")
    }
  }
}
