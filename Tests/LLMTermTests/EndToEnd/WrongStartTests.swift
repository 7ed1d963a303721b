import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `A start that cannot be` {
  static let hasNoServer = LocalServers.listening().isEmpty

  let home: Home

  init() throws {
    home = try Home()
  }

  @Test func `names the place of an unknown key in the configuration`() throws {
    home.configure(
      """
      {
        "providers": {
          "local": {
            "dialect": "openai-chat", "base_url": "http://127.0.0.1:8081/v1",
            "timeout": {"idle": "90s"}
          }
        }
      }
      """)
    let sentence = """
      llmterm: \(home.configurationPath):5:7: unknown key "timeout" in providers.local. \
      Did you mean "timeouts"?
      """
    let ask = try home.run("ask", "hello")
    #expect(ask.errors == sentence + "\n")
    #expect(ask.status == 2)
    #expect(ask.output == "")

    let chat = try home.chat(columns: 200)
    #expect(try chat.waitForExit() == .code(2))
    #expect(chat.flowing == sentence)
    #expect(!chat.hasWritten("\u{1B}"))
  }

  @Test(.enabled(if: hasNoServer, "a model server runs on this machine"))
  func `says what is missing where a key is`() throws {
    for form in [[], ["--names"], ["--json"], ["--json", "gpt"]] {
      let models = try piped([Home.binary, "models"] + form, environment: home.environment)
      #expect(models.status == 2)
      #expect(models.output == (form.first == "--json" ? "[]\n" : ""))
      #expect(models.errors == Self.nothingToAsk)
    }
    let ask = try home.run("ask", "hello")
    #expect(ask.status == 2)
    #expect(ask.errors == Self.nothingHere)
    let shown = try home.run("config", "show")
    #expect(shown.status == 0)
    #expect(
      shown.output == "Nothing is configured, and no key was found in the environment.\n")
    let named = try home.run("ask", "-m", "openai/gpt-6-sol", "hello")
    #expect(named.status == 2)
    #expect(
      named.errors == "llmterm: openai/gpt-6-sol cannot be asked: no key: set OPENAI_API_KEY.\n")
  }

  @Test(arguments: ["-m foo/bar", "-r nosuch"])
  func `says what the demo has not`(choice: String) throws {
    let chat = try home.chat(
      "--demo", String(choice.prefix(2)), String(choice.dropFirst(3)), columns: 100)
    #expect(try chat.waitForExit() == .code(2))
    let name = choice.dropFirst(3)
    #expect(
      chat.flowing
        == "llmterm: The demo has no \(name). Start it without that name: ^P lists what it has.")
  }

  private static let nothingHere = """
    llmterm: There is nothing to ask: no key was found in the environment or the configuration, \
    and no server on this machine. Set one, as OPENAI_API_KEY, or try: llmterm --demo

    """
  private static let nothingToAsk = """
    llmterm: There is nothing to ask: no key was found in the environment or the configuration. \
    Set one, as OPENAI_API_KEY, or try: llmterm --demo

    """

  @Test(.enabled(if: hasNoServer, "a model server runs on this machine"))
  func `welcomes a person who has nothing yet`() throws {
    let chat = try home.chat()
    try chat.waitFor("Welcome to LLMTerm")
    chat.press(.down, .down)
    try chat.waitFor("▸ Start the demo")
    chat.press(.enter)
    try chat.waitFor("demo-anthropic/demo-fast")
    chat.send("hello")
    try chat.waitFor("This is a canned answer")
  }

  @Test func `says that it needs a terminal`() throws {
    let run = try home.run(input: "hello")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.errors == """
        llmterm: The full screen needs a terminal, and standard input is none. \
        Use llmterm ask "..." in pipes and scripts.

        """)
  }

  @Test(arguments: ["unknown", ""])
  func `says that the terminal is too simple`(term: String) throws {
    let chat = try home.chat(columns: 200, environment: ["TERM": term])
    #expect(try chat.waitForExit() == .code(2))
    let reason =
      term.isEmpty
      ? """
      The full screen needs to know the terminal, and TERM is not set. \
      Set it (TERM=xterm-256color fits most), or use llmterm --screen-reader.
      """
      : """
      The full screen needs a terminal that can place text, and TERM is unknown. \
      Set TERM to the terminal's name, or use llmterm --screen-reader.
      """
    #expect(chat.flowing == "llmterm: \(reason)")
    #expect(!chat.hasWritten("\u{1B}"))
  }

  @Test func `does not hinder a question on a simple terminal`() throws {
    home.use(try DemoServer(.person))
    let terminal = try home.chat("ask", "hello", environment: ["TERM": "dumb"])
    #expect(try terminal.waitForExit() == .code(0))
    #expect(terminal.flowing == "Answer by anthropic to “hello”.")
    #expect(!terminal.hasWritten("\u{1B}"))
  }

  @Test func `keeps wide characters whole in the C locale`() throws {
    home.use(try DemoServer(.person))
    let run = try home.run("ask", "你好", environment: ["LC_ALL": "C"])
    #expect(run.output == "Answer by anthropic to “你好”.\n")
    #expect(run.status == 0)
  }
}
