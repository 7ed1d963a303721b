import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `A person who hears the chat` {
  /// All that has come out of the program, and what the terminal echoed.
  private func heard(_ chat: Terminal) -> String {
    String(decoding: chat.transcript.filter { $0 != 0x0D }, as: UTF8.self)
  }

  private func waitFor(_ text: String, in chat: Terminal, after start: Int = 0) throws {
    try chat.waitFor("“\(text)”") { _ in
      Array(chat.transcript.dropFirst(start)).has(Array(text.utf8))
    }
  }

  /// Waits until a prompt stands at the end, and no longer the one at which something was typed.
  private func waitAt(_ prompt: String, in chat: Terminal) throws {
    let start = answered.count
    try chat.waitFor("“\(prompt)”", timeout: .seconds(20)) { _ in
      chat.transcript.count > start
        && chat.transcript.suffix(prompt.utf8.count).elementsEqual(prompt.utf8)
    }
    answered.count = chat.transcript.count
  }

  /// How much had come when something was typed last.
  private final class Answered { var count = 0 }
  private let answered = Answered()

  /// Types a line once the prompt stands there.
  private func say(_ line: String, to chat: Terminal, at prompt: String = "You: ") throws {
    try waitAt(prompt, in: chat)
    chat.type(line + "\n")
  }

  @Test(arguments: [(["--demo", "--screen-reader"], "xterm-256color"), (["--demo"], "dumb")])
  func `asks, is told of a failover, switches, compares and leaves`(
    arguments: [String], term: String
  ) throws {
    let home = try Home()
    let chat = try Terminal(
      [Home.binary] + arguments, columns: 200, rows: 50,
      environment: home.environment.merging(["TERM": term]) { $1 })
    try say("hello code", to: chat)
    try say("/model demo-failover", to: chat)
    try say("once more, code", to: chat)
    try say("/model", to: chat)
    try say("openai/demo-fast", to: chat, at: "Number or letters: ")
    try say("/compare demo-openai/demo-fast demo-gemini/demo-fast", to: chat)
    try say("both, code", to: chat)
    try say("2", to: chat)
    try say("/quit", to: chat)
    #expect(try chat.waitForExit() == .code(0))
    let heard = heard(chat)
    for line in [
      "LLMTerm, line by line. /help says what can be typed. Ctrl-C stops an answer, Ctrl-D leaves.",
      "You: hello code", "demo-fast, demo-anthropic:",
      "This is a canned answer from the demo (demo-fast); no model has read your words.",
      "Code, swift:", "  var name: String", "End of code.",
      "demo-failover answers next; the conversation goes along.",
      "demo-flaky answered 429; using demo-anthropic.", "Number or letters: openai/demo-fast",
      "demo-openai/demo-fast answers next; the conversation goes along.",
      "1. demo-fast, demo-openai:", "2. demo-fast, demo-gemini:",
      "All have answered. A number goes on with that answer; a prompt asks all again.",
      "No longer comparing.", "You: /quit",
    ] {
      #expect(("\n" + heard).contains("\n" + line), "\(line)\n\(heard)")
    }
    #expect(!chat.hasWritten("\u{1B}"))
    #expect(!chat.hasWritten("\u{08}"))
  }

  @Test func `stops an answer with Ctrl-C, and leaves with two`() throws {
    let home = try Home()
    let chat = try Terminal(
      [Home.binary, "--demo", "--screen-reader"], environment: home.environment)
    try say("a long one", to: chat)
    try waitFor("Heading 1:", in: chat)
    chat.type("\u{03}")
    try waitFor("The answer is not whole.", in: chat)
    try waitAt("You: ", in: chat)
    chat.type("\u{03}")
    try waitFor("Ctrl-C again quits.", in: chat)
    chat.type("\u{03}")
    #expect(try chat.waitForExit() == .code(0))
  }

  @Test func `leaves with Ctrl-D, and finds the conversation again`() throws {
    let server = try DemoServer(.person)
    let home = try Home(server)
    home.write(
      "{\"ui\": {\"screen_reader\": true}, "
        + Configured(server, default: "claude/swift-1").text.dropFirst(),
      to: "config/config.jsonc")
    let chat = try Terminal([Home.binary], columns: 200, environment: home.environment)
    try say("hello", to: chat)
    try waitFor("Answer by anthropic to “hello”.", in: chat)
    try waitAt("You: ", in: chat)
    chat.type("\u{04}")
    #expect(try chat.waitForExit() == .code(0))

    answered.count = 0
    let again = try Terminal(
      [Home.binary, "--continue"], columns: 200, environment: home.environment)
    try waitFor("You: hello", in: again)
    try waitFor("Answer by anthropic to “hello”.", in: again)
    again.type("\u{04}")
    #expect(try again.waitForExit() == .code(0))
    #expect(!again.hasWritten("\u{1B}"))
  }

  @Test(.enabled(if: `A start that cannot be`.hasNoServer, "a model server runs on this machine"))
  func `is not shown a key that is typed`() throws {
    let home = try Home()
    let chat = try Terminal(
      [Home.binary, "--screen-reader"], columns: 200, environment: home.environment)
    try say("1", to: chat, at: "Number or letters: ")
    try say("no-such-key-4711", to: chat, at: "Key, not shown while it is typed: ")
    try waitFor("Number or letters: ", in: chat, after: chat.transcript.count)
    #expect(!chat.hasWritten("4711"))
    chat.type("\u{04}")
    #expect(try chat.waitForExit() == .code(0))
  }
}
