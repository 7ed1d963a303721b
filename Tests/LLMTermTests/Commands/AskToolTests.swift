import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

/// `llmterm ask` with tools, over a model that calls one and then answers.
private final class Shell {
  let folder = TemporaryFolder()
  let server: DemoServer

  init(_ calls: [DemoToolCall], tools: String, servers: String = "") throws {
    let script = DemoScript { request in
      request.bringsToolResults
        ? DemoReply(text: "All done.") : DemoReply(text: "Let me see.", toolCalls: calls)
    }
    server = try DemoServer(script)
    folder.write(
      "config.jsonc",
      """
      {
        "default": "a/m",
        "providers": {
          "a": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/a/v1",
            "models": [{"id": "m", "price": {"in": 1, "out": 1}}]
          }
        },
        "tools": {\(tools)},
        "mcp": {\(servers)}
      }
      """)
  }

  var environment: [String: String] {
    [
      "LLMTERM_HOME": folder.path, "LLMTERM_CONFIG": folder.path + "/config.jsonc",
      "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm-256color",
    ]
  }

  func command(_ arguments: [String]) -> [String] {
    [Terminal.binary("llmterm"), "ask"] + arguments + ["Hi"]
  }

  func run(_ arguments: String...) throws -> Run {
    try #require(Run(command(arguments), environment: environment))
  }

  /// What the model was told last.
  var told: String? {
    server.requests.last?.body?["messages"]?.arrayValue?.last?["content"]?.stringValue
  }
}

private let marker =
  #""mark": {"description": "Marks.", "command": ["echo", "marked"], "sandbox": false}"#
private let calculator = #""calculator": {"built_in": true, "allow": true}"#
private let mark = DemoToolCall(id: "c1", name: "mark")

/// A tool that says that it is done.
private func tool(_ name: String) -> String {
  #""\#(name)": {"command": ["echo", "\#(name) is done"], "sandbox": false}"#
}

@Suite struct `llmterm ask with tools` {
  @Test func `runs a command that was let run, and goes on with what it printed`() throws {
    let shell = try Shell([mark], tools: marker)

    let run = try shell.run("--yes-tool", "mark")

    #expect(run.output == "Let me see.\n\nAll done.\n")
    #expect(run.errors.isEmpty)
    #expect(run.status == 0)
    #expect(shell.told?.hasSuffix("marked\n") == true || shell.told?.hasSuffix("marked") == true)
  }

  @Test func `runs all that there is without asking, where all was let run`() throws {
    let shell = try Shell([mark], tools: marker + "," + calculator)

    let run = try shell.run("--yes-tool", "all")

    #expect(run.errors.isEmpty)
    #expect(shell.told?.contains("marked") == true)
  }

  @Test func `lets run what was named so, and offers the rest`() throws {
    let shell = try Shell([mark], tools: marker + "," + calculator)

    let run = try shell.run("--tool", "all", "--yes-tool", "calculator")

    #expect(run.errors.hasPrefix("llmterm: mark was not run: it is not allowed"))
    #expect(shell.told?.contains("Not run") == true)
  }

  @Test func `gives calls, results and attempts of all rounds as one object`() throws {
    let shell = try Shell([mark], tools: marker)

    let run = try shell.run("--yes-tool", "mark", "--json")

    let json = try JSON.parse(run.output)
    #expect(json["text"]?.stringValue == "All done.")
    #expect(json["finish_reason"]?.stringValue == "stop")
    #expect(json["tool_calls"]?[0]?["name"]?.stringValue == "mark")
    #expect(json["tool_calls"]?[0]?["result"]?.stringValue?.contains("marked") == true)
    #expect(json["attempts"]?.arrayValue?.count == 2)
  }

  @Test func `reports each call of one answer with its result`() throws {
    let shell = try Shell(
      [DemoToolCall(id: "c1", name: "one"), DemoToolCall(id: "c2", name: "two")],
      tools: tool("one") + "," + tool("two"))

    let run = try shell.run("--yes-tool", "one", "--yes-tool", "two", "--json")

    let calls = try JSON.parse(run.output)["tool_calls"]?.arrayValue ?? []
    #expect(calls.map { $0["name"]?.stringValue } == ["one", "two"])
    for call in calls {
      let name = call["name"]?.stringValue ?? ""
      #expect(call["result"]?.stringValue?.contains("\(name) is done") == true)
    }
    #expect(run.status == 0)
  }

  @Test func `gives each call its own result, although all have one id`() throws {
    let shell = try Shell(
      [DemoToolCall(id: "c1", name: "one"), DemoToolCall(id: "c1", name: "two")],
      tools: tool("one") + "," + tool("two"))

    let run = try shell.run("--yes-tool", "one", "--yes-tool", "two", "--json")

    let calls = try JSON.parse(run.output)["tool_calls"]?.arrayValue ?? []
    #expect(calls.map { $0["name"]?.stringValue } == ["one", "two"])
    let told = (shell.server.requests.last?.body?["messages"]?.arrayValue ?? []).suffix(2)
    for (call, told) in zip(calls, told) {
      let words = "\(call["name"]?.stringValue ?? "") is done"
      #expect(call["result"]?.stringValue?.contains(words) == true)
      #expect(told["content"]?.stringValue?.contains(words) == true)
    }
  }

