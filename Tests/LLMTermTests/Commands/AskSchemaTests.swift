import ChatEngine
import DemoProviders
import TestSupport
import Testing

@testable import llmterm

@Suite struct `llmterm ask with a schema` {
  @Test func `prints the JSON alone, without the fence around it`() throws {
    let shell = try AskShell(DemoReply(text: "```json\n{\"name\": \"Ann\", \"age\": 7}\n```"))

    let run = try shell.run("ask", "--schema", "name, age int", "Who?")

    #expect(run.output == "{\"name\":\"Ann\",\"age\":7}\n")
    #expect(run.errors.isEmpty)
    #expect(run.status == 0)
    let format = shell.server.requests.first?.body?["response_format"]?["json_schema"]
    #expect(format?["strict"] == true)
    #expect(format?["schema"]?["required"] == ["name", "age"])
  }

  @Test func `asks again with the reasons, and adds up what that took`() throws {
    let shell = try AskShell(.corrected(#"{"age": "7"}"#, "seven", #"{"age": 7}"#))

    let run = try shell.run("ask", "--json", "--schema", "age int", "How old?")

    #expect(run.status == 0)
    let json = try JSON.parse(run.output)
    #expect(json["parsed"] == ["age": 7])
    #expect(json["text"]?.stringValue == #"{"age": 7}"#)
    #expect(json["attempts"]?.arrayValue?.count == 3)
    let asked = shell.server.requests.count
    #expect(asked == 3)
    #expect(
      shell.lastMessages.map(\.role) == ["user", "assistant", "user", "assistant", "user"])
    #expect(
      shell.lastMessages.last?.text == """
        That is not what was asked for:
        - the answer is not JSON: line 1, column 1: a value was expected

        Answer again with the whole corrected JSON and nothing else, without a code fence.
        """)
  }

  @Test func `ends with 4 where the third answer has it neither`() throws {
    let shell = try AskShell(DemoReply(text: #"{"age": "7"}"#))
    let sentence =
      "The answer is not of the form that was asked for: /age must be an integer, not a string. "
      + "Simplify the schema, or name another provider with -m."

    let plain = try shell.run("ask", "--schema", "age int", "How old?")
    let run = try shell.run("ask", "--json", "--schema", "age int", "How old?")

    #expect(plain.status == 4)
    #expect(plain.output == "{\"age\": \"7\"}\n")
    #expect(plain.errors == "llmterm: \(sentence)\n")
    #expect(run.status == 4)
    let json = try JSON.parse(run.output)
    #expect(json["error"]?["kind"] == "schema")
    #expect(json["error"]?["message"]?.stringValue == sentence)
    #expect(
      json["error"]?["problems"] == [
        ["pointer": "/age", "reason": "must be an integer, not a string"]
      ]
    )
    #expect(json["parsed"]?.isNull == true)
    #expect(json["text"]?.stringValue == #"{"age": "7"}"#)
    #expect(json["attempts"]?.arrayValue?.count == 3)
  }

  @Test func `reads the schema from a file`() throws {
    let shell = try AskShell(DemoReply(text: #"{"day": "soon"}"#))
    let path = shell.folder.path + "/day.json"
    shell.folder.write(
      "day.json",
      #"{"type": "object", "properties": {"day": {"type": "string", "format": "date"}}}"#)

    #expect(try shell.run("ask", "--schema", path, "When?").status == 0)
    #expect(
      try shell.run("ask", "--schema", path, "--format-assertion", "When?").status == 4)
  }

  @Test func `asks in words where the model is known not to take schemas`() throws {
    let shell = try AskShell(
      .always(DemoReply(text: #"{"age": 7}"#)), model: #", "json_schema": false"#)

    for target in ["a/m", "c/m"] {
      let run = try shell.run("ask", "--json", "-m", target, "--schema", "age int", "How old?")
      #expect(run.status == 0)
      let body = shell.server.requests.last?.body
      #expect(body?["response_format"] == nil && body?["output_config"] == nil)
      let text = body?.text() ?? ""
      #expect(text.contains("meets this JSON Schema"))
      let notes = try JSON.parse(run.output)["notes"]?.arrayValue ?? []
      #expect(notes.contains { $0.stringValue?.contains("asked for in words") == true })
    }
  }

  @Test func `takes any object in JSON mode`() throws {
    let shell = try AskShell(.corrected("[1]", #"{"a": [1]}"#))

    let run = try shell.run("ask", "--json-mode", "Something in JSON.")

    #expect(run.output == "{\"a\":[1]}\n")
    #expect(shell.server.requests.first?.body?["response_format"]?["type"] == "json_object")
  }

  @Test(arguments: [
    (
      ["--schema", "name, age itn"],
      "--schema: \"name, age itn\" is no schema: at character 11: there is no type \"itn\": there are "
        + "string, int, number, bool, [type], {fields} and \"a\"|\"b\". Did you mean \"int\"?"
    ),
    (
      ["--schema", "/no/such.json"],
      "--schema: \"/no/such.json\" cannot be read: No such file or directory. Name a file, or write "
        + "the schema itself."
    ),
    (
      ["--schema", "/dev/null"],
      "--schema: \"/dev/null\" is empty. Name a file that has a schema, or write it itself."
    ),
    (
      ["--schema", "{\"type\": \"objekt\"}"],
      "--schema: \"{\"type\": \"objekt\"}\" is no JSON Schema: /type: must be one of"
    ),
    (["--schema", "a", "--json-mode"], "--schema and --json-mode were both given."),
    (["--format-assertion"], "--format-assertion was given without a schema."),
  ])
  func `ends with 2 for what is no schema, and asks nobody`(
    arguments: [String], sentence: String
  ) throws {
    let shell = try AskShell(DemoReply(text: ""))

    let run = try #require(
      Run(
        [Terminal.binary("llmterm"), "ask"] + arguments + ["Hi"], environment: shell.environment))

    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("llmterm: \(sentence)"), Comment(rawValue: run.errors))
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `asks anew where a kept answer would not have the form`() throws {
    let shell = try AskShell(DemoReply(text: #"{"age": "7"}"#))
    for round in 1...2 {
      let run = try shell.run("ask", "--cache", "--schema", "age int", "How old?")
      #expect(run.status == 4)
      #expect(shell.server.requests.count == 3 * round)
    }
  }

  @Test func `prints the last answer where asking again failed`() throws {
    let shell = try AskShell(
      DemoScript { request in
        (request.body?["messages"]?.arrayValue?.count ?? 0) > 1
          ? .fault(.status(400)) : DemoReply(text: #"{"age": "7"}"#)
      })
    let run = try shell.run("ask", "--schema", "age int", "How old?")
    #expect(run.status == 4)
    #expect(run.output == "{\"age\": \"7\"}\n")
    #expect(
      run.errors
        == "llmterm: The answer is not of the form that was asked for: /age must be an integer, not a "
        + "string. Simplify the schema, or name another provider with -m.\n")
  }
}
