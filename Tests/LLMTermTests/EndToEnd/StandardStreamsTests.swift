import DemoProviders
import TestSupport
import Testing

/// What a shell closes before a command starts is not given to the first file that is opened.
@Suite struct `Closed standard streams` {
  private let home: Home

  init() throws { home = try Home(try DemoServer(.person)) }

  private func shell(_ script: String) throws -> Run {
    try piped(["/bin/sh", "-c", script, Home.binary], environment: home.environment)
  }

  @Test func `of input are an empty input`() throws {
    let ask = try shell("\"$0\" ask hello <&-")
    #expect(ask.output == "Answer by anthropic to “hello”.\n")
    #expect(ask.status == 0)
    let batch = try shell("\"$0\" batch - <&-")
    #expect(batch.output.isEmpty)
    #expect(batch.status == 0)
  }

  @Test func `of output and errors leave the files of the command alone`() throws {
    home.write("{\"prompt\": \"one\"}\nnone\n", to: "in.jsonl")

    let run = try shell("cd \(home.path); \"$0\" batch in.jsonl -o out.jsonl </dev/null >&- 2>&-")

    #expect(run.status == 2)
    let lines = try #require(home.text("out.jsonl")).split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines.allSatisfy { $0.hasPrefix("{") }, "\(lines)")
  }

  @Test(arguments: ["ask hello", "--version", "config schema"])
  func `of output are a failure to write`(words: String) throws {
    let run = try shell("\"$0\" \(words) >&-")

    #expect(run.errors.hasPrefix("llmterm: "))
    #expect(run.errors.hasSuffix(" could not be written: Bad file descriptor.\n"))
    #expect(run.status == 1)
  }
}

@Suite struct `A command whose output cannot be written` {
  private let home: Home

  init() throws {
    home = try Home(try DemoServer(.person))
    home.write(
      """
      [{"id":"1","model":"m","prompt":"One","response":"The Lexer",
        "conversation_id":"c1","datetime_utc":"2025-01-01T00:00:00"}]
      """, to: "logs.json")
    _ = try home.run("history", "import", home.path + "/logs.json")
  }

  static let commands = [
    "config show", "config path", "config check", "config schema", "models", "models --json",
    "providers", "stats", "doctor --offline", "simulate --turns 10", "history list",
    "history show c", "help", "--help", "--version", "completions bash",
    "completions words -- mod", "batch --dry-run in.jsonl",
  ]

  @Test(arguments: commands)
  func `says so once, and fails`(words: String) throws {
    home.write("{\"prompt\": \"one\"}\n", to: "in.jsonl")
    let id = try home.run("history").output.prefix { $0 != " " }
    let line = words == "history show c" ? "history show \(id)" : words

    let run = try piped(
      ["/bin/sh", "-c", "cd \(home.path); \"$0\" \(line) >/dev/full", Home.binary],
      environment: home.environment)

    #expect(
      run.errors
        == "llmterm: Standard output could not be written: No space left on device.\n")
    #expect(run.status == 1)
  }

  @Test(arguments: ["config schema", "help configuration", "models"])
  func `is quiet about a reader who has gone`(words: String) throws {
    let run = try piped(
      ["/bin/sh", "-c", "(sleep 0.3; \"$0\" \(words); echo $? >&2) | true", Home.binary],
      environment: home.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })

    #expect(run.errors == "0\n")
  }
}