  @Test func `goes through the rounds as one text without a stream too`() throws {
    let shell = try Shell([mark], tools: marker)

    let run = try shell.run("--yes-tool", "mark", "--no-stream")

    #expect(run.output == "Let me see.\n\nAll done.\n")
  }

  @Test func `runs nothing that was not allowed where nobody can be asked`() throws {
    let shell = try Shell([mark], tools: marker)

    let run = try shell.run("--tool", "mark")

    #expect(run.status == 0)
    #expect(
      run.errors
        == "llmterm: mark was not run: it is not allowed, and there is no terminal to ask at. To "
        + "allow it for this question: --yes-tool mark\n")
    #expect(shell.told?.contains("Not run: the user has not allowed this call") == true)
  }

  @Test func `runs what the configuration allows`() throws {
    let sum = DemoToolCall(id: "c1", name: "calculator", arguments: ["expression": "6*7"])
    let shell = try Shell([sum], tools: calculator)

    let run = try shell.run("--tool", "all")

    #expect(run.errors.isEmpty)
    #expect(shell.told?.contains("42") == true)
  }

  @Test func `offers no tool that was not named`() throws {
    let shell = try Shell([], tools: marker + "," + calculator)

    _ = try shell.run("--tool", "calculator")
    _ = try shell.run()

    let offered = shell.server.requests.map {
      $0.body?["tools"]?.arrayValue?.compactMap { $0["function"]?["name"]?.stringValue }
    }
    #expect(offered == [["calculator"], nil])
  }

  @Test(arguments: [
    (["--tool", "clock"], "there is no tool \"clock\". There are: mark."),
    (["--yes-tool", "marc"], "there is no tool \"marc\"."),
    (["--tool", "mark", "--tool-choice", "clock"], "there is no tool \"clock\"."),
  ])
  func `says which tools there are`(arguments: [String], sentence: String) throws {
    let shell = try Shell([mark], tools: marker)

    let run = try #require(Run(shell.command(arguments), environment: shell.environment))

    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("llmterm: \(sentence)"))
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `forces a tool once`() throws {
    let shell = try Shell([mark], tools: marker)

    _ = try shell.run("--yes-tool", "mark", "--tool-choice", "required")

    let choices = shell.server.requests.map { $0.body?["tool_choice"]?.stringValue }
    #expect(choices == ["required", nil])
  }

  @Test func `ends what runs when it is interrupted`() throws {
    let begun = TemporaryFolder()
    let script = "touch \(begun.path)/begun; exec sleep 60"
    let shell = try Shell(
      [mark], tools: #""mark": {"command": ["sh", "-c", "\#(script)"], "sandbox": false}"#)
    let running = try #require(
      Running(shell.command(["--yes-tool", "mark", "--json"]), environment: shell.environment))
    running.write("")
    while access(begun.path + "/begun", F_OK) != 0 { usleep(10_000) }

    running.signal(SIGINT)
    let run = running.wait()

    #expect(run.status == 130)
    let json = try JSON.parse(run.output)
    #expect(
      json["tool_calls"]?[0]?["result"]?.stringValue?.hasPrefix("Stopped by the user") == true)
  }

  @Test(arguments: [("y\n", true), ("\n", false), ("n\n", false), ("yes\n", true)])
  func `asks at the terminal, and takes only yes for yes`(answer: String, isRun: Bool) throws {
    let shell = try Shell([mark], tools: marker)
    let terminal = try Terminal(
      shell.command(["--tool", "mark"]), columns: 100, rows: 30, environment: shell.environment)

    try terminal.waitFor("Run it? [y/N]")
    #expect(terminal.screen.contains { $0.contains("tool: mark of the configuration") })
    terminal.type(answer)
    try terminal.waitFor("All done.")

    #expect(try terminal.waitForExit() == .code(0))
    #expect(shell.told?.contains("marked") == isRun)
  }

  @Test(
    .enabled(if: PythonPeers.isInstalled, Comment(rawValue: PythonPeers.hint)),
    arguments: ["clock_get_current_time", "clock"])
  func `calls a tool of a server, let run by its name or by the server's`(name: String) throws {
    let call = DemoToolCall(
      id: "c1", name: "clock_get_current_time", arguments: ["timezone": "Europe/Oslo"])
    let shell = try Shell(
      [call], tools: "", servers: #""clock": {"command": ["\#(PythonPeers.timeServer)"]}"#)

    let run = try shell.run("--yes-tool", name)

    #expect(run.output.hasSuffix("All done.\n"))
    #expect(run.errors.isEmpty)
    #expect(shell.told?.hasPrefix("[server clock, ") == true)
    #expect(shell.told?.contains("Europe/Oslo") == true)
  }
}
