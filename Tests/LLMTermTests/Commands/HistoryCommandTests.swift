import TestSupport
import Testing

@Suite struct `The command history` {
  private let home: Home

  init() throws {
    home = try Home()
    let rows = (1...3).map { number in
      """
      {"id":"\(number)","model":"m","prompt":"Prompt \(number)","response":"The Lexer \(number)",
       "conversation_id":"c\(number)","datetime_utc":"2025-01-0\(number)T00:00:00"}
      """
    }
    home.write("[" + rows.joined(separator: ",") + "]", to: "logs.json")
  }

  private func run(_ words: String...) throws -> Run {
    let run = Run([Home.binary, "history"] + words, environment: home.environment)
    return try #require(run)
  }

  /// Names of three conversations, the newest first.
  private func imported() throws -> [String] {
    _ = try run("import", home.path + "/logs.json")
    return try run("list").output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
  }

  @Test func `imports once and lists the newest first`() throws {
    let first = try run("import", home.path + "/logs.json")
    #expect(first.output == "Imported: 3 new conversations.\n")
    #expect(first.status == 0)
    #expect(
      try run("import", home.path + "/logs.json").output == "Imported: 3 were here already.\n")
    let titles = try run().output.split(separator: "\n").map { $0.split(separator: "  ").last }
    #expect(titles == ["Prompt 3", "Prompt 2", "Prompt 1"])
  }

  @Test func `finds what was said, and says so by its status`() throws {
    _ = try imported()
    let found = try run("search", "lexer 2")
    #expect(found.status == 0)
    #expect(found.output.hasSuffix("\n    Answer: The Lexer 2\n"))
    let nothing = try run("search", "nowhere")
    #expect(nothing.status == 1)
    #expect(nothing.errors == "llmterm: Nobody said that.\n")
    #expect(try run("search", "x").status == 2)
  }

  @Test func `tells a list with nothing in it from one where nothing fits`() throws {
    #expect(
      try run().errors
        == "llmterm: There is no conversation yet. Start one with: llmterm\n")
    #expect(
      try run("--demo").errors
        == "llmterm: There is no conversation yet. Start one with: llmterm --demo\n")
    #expect(try run("--deleted").errors == "llmterm: The trash is empty.\n")
    _ = try imported()
    let nothing = try run("list", "zzz")
    #expect(nothing.errors == "llmterm: No conversation fits.\n")
    #expect(nothing.status == 1)
  }

  @Test func `shows a conversation by the beginning of its id`() throws {
    let id = try #require(imported().first)
    let shown = try run("show", String(id.prefix(12)))
    #expect(shown.output.hasPrefix("# Prompt 3\n\n## You, 2025-01-03"))
  }

  @Test(arguments: ["show", "export", "delete"])
  func `ends alike with an id that names none, or several`(verb: String) throws {
    _ = try imported()

    let none = try run(verb, "nobody")
    let several = try run(verb, "llm")

    #expect(
      none.errors
        == "llmterm: There is no conversation nobody. See them with: llmterm history\n")
    #expect(
      several.errors == "llmterm: 3 conversations begin with llm. Give more of the id.\n")
    #expect([none.status, several.status] == [1, 1])
    #expect((none.output + several.output).isEmpty)
  }

  @Test func `exports to a new file, and over one only when told`() throws {
    let id = try #require(imported().first)
    let path = home.path + "/a.html"
    #expect(try run("export", id, path).status == 0)
    let again = try run("export", id, path)
    #expect(again.status == 1)
    #expect(
      again.errors == "llmterm: \(path) is there already. Give another name, or --force.\n")
    #expect(try run("export", id, path, "--force").status == 0)
    #expect(try run("export", id, home.path + "/a").status == 2)
  }

  @Test func `moves to the trash and brings back`() throws {
    let id = try #require(imported().first)
    let gone = try run("delete", id)
    #expect(gone.output == "\(id) is in the trash; history restore brings it back.\n")
    #expect(try run("list").output.split(separator: "\n").count == 2)
    #expect(try run("list", "--deleted").output.hasPrefix(id))
    #expect(try run("restore", String(id.prefix(14))).output == "\(id) is back.\n")
    #expect(try run("list").output.split(separator: "\n").count == 3)
    #expect(try run("restore", id).status == 1)
  }

  @Test func `moves those that are there to the trash, and names the others`() throws {
    let ids = try imported()

    let run = try run("delete", "zz", ids[0], "yy", ids[1])

    #expect(run.status == 1)
    #expect(
      run.errors == """
        llmterm: There is no conversation zz. See them with: llmterm history
        llmterm: There is no conversation yy. See them with: llmterm history

        """)
    #expect(try self.run("list").output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [["list"], ["list", "--json"], ["search", "lexer"], ["show", "a"]])
  func `says where the folder cannot be read`(words: [String]) throws {
    home.write("no folder", to: "data/conversations")

    let run = try #require(
      Run([Home.binary, "history"] + words, environment: home.environment))

    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(
      run.errors == """
        llmterm: \(home.conversations) cannot be read: Not a directory. Look at its owner and mode.

        """)
  }

  @Test func `prints JSON where a script wants it`() throws {
    _ = try imported()
    let list = try run("list", "prompt 1", "--json")
    #expect(list.output.contains("\"title\": \"Prompt 1\""))
    #expect(try run("search", "lexer 1", "--json").output.contains("\"text\": \"The Lexer 1\""))
    let empty = try run("list", "zzz", "--json")
    #expect(empty.output == "[]\n")
    #expect(empty.status == 1)
  }

  @Test func `says what is wrong with a file, and imports the others`() throws {
    let missing = try run("import", home.path + "/none.json", home.path + "/logs.json")
    #expect(missing.status == 1)
    #expect(missing.output == "Imported: 3 new conversations.\n")
    #expect(missing.errors.hasSuffix("(No such file or directory). Give the path of an export.\n"))
  }
}
