import Glibc
import TestSupport
import Testing

/// A real model that calls tools (`make test-real`): a program, and servers of the Model Context
/// Protocol over both transports; allowed on the screen, and beforehand.
@Suite(
  .enabled(if: RealModel.url != nil, "LLMTERM_REAL names no server"),
  .enabled(if: PythonPeers.isInstalled, Comment(rawValue: PythonPeers.hint)), .serialized)
struct `A real model with tools` {
  /// A tool, where it comes from, and a question that needs it.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var tool: String
    var question: String
    /// What the tool gives, which the model cannot know.
    var result: String
    /// What the dialog shows of the call.
    var shown: [String]

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "program", tool: "get_weather", question: "What is the weather in Paris?",
      result: "Paris: 21.5 degrees", shown: ["\"get_weather\"", "/printf\"", "\"Paris\""]),
    Case(
      name: "stdio", tool: "clock_get_current_time",
      question: "Get the current time in the timezone Europe/Paris.",
      result: "is_dst", shown: ["\"get_current_time\"", "\"clock\"", "Europe/Paris"]),
    Case(
      name: "http", tool: "sky_get_weather", question: "What is the weather in Paris?",
      result: "Paris: 12.5 degrees", shown: ["\"get_weather\"", "\"sky\"", "Paris"]),
  ]

  let home: Home
  /// Lives as long as it is asked.
  private let server: MCPHTTPServer

  init() throws {
    home = try Home()
    server = try #require(MCPHTTPServer(.weather), "the server over HTTP does not start")
  }

  /// Configures one tool, so that the model has no other to choose.
  private func configure(_ one: Case) {
    let section =
      switch one.name {
      case "program":
        """
        "tools": {"get_weather": {
          "description": "Get the current weather of a city.",
          "parameters": {
            "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]
          },
          "command": ["printf", "%s: 21.5 degrees\\\\n", "{city}"],
        }},
        """
      case "stdio":
        "\"mcp\": {\"clock\": {\"command\": [\"\(PythonPeers.timeServer)\"]}},"
      default: "\"mcp\": {\"sky\": {\"url\": \"\(server.url)\"}},"
      }
    home.configure(
      """
      {
        "default": "chat/gemma-270m", "titles": false,
        "providers": {"chat": {
          "dialect": "openai-chat", "base_url": "\(RealModel.url ?? "")/v1",
          "models": [{"id": "gemma-270m", "context": 4096, "tools": true}],
        }},
        \(section)
        "parameters": {"temperature": 0, "seed": 1, "max_output_tokens": 200},
      }
      """)
  }

  @Test(arguments: cases)
  func `calls one that a person allows on the screen`(one: Case) throws {
    configure(one)
    let chat = try home.openedChat(columns: 110, rows: 50)
    chat.send(one.question)
    try chat.waitFor("May this run?", timeout: .seconds(90))
    for text in one.shown { #expect(chat.flowing.contains(text), "\(text)") }
    // Keys are taken for an answer only after a moment.
    for _ in 0..<50 where chat.flowing.contains("May this run?") {
      chat.type("y")
      chat.pump(waiting: 400)
    }
    try chat.waitFor("the answer's end", timeout: .seconds(90)) {
      !($0.screen.last ?? "").contains("streaming")
        && !$0.screen.contains { $0.contains("Esc stops the answer") }
    }
    chat.press(.alt("t"))
    try chat.waitFor(one.result)
    #expect(!chat.flowing.contains("partial"))
  }

  @Test(arguments: cases)
  func `calls one that was allowed for the question`(one: Case) throws {
    configure(one)

    let run = try home.run("ask", "--json", "--yes-tool", one.tool, one.question)

    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("\"name\":\"\(one.tool)\""))
    #expect(run.output.contains(one.result))
  }

  @Test(arguments: cases)
  func `runs none that nobody allowed`(one: Case) throws {
    configure(one)

    let run = try home.run("ask", "--json", "--tool", one.tool, one.question)

    #expect(run.errors.contains("was not run: it is not allowed"))
    #expect(!run.output.contains(one.result))
  }
}
