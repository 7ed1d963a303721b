import ChatEngine
import DemoProviders
import TestSupport
import Testing

/// The question whether a tool may run, as a person meets it in a terminal.
@Suite struct `A person who is asked whether a tool may run` {
  let server: DemoServer
  let home: Home

  init() throws {
    let mark = DemoToolCall(id: "c1", name: "mark", arguments: ["word": "it\u{202E}"])
    server = try DemoServer(
      DemoScript { request in
        request.bringsToolResults
          ? DemoReply(text: "All done.") : DemoReply(text: "Let me see.", toolCalls: [mark])
      })
    home = try Home()
    home.configure(
      """
      {
        "default": "a/m", "titles": false,
        "providers": {
          "a": {"dialect": "openai-chat", "base_url": "\(server.baseURL)/a/v1", "models": [{"id": "m"}]}
        },
        "tools": {"mark": {
          "description": "Marks.",
          "parameters": {
            "type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]
          },
          "command": ["echo", "marked {word}"], "sandbox": false,
        }},
      }
      """)
  }

  /// A chat in which the question stands.
  private func asked(columns: Int = 100, rows: Int = 40) throws -> Terminal {
    let chat = try home.openedChat(columns: columns, rows: rows)
    chat.send("Hi")
    try chat.waitFor("May this run?")
    return chat
  }

  /// What the model was told of the call.
  private var told: String? {
    server.requests.last?.body?["messages"]?.arrayValue?.last?["content"]?.stringValue
  }

  /// Presses until the question is gone: keys of somebody who types on are no answer.
  private func answer(_ key: String, in chat: Terminal) throws {
    for _ in 0..<50 where chat.flowing.contains("May this run?") {
      chat.type(key)
      try? chat.waitForNo("May this run?", timeout: .milliseconds(500))
    }
  }

  @Test func `sees program, words and surroundings to the letter, the usual ones in one line`()
    throws
  {
    let chat = try asked()

    let shown = chat.flowing
    for text in ["\"mark\"", "echo\"", "\"marked it\\u{202E}\"", "none", ": as usual"] {
      #expect(shown.contains(text), "\(text)")
    }
    #expect(!shown.contains("environment PATH"))
    #expect(!shown.contains("\u{202E}"))
  }

  @Test func `runs it with y, and the model reads what it printed`() throws {
    let chat = try asked()

    try answer("y", in: chat)

    try chat.waitFor("All done.")
    #expect(told?.contains("marked it") == true)
  }

  @Test func `denies it with n, and nothing runs`() throws {
    let chat = try asked()

    try answer("n", in: chat)

    try chat.waitFor("All done.")
    #expect(told?.contains("The user denied this call") == true)
  }

  @Test func `answers nothing with what was typed ahead or pasted`() throws {
    let chat = try home.openedChat(columns: 100, rows: 40)
    chat.type("Hi\ryyyyyyyyyy")
    try chat.waitFor("May this run?")
    chat.type("\u{1B}[200~y\n\u{1B}[201~")

    try chat.waitFor("the question still stands", timeout: .seconds(5)) { _ in
      server.requests.count == 1 && chat.flowing.contains("May this run?")
    }
    #expect(told?.contains("marked") != true)
    try answer("n", in: chat)
    try chat.waitFor("All done.")
    #expect(told?.contains("The user denied this call") == true)
  }

  @Test func `stops the whole turn with Ctrl-C`() throws {
    let chat = try asked()

    chat.press(.control("c"))

    try chat.waitForNo("May this run?")
    #expect(server.requests.count == 1)
  }

  @Test func `hears the same line by line, and says yes in a word`() throws {
    let chat = try home.chat("--screen-reader", columns: 200, rows: 50)
    try chat.waitFor("You:")
    chat.type("Hi\n")
    try chat.waitFor("Run it? yes, no or always (no):")
    let heard = String(decoding: chat.transcript, as: UTF8.self)
    for line in ["A tool wants to run.", "tool: \"mark\"", "\"marked it\\u{202E}\""] {
      #expect(heard.contains(line), "\(line)")
    }
    // What is typed before the question has stood there for a moment is no answer.
    for _ in 0..<20 where !chat.hasWritten("Tool mark") {
      chat.type("yes\n")
      try? chat.waitFor("All done.", timeout: .milliseconds(500))
    }
    #expect(told?.contains("marked it") == true)
    let end = String(decoding: chat.transcript, as: UTF8.self)
    #expect(end.contains("Tool mark, "))
    #expect(!chat.hasWritten("\u{1B}"))
  }
}
