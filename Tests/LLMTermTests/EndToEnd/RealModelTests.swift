import Glibc
import TestSupport
import Testing

/// A conversation with a real model, on a server of this machine (`make test-real`).
///
/// `LLMTERM_REAL` is the server's URL, without a path; it speaks three dialects.
@Suite(.enabled(if: RealModel.url != nil, "LLMTERM_REAL names no server"), .serialized)
struct `A real model` {
  let home: Home

  init() throws {
    home = try Home()
    let url = RealModel.url ?? ""
    let model = "{\"id\": \"gemma-270m\", \"context\": 4096, \"price\": {\"in\": 0, \"out\": 0}}"
    home.configure(
      """
      {
        "default": "chat/gemma-270m", "titles": false,
        "providers": {
          "chat": {"dialect": "openai-chat", "base_url": "\(url)/v1", "models": [\(model)]},
          "responses": {
            "dialect": "openai-responses", "base_url": "\(url)/v1", "models": [\(model)]
          },
          "claude": {"dialect": "anthropic", "base_url": "\(url)", "models": [\(model)]},
        },
        "parameters": {"temperature": 0, "seed": 1, "max_output_tokens": 400},
      }
      """)
  }

  @Test(arguments: ["chat", "responses", "claude"])
  func `knows the capital of France`(provider: String) throws {
    let chat = try home.openedChat("-m", "\(provider)/gemma-270m")
    chat.send("What is the capital of France?")
    try chat.waitFor("Paris", timeout: .seconds(60))
    try waitForEnd(of: chat)
    #expect(chat.statusBar.contains("\(provider)/gemma-270m"))
    #expect(!chat.flowing.contains("partial"))

    let run = try home.run(
      "ask", "--json", "-m", "\(provider)/gemma-270m", "What is the capital of France?")
    #expect(run.status == 0)
    #expect(run.output.contains("Paris"))
    #expect(run.output.contains("\"finish_reason\":\"stop\""))
    #expect(run.output.contains("\"estimated\":false"))
  }

  @Test func `holds a conversation that a person leaves and comes back to`() throws {
    let chat = try home.openedChat()
    chat.send("What is the capital of France?")
    try chat.waitFor("Paris", timeout: .seconds(60))
    try waitForEnd(of: chat)

    chat.press(.control("p"))
    try chat.waitFor("Who answers next")
    chat.type("claude/")
    try chat.waitFor("❯ claude/")
    chat.press(.enter)
    try chat.waitFor("claude/gemma-270m answers next; the conversation goes along.")
    chat.send("And what is the capital of Italy?")
    try chat.waitFor("Rome", timeout: .seconds(60))
    try waitForEnd(of: chat)
    try chat.waitFor("gemma-270m · claude")

    chat.resize(columns: 50, rows: 12)
    chat.send("/model chat/gemma-270m")
    try chat.waitFor("chat/gemma-270m answers next")
    chat.send(RealModel.longQuestion)
    try chat.waitFor("an answer longer than the window", timeout: .seconds(60)) { _ in
      chat.statusBar.contains("streaming") && !chat.flowing.contains("Once more")
    }
    chat.press(.pageUp)
    try chat.waitFor("▼")
    let rows = chat.transcriptRows
    let below = chat.linesBelow ?? 0
    try chat.waitFor("more lines below", timeout: .seconds(60)) {
      Terminal.linesBelow(in: $0) ?? 0 > below
    }
    #expect(chat.transcriptRows == rows)
    chat.resize(columns: 120, rows: 40)
    try chat.waitFor("F1 help")
    chat.press(.escape)
    try chat.waitFor("Stopped. Press Alt-R to ask again.")
    chat.press(.controlEnd)
    #expect(try chat.leave() == .code(0))

    let again = try home.openedChat("--continue", columns: 120, rows: 100)
    try again.waitFor("What is the capital of France?")
    for text in ["Paris", "And what is the capital of Italy?", "Rome", "Once more", "partial"] {
      #expect(again.flowing.contains(text))
    }
    again.send("What is the capital of Spain?")
    try again.waitFor("Madrid", timeout: .seconds(60))
  }

  private func waitForEnd(of chat: Terminal) throws {
    try chat.waitFor("the answer's end", timeout: .seconds(60)) {
      let bar = $0.screen.last ?? ""
      return !bar.contains("streaming") && !bar.contains("connecting")
        && !$0.screen.contains { $0.contains("Esc stops the answer") }
    }
  }
}

enum RealModel {
  static let url = getenv("LLMTERM_REAL").map { String(cString: $0) }

  /// A question whose answer goes on for a while.
  static let longQuestion =
    "Once more, and at length: write the numbers from 1 to 200, with commas."
}
