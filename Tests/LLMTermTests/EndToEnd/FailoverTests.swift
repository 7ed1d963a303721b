import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `A route whose providers fail` {
  let good: DemoServer
  let limited: DemoServer
  let cutting: DemoServer
  let home: Home

  init() throws {
    good = try DemoServer(.person)
    limited = try DemoServer(.always(.fault(.status(429))))
    let words = (1...60).map { "word-\($0)" }.joined(separator: " ")
    cutting = try DemoServer(.always(DemoReply(text: words, faults: [.cutAfter(tokens: 20)])))
    home = try Home()
    try configure(["dead", "limited", "cutting", "good"])
  }

  private func configure(_ targets: [String], attempts: Int = 3) throws {
    home.configure(
      """
      {
        "default": "main", "titles": false,
        "providers": {
          "dead": {"dialect": "openai-chat", "base_url": "http://127.0.0.1:\(try deadPort())/v1"},
          "limited": {"dialect": "openai-chat", "base_url": "\(limited.baseURL)/v1"},
          "cutting": {"dialect": "anthropic", "base_url": "\(cutting.baseURL)/v1"},
          "good": {"dialect": "gemini", "base_url": "\(good.baseURL)/v1beta"},
        },
        "routes": {
          "main": {
            "targets": [\(targets.map { "\"\($0)/m\"" }.joined(separator: ", "))],
            "attempts_per_target": \(attempts),
          },
        },
      }
      """)
  }

  @Test func `is answered by the last one, and keeps the whole story`() throws {
    let chat = try home.openedChat(columns: 100, rows: 50)
    chat.send("hello")
    try chat.waitFor("Answer by gemini to “hello”.")
    #expect(chat.transcriptRows.contains { $0.contains("⎇ 2/2") })
    #expect(chat.flowing.contains("cutting cut the answer short; using good"))

    chat.press(.altUp)
    chat.type("i")
    try chat.waitFor("Attempts")
    let details = chat.flowing
    // A refused connection is tried once more at once, on a fresh one.
    #expect(details.contains("1. dead/m failed: connect"))
    #expect(details.contains("2. dead/m failed: connect"))
    #expect(details.contains("3. limited/m failed (429): rate limited"))
    #expect(details.contains("4. cutting/m failed (200): cut"))
    #expect(details.contains("5. good/m answered (200)"))
    chat.press(.escape, .escape)
    try chat.waitForNo("▌")

    chat.press(.altLeft)
    try chat.waitFor("⎇ 1/2  partial")
    #expect(chat.flowing.contains("word-1 word-2 word-3"))
    #expect(chat.flowing.contains("word-19 word-20"))
    #expect(!chat.flowing.contains("word-21"))
    chat.press(.altRight)
    try chat.waitFor("Answer by gemini to “hello”.")
  }

  @Test func `answers on the command line too`() throws {
    let run = try home.run("ask", "--json", "hello")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("Answer by gemini to “hello”."))
    #expect(!run.output.contains("word-1"))
    for error in ["connect", "rate_limited", "cut"] {
      #expect(run.output.contains("\"error\":\"\(error)\""))
    }
  }

  @Test func `says in one sentence what was tried when nobody is left`() throws {
    try configure(["dead", "limited", "cutting"], attempts: 1)
    let run = try home.run("ask", "hello")
    #expect(run.status == 1)
    #expect(
      run.errors == """
        llmterm: dead refused the connection. Tried 2 times, then limited, which answered 429, \
        then cutting, which cut the answer short. Ask again, or name another provider with -m.

        """)
    #expect(run.output.contains("word-20"))
  }
}

/// A port of this machine on which nobody listens.
func deadPort() throws -> UInt16 {
  let server = try DemoServer(.person)
  defer { server.stop() }
  return server.port
}
