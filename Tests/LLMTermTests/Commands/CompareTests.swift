import ChatEngine
import DemoProviders
import TestSupport
import Testing

@testable import llmterm

@Suite struct `llmterm compare` {
  /// Who is asked answers with the name of its provider; `c` fails, and a judge finds for `b`.
  private static let script = DemoScript { request in
    if request.path.contains("/c/") { return DemoReply(text: "", faults: [.status(400)]) }
    let name = request.path.contains("/a/") ? "a" : "b"
    if request.prompt.contains("<answer name=") {
      let parts = request.prompt.components(around: "I am b.")
      let letter = parts.last { $0 == "A" || $0 == "B" } ?? "A"
      return DemoReply(text: #"{"why": "It is short.", "best": "\#(letter)"}"#)
    }
    return DemoReply(text: "I am \(name).")
  }

  @Test func `prints the answers in their order, and a table`() throws {
    let shell = try AskShell(Self.script)

    let run = try shell.run("compare", "-m", "b/m", "-m", "a/m", "Who?")

    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      lines.prefix(6) == ["── b/m ──", "I am b.", "", "── a/m ──", "I am a.", ""])
    #expect(
      lines[6].split(separator: " ")
        == ["target", "first", "token", "total", "speed", "tokens", "cost", "finish"])
    #expect(lines[7].hasPrefix("b/m ") && lines[7].hasSuffix(" stop"))
    #expect(lines[8].hasPrefix("a/m ") && lines[8].hasSuffix(" stop"))
  }

  @Test(arguments: [false, true])
  func `lays the answers out as Markdown on a terminal`(inColumns: Bool) throws {
    let reply = DemoReply(text: "A **bold** word.\n\n```sh\nls\n```")
    let server = try DemoServer(DemoScript { _ in reply })
    let home = try Home(server)
    let targets = ["-m", "claude/swift-1", "-m", "bard/swift-2"]
    let shown = try Terminal(
      [Home.binary, "compare"] + targets + (inColumns ? ["--columns"] : []) + ["Who?"],
      columns: 100, rows: 40, environment: home.environment)
    _ = try shown.waitForExit()

    let gap = String(repeating: " ", count: 51 - "A bold word.".count)
    let row = inColumns ? "A bold word." + gap + "A bold word." : "A bold word."
    #expect(shown.screen.count { $0 == row } == (inColumns ? 1 : 2), "\(shown.screen)")
    #expect(shown.screen.contains { $0.hasPrefix("── sh ──") })
    #expect(!shown.screen.contains { $0.contains("`") || $0.contains("*") })
  }

  @Test func `has a table that fits the terminal`() throws {
    let home = try Home(try DemoServer(Self.script))
    let shown = try Terminal(
      [Home.binary, "compare", "-m", "claude/swift-1", "-m", "bard/swift-2", "Who?"], columns: 40,
      rows: 40, environment: home.environment)
    _ = try shown.waitForExit()

    let head = try #require(shown.screen.first { $0.hasPrefix("target") })
    #expect(head.split(separator: " ") == ["target", "total", "cost", "finish"], "\(head)")
    let rows = shown.screen.filter { $0.hasSuffix(" stop") }
    #expect(rows.count == 2, "\(shown.screen)")
  }

  @Test func `is not touched by one that fails`() throws {
    let shell = try AskShell(Self.script)

    let run = try shell.run("compare", "--json", "-m", "c/m", "-m", "a/m", "Who?")

    #expect(run.status == 0)
    let json = try JSON.parse(run.output)
    #expect(json["answers"]?[0]?["error"]?["kind"]?.stringValue == "invalid_request")
    #expect(json["answers"]?[1]?["text"]?.stringValue == "I am a.")
    #expect(json["answers"]?[1]?["error"]?.isNull == true)
    #expect(json["judge"]?.isNull == true)
  }

  @Test func `has a judge who does not know the names`() throws {
    let shell = try AskShell(Self.script)

    let run = try shell.run("compare", "--json", "-m", "b/m", "-m", "a/m", "--judge", "a/m", "Who?")
    let text = try shell.run("compare", "-m", "b/m", "-m", "a/m", "--judge", "a/m", "Who?")

    let judge = try JSON.parse(run.output)["judge"]
    #expect(judge?["best"]?.stringValue == "b/m")
    #expect(judge?["why"]?.stringValue == "It is short.")
    #expect(judge?["letters"]?.objectValue?.keys == ["A", "B"])
    #expect(text.output.contains("\na/m finds b/m best.\nIt is short.\n("))
    let asked = shell.server.requests.map(\.prompt).filter { $0.contains("<answer name=") }
    #expect(asked.count == 2 && !asked.contains { $0.contains("b/m") })
  }

  @Test func `is judged in the same order with the same seed`() throws {
    let shell = try AskShell(Self.script)
    let arguments = ["-m", "b/m", "-m", "a/m", "--judge", "a/m", "--seed", "7", "--json"]
    func letters() throws -> JSON? {
      let run = try #require(
        Run(
          [Terminal.binary("llmterm"), "compare"] + arguments + ["Who?"],
          environment: shell.environment))
      return try JSON.parse(run.output)["judge"]?["letters"]
    }

    #expect(try letters() == letters())
  }

  @Test func `asks no judge where there is nothing to choose between`() throws {
    let shell = try AskShell(Self.script)

    let run = try shell.run("compare", "-m", "c/m", "-m", "a/m", "--judge", "b/m", "Who?")

    #expect(run.status == 0)
    #expect(run.output.contains("b/m was not asked: there are no two answers to judge.\n"))
    #expect(shell.server.requests.count == 2)
  }

  @Test func `ends with 1 where all fail, and with 2 where one cannot be asked at all`() throws {
    let shell = try AskShell(DemoReply(text: "", faults: [.status(400)]))

    #expect(try shell.run("compare", "-m", "a/m", "-m", "b/m", "Who?").status == 1)
    let one = try shell.run("compare", "-m", "a/m", "Who?")
    #expect(one.status == 2)
    #expect(one.errors.hasPrefix("llmterm: compare needs two or more to ask."))
    #expect(try shell.run("compare", "-m", "a/m", "-m", "nobody/x", "Who?").status == 2)
  }
}

