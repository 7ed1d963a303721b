import Testing

@testable import ChatEngine

@Suite struct `The short form of a schema` {
  private func text(_ short: String) throws -> String { try SchemaText.document(short).text() }

  private func object(_ properties: String, _ required: String) -> String {
    #"{"type":"object","properties":{\#(properties)},"required":[\#(required)],"#
      + #""additionalProperties":false}"#
  }

  @Test func `has strings, numbers and lists`() throws {
    #expect(
      try text("name, age int, tags [string]")
        == object(
          #""name":{"type":"string"},"age":{"type":"integer"},"#
            + #""tags":{"type":"array","items":{"type":"string"}}"#,
          #""name","age","tags""#))
    #expect(
      try text("price number\nok bool,\n")
        == object(#""price":{"type":"number"},"ok":{"type":"boolean"}"#, #""price","ok""#))
  }

  @Test func `has optional fields, choices and descriptions`() throws {
    #expect(
      try text(#"nick?, age int?, mood "good"|"so so" : how it reads, note: "first, last""#)
        == object(
          #""nick":{"type":"string"},"age":{"type":"integer"},"#
            + #""mood":{"type":"string","enum":["good","so so"],"description":"how it reads"},"#
            + #""note":{"type":"string","description":"first, last"}"#,
          #""mood","note""#))
  }

  @Test func `has objects within objects and lists`() throws {
    let inner = object(#""street":{"type":"string"},"no":{"type":"integer"}"#, #""street","no""#)
    #expect(
      try text("home {street, no int}, all [{street, no int}]?")
        == object(
          #""home":\#(inner),"all":{"type":"array","items":\#(inner)}"#, #""home""#))
    #expect(try text("{ name }") == object(#""name":{"type":"string"}"#, #""name""#))
  }

  @Test func `is told from JSON Schema by what stands behind the brace`() throws {
    #expect(try text(#" {"type": "object"}"#) == #"{"type":"object"}"#)
    #expect(try text("{}") == "{}")
  }

  @Test(arguments: [
    ("", "is no schema: at its end: a name was expected."),
    (
      "name, age itn",
      "is no schema: at character 11: there is no type \"itn\": there are string, int, number, bool, "
        + "[type], {fields} and \"a\"|\"b\". Did you mean \"int\"?"
    ),
    ("a, b, a int", "is no schema: at character 7: the name \"a\" stands there twice."),
    ("tags [string", "is no schema: at its end: a closing bracket was expected."),
    ("home {street", "is no schema: at its end: a closing brace was expected."),
    ("name string int", "is no schema: at character 13: a comma was expected."),
    ("mood \"good", "is no schema: at character 6: a closing quote is missing."),
    ("mood \"good\"|bad", "is no schema: at character 13: a word in double quotes was expected."),
    ("a:", "is no schema: at its end: a description was expected."),
    ("{a} b", "is no schema: at character 5: nothing more was expected."),
    ("{\"a\": 1,", "is not JSON: line 1, column 9: a name in double quotes was expected."),
    (
      "{\"type\": 5}",
      "is no JSON Schema: /type: must be one of null, boolean, object, array, number, string, "
        + "integer, or a list of them."
    ),
  ])
  func `says where it is wrong`(short: String, sentence: String) {
    #expect(throws: SchemaText.Mistake(sentence)) { try SchemaText.shape(short) }
  }

  @Test func `has an end to its depth`() {
    let deep = String(repeating: "a {", count: 2000)
    #expect(throws: SchemaText.Mistake.self) { try SchemaText.document(deep) }
    let list = "a " + String(repeating: "[", count: 2000)
    #expect(throws: SchemaText.Mistake.self) { try SchemaText.document(list) }
  }
}
