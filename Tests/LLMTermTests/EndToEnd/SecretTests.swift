import ChatEngine
import DemoProviders
import TestSupport
import Testing

/// A key and a prompt that must not turn up anywhere but where they belong.
@Suite struct `What the program writes` {
  private static let key = "sk-canary-key-0123456789abcdef"

  let bad: DemoServer
  let good: DemoServer
  let home: Home
  let port: UInt16

  init() throws {
    // A provider that repeats what it was sent, as some do in their errors.
    bad = try DemoServer(
      DemoScript { request in
        let body = """
          {"error": {"message": "No good: \(Self.key) and \(request.prompt)", "type": "server_error"}}
          """
        return .fault(.status(500, body: Array(body.utf8)))
      })
    good = try DemoServer(.always(DemoReply(text: "Answer.")))
    home = try Home()
    port = try #require(LocalHTTP.freePort())
    home.environment["CANARY"] = Self.key
    let more = "\"key\": {\"env\": \"CANARY\"}, \(Routed.priced)"
    let sections = """
      "budget": {"day": 50, "month": 500}, "log": {"level": "info"},
      "metrics": {"listen": "127.0.0.1:\(port)", "textfile": "\(home.path)/llmterm.prom"},
      """
    let members = [
      Routed.Member(name: "bad", server: bad, more: more),
      Routed.Member(name: "good", server: good, more: more),
    ]
    home.configure(Routed(members, policy: "\"attempts_per_target\": 1", sections: sections).text)
  }

  private func text(_ path: String) -> String {
    String(decoding: Shared.bytes(path) ?? [], as: UTF8.self)
  }

  @Test func `has neither the key nor the prompt in it where they do not belong`() throws {
    let chat = try home.openedChat(columns: 100)
    for _ in 1...6 {
      chat.send("canary-prompt")
      try chat.waitFor("a prompt") { $0.screen.contains { $0.hasPrefix("❯ ") } }
      try chat.waitFor("Answer.")
      chat.press(.control("n"))
      try chat.waitForNo("Answer.")
    }
    let page = try #require(LocalHTTP.get(port: port, path: "/metrics")?.body)
    #expect(try chat.leave() == .code(0))

    #expect(page.contains("llm_requests_total{provider=\"bad\""))
    #expect(!page.contains("canary"))
    let written = ["llmterm.prom", "state/llmterm.log", "state/health.json"].map {
      home.path + "/" + $0
    }
    let ledger = home.files.filter { $0.contains("/state/") && $0.contains("ledger") }
    for path in written + ledger {
      let text = text(path)
      #expect(!text.isEmpty, "\(path) of \(home.files)")
      #expect(!text.contains("canary"), "\(path)")
    }
    #expect(!ledger.isEmpty, "\(home.files)")
    for path in home.files where path != home.configurationPath {
      #expect(!text(path).contains(Self.key), "\(path)")
    }
  }

  @Test func `has the prompt and not the key in a trace`() throws {
    let trace = home.path + "/trace.jsonl"

    let run = try home.run("ask", "--trace", trace, "canary-prompt")

    #expect(run.status == 0)
    let text = text(trace)
    #expect(text.contains("canary-prompt"))
    #expect(!text.contains(Self.key))
    let lines = text.split(separator: "\n")
    #expect(lines.count > 4)
    #expect(lines.allSatisfy { (try? JSON.parse(Array($0.utf8))) != nil })
  }
}
