import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `What llmterm ask prints and keeps` {
  private static let markdown = """
    Two ways:
    ```sh
    ls
    ```
    or
    ```sh
    find .\t\\

    ```
    Done.
    """

  @Test func `is the last block of code to the byte with --extract`() throws {
    let shell = try AskShell(DemoReply(text: Self.markdown))

    let run = try shell.run("ask", "--extract", "How?")

    #expect(run.output == "find .\t\\\n\n")
    #expect(run.errors.isEmpty)
    #expect(run.status == 0)
  }

  @Test(arguments: [
    ("> ```sh\n> ls\n> ```", "ls\n"), ("1. a\n\n   ```\n   a\n     b\n   ```", "a\n  b\n"),
    ("```\none\n```\n\n    indented", "one\n"), ("a\n\n    indented", "indented\n"),
    ("~~~\n```\n~~~", "```\n"), ("```\nopen", "open\n"),
  ])
  func `is the last block as Markdown has it with --extract`(
    answer: String, code: String
  ) throws {
    let shell = try AskShell(DemoReply(text: answer))
    #expect(try shell.run("ask", "--extract", "How?").output == code)
  }

  @Test func `is nothing where there is no block of code, with 4`() throws {
    let shell = try AskShell(DemoReply(text: "None."))

    let run = try shell.run("ask", "--extract", "How?")

    #expect(run.output.isEmpty)
    #expect(
      run.errors
        == "llmterm: There is no block of code in the answer. Ask for one, or leave --extract out.\n"
    )
    #expect(run.status == 4)
  }

  @Test func `begins with the first words, and does not wait for what has come with them`() throws {
    let words = (1...200).map { "word\($0)" }.joined(separator: " ")
    let shell = try AskShell(DemoReply(text: words))

    let run = try #require(
      Run(
        [Terminal.binary("llmterm"), "ask", "How?"], environment: shell.environment,
        keepsWrites: true))

    #expect(run.output == words + "\n")
    let first = try #require(run.writes.first)
    #expect(!first.isEmpty && first.count < 12, "\(first)")
  }

  @Test(arguments: ["a/m", "c/m"])
  func `comes in one piece with --no-stream`(target: String) throws {
    let shell = try AskShell(DemoReply(text: "Hello there."))

    let run = try shell.run("ask", "--no-stream", "-m", target, "Hi")

    #expect(run.output == "Hello there.\n")
    #expect(run.status == 0)
    #expect(shell.server.requests.last?.body?["stream"] != true)
  }

  @Test func `is no success with --save where it cannot be kept`() throws {
    let shell = try AskShell(DemoReply(text: "Hello there."))
    shell.folder.write("data", "no folder")

    let run = try shell.run("ask", "--save", "Hi")

    #expect(run.output == "Hello there.\n")
    #expect(
      run.errors.hasPrefix(
        "llmterm: The conversation could not be saved to \(shell.folder.path)/data"))
    #expect(
      run.errors.hasSuffix(
        "(Not a directory). See what is wrong with the folders: llmterm doctor --offline\n"))
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.status == 1)
  }

  @Test func `is kept with --save, and gone on with by its id`() throws {
    let shell = try AskShell(DemoReply(text: "Hello."))

    let first = try shell.run("ask", "--save", "--json", "-s", "Be brief.", "one")
    let id = try #require(try JSON.parse(first.output)["conversation"]?.stringValue)
    let second = try shell.run("ask", "--resume", String(id.dropLast(2)), "two")
    let third = try shell.run("ask", "--continue=\(id)", "three")

    #expect(first.status == 0 && second.status == 0 && third.status == 0)
    #expect(shell.lastMessages.map(\.role).first == "system")
    #expect(
      shell.lastMessages.map(\.text)
        == ["Be brief.", "one", "Hello.", "two", "Hello.", "three"])
    let none = try shell.run("ask", "--resume", "nothing", "four")
    #expect(none.status == 2)
    #expect(
      none.errors == "llmterm: There is no conversation nothing. See them with: llmterm history\n")
  }

  @Test func `is kept as it comes, so that a kill takes its last words only`() throws {
    let shell = try AskShell(
      DemoReply(text: "Hello there, all of you.", faults: [.stallAfter(tokens: 3)]))
    let running = try #require(
      Running(
        [Terminal.binary("llmterm"), "ask", "--save", "Hi"], environment: shell.environment))
    running.write("")
    running.wait(for: "Hello")
    let library = Library(folder: shell.folder.path + "/data/conversations")
    func kept() -> String? {
      library.entries().first.flatMap { library.read($0.id) }?.messages.last?.text
    }

    // It is gathered for less than a second; a machine that is busy takes longer.
    for _ in 0..<6_000 {
      if kept()?.hasPrefix("Hello") == true { break }
      usleep(5_000)
    }
    running.signal(SIGKILL)

    #expect(running.wait().status == -SIGKILL)
    #expect(kept()?.hasPrefix("Hello") == true)
  }

  @Test func `is asked for in a role of the configuration`() throws {
    let shell = try AskShell(
      DemoReply(text: "Fine."),
      more: """
        , "roles": {"reviewer": {
          "system": "Find faults.", "target": "b/m",
          "parameters": {"temperature": 0.1, "reasoning_effort": "low"}
        }}
        """)

    let run = try shell.run("ask", "--role", "reviewer", "--temperature", "0.7", "Hi")
    let wrong = try shell.run("ask", "--role", "reviwer", "Hi")

    #expect(run.status == 0 && run.errors.isEmpty)
    let request = shell.server.requests.last
    #expect(request?.path.contains("/b/") == true)
    #expect(request?.body?["temperature"]?.doubleValue == 0.7)
    #expect(request?.body?["reasoning_effort"]?.stringValue == "low")
    #expect(shell.lastMessages.first?.text == "Find faults.")
    #expect(wrong.status == 2)
    #expect(
      wrong.errors
        == "llmterm: There is no role \"reviwer\". Did you mean \"reviewer\"? There are: reviewer.\n"
    )
  }

  @Test func `takes every parameter, and says what is wrong with one`() throws {
    let shell = try AskShell(DemoReply(text: "Fine."))

    let run = try shell.run(
      "ask", "-m", "b/m", "--param", "effort=low", "--param", "top_p=0.5", "--param", "stop=END",
      "--param",
      "seed=3", "--seed", "7", "Hi")
    let unknown = try shell.run("ask", "--param", "tempature=1", "Hi")
    let wrong = try shell.run("ask", "--param", "top_p=2", "Hi")

    #expect(run.status == 0)
    let body = shell.server.requests.last?.body
    #expect(body?["reasoning_effort"]?.stringValue == "low")
    #expect(body?["top_p"]?.doubleValue == 0.5)
    #expect(body?["stop"] == ["END"] || body?["stop"] == "END")
    #expect(body?["seed"]?.intValue == 7)
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("Did you mean \"temperature\"?"))
    #expect(
      wrong.errors
        == "llmterm: --param top_p takes a number above 0 and up to 1, or default, not \"2\".\n")
  }

  @Test func `notes where a provider has no seed`() throws {
    let shell = try AskShell(DemoReply(text: "Fine."))

    let run = try shell.run("ask", "--json", "-m", "c/m", "--seed", "7", "Hi")

    let json = try JSON.parse(run.output)
    #expect(
      json["notes"]?.arrayValue?.contains { $0.stringValue?.contains("seed") == true } == true)
    #expect(shell.server.requests.last?.body?["seed"] == nil)
  }

  @Test func `is one thing at a time`() throws {
    let shell = try AskShell(DemoReply(text: "Fine."))

    for arguments in [
      ["--extract", "--json"], ["--extract", "--schema", "a"], ["--continue", "--resume", "x"],
    ] {
      let run = try #require(
        Run(
          [Terminal.binary("llmterm"), "ask"] + arguments + ["Hi"],
          environment: shell.environment))
      #expect(run.status == 2)
      #expect(run.errors.contains("were both given."))
    }
  }

  @Test func `is not taken for all of the answer where that was cut at its longest`() throws {
    let shell = try AskShell(DemoReply(text: "Half of", finish: .length))
    let run = try shell.run("ask", "How?")
    #expect(run.output == "Half of\n")
    #expect(
      run.errors
        == "llmterm: a stopped there: the limit of its length was reached. Raise it with --max-tokens.\n"
    )
    #expect(run.status == 0)
  }

  @Test func `is nothing, with 1, where the length was used up before the first word`() throws {
    let shell = try AskShell(DemoReply(text: "", reasoning: "Hm, well", finish: .length))
    let run = try shell.run("ask", "How?")
    #expect(run.output.isEmpty)
    #expect(
      run.errors
        == "llmterm: a used up all of the answer's length before its first word: the limit of "
        + "its length was reached. Raise it with --max-tokens.\n")
    #expect(run.status == 1)
  }

  @Test(
    arguments: [
      (DemoReply(text: "No.", finish: .filtered), "c", 3, "refused", "c declined to answer."),
      (
        DemoReply(text: "Half an", finish: .filtered), "a", 3, "filtered",
        "a stopped the answer with its filter. Put it in other words, or name another provider with -m."
      ),
      (
        DemoReply(text: "", reasoning: "Hm, well", finish: .length), "a", 1, "malformed",
        "a used up all of the answer's length before its first word: the limit of its length was "
          + "reached. Raise it with --max-tokens."
      ),
      (
        DemoReply(text: "", toolCalls: [DemoToolCall(id: "1", name: "weather")]), "a", 1, "tool",
        "a called \"weather\", which it was not offered. --tool NAME offers a tool that is configured."
      ),
    ] as [(DemoReply, String, Int32, String, String)])
  func `says in the object, too, that it is none`(
    reply: DemoReply, provider: String, status: Int32, kind: String, message: String
  ) throws {
    let shell = try AskShell(reply)

    let run = try shell.run("ask", "--json", "-m", "\(provider)/m", "How?")

    let json = try JSON.parse(run.output)
    #expect(json["error"]?["kind"]?.stringValue == kind)
    #expect(json["error"]?["message"]?.stringValue == message)
    #expect(run.errors == "llmterm: \(message)\n")
    #expect(run.status == status)
  }

  @Test func `has no error where it is only cut at its length`() throws {
    let shell = try AskShell(DemoReply(text: "Half of", finish: .length))

    let run = try shell.run("ask", "--json", "How?")

    #expect(try JSON.parse(run.output)["error"]?.isNull == true)
    #expect(run.errors.isEmpty)
    #expect(run.status == 0)
  }

  @Test(arguments: ["", "  ", "\n"], ["", " \n"])
  func `is not asked for where there is no question but white space`(
    words: String, input: String
  ) throws {
    let shell = try AskShell(DemoReply(text: "Hm."))

    let run = try shell.run("ask", words, input: input)

    #expect(run.status == 2)
    #expect(
      run.errors
        == "llmterm: There is no question. Write it behind the command, or pipe it in.\n")
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `says that a filter stopped it`() throws {
    let shell = try AskShell(DemoReply(text: "Half an", finish: .filtered))
    let run = try shell.run("ask", "How?")
    #expect(run.output == "Half an\n")
    #expect(
      run.errors == "llmterm: a stopped the answer with its filter. Put it in other words, or name "
        + "another provider with -m.\n")
    #expect(run.status == 3)
  }

  @Test func `says which tool was called that was not offered`() throws {
    let shell = try AskShell(
      DemoReply(text: "", toolCalls: [DemoToolCall(id: "1", name: "weather")]))
    let run = try shell.run("ask", "How?")
    #expect(run.output.isEmpty)
    #expect(
      run.errors == "llmterm: a called \"weather\", which it was not offered. --tool NAME offers a "
        + "tool that is configured.\n")
    #expect(run.status == 1)
  }

  @Test func `says in a pipe where one answer ends and another begins`() throws {
    let cut = try DemoServer(.always(DemoReply(text: "Once upon", faults: [.cutAfter(tokens: 1)])))
    let good = try DemoServer(.always(DemoReply(text: "All of it.")))
    let home = try Home()
    let members = [
      Routed.Member(name: "cut", server: cut), Routed.Member(name: "good", server: good),
    ]
    home.configure(Routed(members, policy: "\"attempts_per_target\": 1").text)
    let run = try home.run("ask", "How?")
    #expect(run.output.hasPrefix("Once"))
    #expect(run.output.hasSuffix("\n\nAll of it.\n"))
    #expect(run.errors == "llmterm: The answer was cut: another one begins below it.\n")
  }
}
