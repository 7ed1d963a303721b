import ChatEngine
import TestSupport
import Testing

@testable import llmterm

/// The commands without a screen, with a real model on a server of this machine (`make test-real`).
@Suite(.enabled(if: RealModel.url != nil, "LLMTERM_REAL names no server"), .serialized)
struct `A real model asked by commands` {
  let home: Home
  private let capital = "What is the capital of France?"

  init() throws {
    home = try Home()
    let url = RealModel.url ?? ""
    let model = "{\"id\": \"gemma-270m\", \"context\": 4096, \"price\": {\"in\": 0, \"out\": 0}}"
    home.configure(
      """
      {
        "default": "chat/gemma-270m", "titles": false,
        "providers": {
          "chat": {"preset": "llamacpp", "base_url": "\(url)/v1", "models": [\(model)]},
          "claude": {"dialect": "anthropic", "base_url": "\(url)", "models": [\(model)]},
        },
        "parameters": {"max_output_tokens": 200},
        "tools": {"get_weather": {
          "description": "The weather in a city.",
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
          "command": ["echo", "It rains."], "sandbox": false
        }}
      }
      """)
  }

  @Test func `meets a schema`() throws {
    let run = try home.run(
      "ask", "--json", "--temperature", "0", "--schema", "city, country", capital)

    #expect(run.status == 0, Comment(rawValue: run.errors))
    let parsed = try JSON.parse(run.output)["parsed"]
    #expect(parsed?["city"]?.stringValue == "Paris")
    #expect(parsed?.objectValue?.keys.sorted() == ["city", "country"])
  }

  @Test func `says the same twice with the same seed`() throws {
    func story() throws -> Run {
      try home.run("ask", "--no-cache", "--seed", "7", "--temperature", "1", "Tell me a story.")
    }

    let first = try story()
    let second = try story()

    #expect(first.status == 0 && second.status == 0)
    #expect(!first.output.isEmpty)
    #expect(first.output == second.output)
  }

  @Test func `calls a tool`() throws {
    let run = try home.run(
      "ask", "--json", "--temperature", "0", "--yes-tool", "get_weather",
      "What is the weather in Paris?")

    #expect(run.status == 0, Comment(rawValue: run.errors))
    let call = try JSON.parse(run.output)["tool_calls"]?[0]
    #expect(call?["name"]?.stringValue == "get_weather")
    #expect(call?["result"]?.stringValue?.contains("It rains.") == true)
  }

  @Test func `is recorded, and says the same from the recording`() throws {
    let path = home.path + "/talk.jsonl"

    let first = try home.run("ask", "--temperature", "0", capital, "--record", path)
    let again = try home.run("ask", "--temperature", "0", capital, "--replay", path)

    #expect(first.status == 0 && again.status == 0)
    #expect(first.output.contains("Paris"))
    #expect(again.output == first.output)
  }

  @Test func `is compared in two dialects`() throws {
    let run = try home.run(
      "compare", "--json", "--temperature", "0", "-m", "chat/gemma-270m", "-m",
      "claude/gemma-270m", capital)

    #expect(run.status == 0)
    for answer in try JSON.parse(run.output)["answers"]?.arrayValue ?? [] {
      #expect(answer["text"]?.stringValue?.contains("Paris") == true)
    }
  }
}
