import Testing

@testable import ChatEngine

@Suite struct `An answer held against a shape` {
  private let person: AnswerShape

  init() throws { person = try SchemaText.shape("name, age int") }

  private func problems(_ text: String, _ shape: AnswerShape? = nil) -> [String] {
    switch (shape ?? person).read(text) {
    case .success: []
    case .failure(let problems): problems.sentences
    }
  }

  @Test(arguments: [
    #"{"name": "Ann", "age": 7}"#, "\n {\"name\": \"Ann\", \"age\": 7}\n",
    "```json\n{\"name\": \"Ann\", \"age\": 7}\n```",
    "Here it is:\n\n```\n{\"name\": \"Ann\", \"age\": 7}\n```\nAnything else?",
  ])
  func `may have a code fence around it`(text: String) throws {
    let value = try person.read(text).get()

    #expect(value.text() == #"{"name":"Ann","age":7}"#)
  }

  @Test func `is told each reason by its place`() {
    #expect(
      problems(#"{"name": 1, "age": "7", "x": 0}"#) == [
        "/name must be a string, not an integer", "/age must be an integer, not a string",
        "/x is not allowed",
      ])
    #expect(
      problems("Ann is 7.") == ["the answer is not JSON: line 1, column 1: a value was expected"])
    #expect(problems(" \n") == ["the answer is empty where JSON was wanted"])
  }

  @Test func `may be any object in JSON mode`() {
    #expect(problems(#"{"a": [1]}"#, .object) == [])
    #expect(problems("[1]", .object) == ["the answer must be a JSON object"])
  }

  @Test func `has its formats asserted where that is wished`() throws {
    let schema: JSON = ["type": "string", "format": "date"]
    let text = "\"soon\""

    #expect(problems(text, try AnswerShape(schema: schema)) == [])
    #expect(problems(text, try AnswerShape(schema: schema, assertsFormats: true)).count == 1)
  }

  @Test func `names the schema by its title where that is a name`() throws {
    let titled = try AnswerShape(schema: ["title": "Person-2"])
    let other = try AnswerShape(schema: ["title": "A person"])

    #expect(titled.format == .schema(name: "Person-2", ["title": "Person-2"]))
    #expect(other.format == .schema(name: "answer", ["title": "A person"]))
  }
}

@Suite struct `A check of a shape` {
  private func check() throws -> ShapeCheck { ShapeCheck(try SchemaText.shape("name, age int")) }

  @Test func `asks again twice with the reasons, and then gives up`() throws {
    var check = try check()
    let problems = AnswerProblems([
      JSONSchema.Problem(pointer: "/age", reason: "must be an integer, not a string")
    ])
    let words = """
      That is not what was asked for:
      - /age must be an integer, not a string

      Answer again with the whole corrected JSON and nothing else, without a code fence.
      """
    let text = #"{"name": "Ann", "age": "seven"}"#

    #expect(check.take(text, finish: .stop) == .askAgain(words, problems))
    #expect(check.take(text, finish: .stop) == .askAgain(words, problems))
    #expect(check.take(text, finish: .stop) == .notMet(problems))
    #expect(check.corrections == 2)
  }

  @Test func `takes a corrected answer`() throws {
    var check = try check()

    _ = check.take("Ann is seven.", finish: .stop)
    let step = check.take(#"{"name": "Ann", "age": 7}"#, finish: .stop)

    #expect(step == .met(["name": "Ann", "age": 7]))
  }

  @Test func `asks for a shorter answer after one that was cut off`() throws {
    var check = try check()

    guard case .askAgain(let words, let problems) = check.take("{\"name\": ", finish: .length)
    else {
      Issue.record("not asked again")
      return
    }

    #expect(words.contains("Make it shorter."))
    #expect(
      problems.sentences
        == ["the answer was cut off at the longest length before its JSON was complete"])
  }

  @Test(arguments: [FinishReason.refused, .filtered])
  func `holds no refusal against it`(finish: FinishReason) throws {
    var check = try check()

    #expect(check.take("No.", finish: finish) == .nothing)
    #expect(check.corrections == 0)
  }

  @Test func `tells at most ten reasons`() throws {
    var check = ShapeCheck(try SchemaText.shape("all [int]"))
    let text = #"{"all": ["# + Array(repeating: "true", count: 15).joined(separator: ",") + "]}"

    guard case .askAgain(let words, _) = check.take(text, finish: .stop) else {
      Issue.record("not asked again")
      return
    }

    #expect(words.contains("- /all/9 must be"))
    #expect(!words.contains("- /all/10 must be"))
    #expect(words.contains("\n- and 5 more\n"))
  }
}

@Suite struct `Fences of code` {
  @Test func `are found with their content to the byte`() {
    let text = "a\n```swift\nlet x = 1\r\n\n  y\n```\nb\n~~~\n```\n~~~\n"

    #expect(CodeFences.blocks(in: text) == ["let x = 1\r\n\n  y\n", "```\n"])
  }

  @Test func `lose the spaces that their fence stands behind`() {
    #expect(CodeFences.blocks(in: "1. x\n   ```\n   a\n     b\n c\n   ```\n") == ["a\n  b\nc\n"])
  }

  @Test(arguments: [
    ("no code", []), ("```x``` is code", []), ("``\na\n``", []), ("````\n```\n````", ["```\n"]),
    ("```\nopen", ["open"]), ("```\n```", [""]), ("```\n``` x\n```", ["``` x\n"]),
  ])
  func `are what CommonMark says`(text: String, blocks: [String]) {
    #expect(CodeFences.blocks(in: text) == blocks)
  }
}