extension String {
  /// The names of the answers, up to the one that has these words.
  fileprivate func components(around words: String) -> [String] {
    guard let end = range(of: words)?.lowerBound else { return [] }
    return self[..<end].split(separator: "\"").map(String.init)
  }

  private func range(of words: String) -> Range<String.Index>? {
    firstRange(of: words)
  }

  @Test func `prints the JSON alone where a form was asked for`() throws {
    let shell = try AskShell(.corrected(#"{"age": "7"}"#, #"{"age": 7}"#))

    let run = try shell.run("compare", "-m", "a/m", "-m", "b/m", "--schema", "age int", "How old?")

    #expect(run.output.hasPrefix("── a/m ──\n{\"age\":7}\n\n── b/m ──\n{\"age\":7}\n\n"))
  }

  @Test func `prints that JSON over several lines where a person reads it`() throws {
    let home = try Home(try DemoServer(.always(DemoReply(text: #"{"age": 7}"#))))
    let shown = try Terminal(
      [
        Home.binary, "compare", "-m", "claude/swift-1", "-m", "bard/swift-2", "--schema", "age int",
        "How old?",
      ], columns: 80, rows: 40, environment: home.environment)
    _ = try shown.waitForExit()

    #expect(shown.screen.count { $0.hasSuffix("\"age\": 7") } == 2, "\(shown.screen)")
  }

  @Test func `says who declined, and ends with 3 where all did`() throws {
    let shell = try AskShell(
      DemoScript { request in
        request.path.contains("/c/") || request.prompt == "all"
          ? DemoReply(text: "No.", finish: .filtered) : DemoReply(text: "Yes.")
      })

    let some = try shell.run("compare", "-m", "c/m", "-m", "b/m", "one")
    let all = try shell.run("compare", "--json", "-m", "c/m", "-m", "b/m", "all")

    #expect(some.status == 0)
    #expect(some.output.hasPrefix("── c/m ──\nNo.\n(c declined to answer.)\n\n── b/m ──\nYes.\n\n"))
    #expect(all.status == 3)
    let answers = try JSON.parse(all.output)["answers"]?.arrayValue ?? []
    #expect(answers.map { $0["error"]?["kind"]?.stringValue } == ["refused", "filtered"])
    #expect(answers.map { $0["text"]?.stringValue } == ["No.", "No."])
  }

  @Test func `ends with 1 where nobody said a word`() throws {
    let shell = try AskShell(DemoReply(text: "", reasoning: "Hm, well", finish: .length))

    let run = try shell.run("compare", "-m", "a/m", "-m", "b/m", "one")

    #expect(run.status == 1)
    #expect(run.output.contains("(a used up all of the answer's length before its first word:"))
  }
}
