import ChatEngine
import Testing

@Suite struct `A JSON Schema` {
  @Test func `names every problem by its place`() throws {
    let schema = try JSONSchema([
      "type": "object", "required": ["name", "age"], "additionalProperties": false,
      "properties": [
        "name": ["type": "string", "minLength": 2], "age": ["type": "integer", "minimum": 0],
        "tags": ["type": "array", "items": ["enum": ["a", "b"]], "uniqueItems": true],
        "a/b~c": ["const": 1],
      ],
    ])

    let problems = schema.problems(of: [
      "name": "x", "tags": ["a", "c"], "a/b~c": 2, "more": true,
    ])

    #expect(
      problems.map(\.sentence) == [
        "the value lacks \"age\"", "/name must have at least 2 characters",
        "/tags/1 must be one of \"a\", \"b\"", "/a~1b~0c must be 1", "/more is not allowed",
      ])
  }

  @Test func `says what came in place of what was wanted`() throws {
    let schema = try JSONSchema(["type": ["integer", "null"]])

    #expect(
      schema.problems(of: 1.5).map(\.sentence) == [
        "the value must be null or an integer, not a number"
      ])
    #expect(schema.problems(of: 1.0) == [])
  }

  @Test func `of several forms explains the one that comes nearest`() throws {
    let schema = try JSONSchema([
      "anyOf": [
        ["type": "string"],
        ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]],
      ]
    ])

    #expect(
      schema.problems(of: ["n": "one"]).map(\.sentence) == [
        "the value meets none of the 2 forms that are allowed",
        "/n must be an integer, not a string",
      ])
  }

  @Test func `stops after twenty problems`() throws {
    let schema = try JSONSchema(["items": ["type": "integer"]])

    #expect(schema.problems(of: .array(Array(repeating: "x", count: 1000))).count == 20)
  }

  @Test(arguments: [
    (
      #"{"type": "strnig"}"#, "/type",
      "must be one of null, boolean, object, array, number, string, integer, or a list of them"
    ),
    (#"{"properties": {"a": {"minimum": "1"}}}"#, "/properties/a/minimum", "must be a number"),
    (#"{"items": 3}"#, "/items", "a schema must be an object, true or false"),
    (#"{"required": "a"}"#, "/required", "must be a list of names"),
    (#"{"pattern": "(a"}"#, "/pattern", #"the pattern is none: a "(" is not closed"#),
    (
      #"{"pattern": "(a)\\1"}"#, "/pattern",
      #"the pattern is none: references to groups, as in "\1", are not understood"#
    ),
    (##"{"$ref": "#/$defs/a"}"##, "/$ref", ##"refers to "#/$defs/a", which is not there"##),
    (
      #"{"$ref": "https://example.com/s.json"}"#, "/$ref",
      #"refers to "https://example.com/s.json", which is not there"#
    ),
    (#"{"minLength": -1}"#, "/minLength", "must be a count"),
    (#"{"multipleOf": 0}"#, "/multipleOf", "must be more than 0"),
    (#"7"#, "", "a schema must be an object, true or false"),
  ])
  func `that is none is refused with the place and the reason`(
    text: String, pointer: String, reason: String
  ) throws {
    let document = try JSON.parse(text)

    #expect(throws: JSONSchema.Invalid(pointer: pointer, reason: reason)) {
      try JSONSchema(document)
    }
  }

  @Test func `may refer to itself, but not without end`() throws {
    let tree = try JSONSchema([
      "type": "object", "properties": ["next": ["$ref": "#"]], "additionalProperties": false,
    ])
    let circle = try JSONSchema(["$ref": "#"])

    #expect(tree.problems(of: ["next": ["next": ["x": 1]]]).map(\.pointer) == ["/next/next/x"])
    #expect(!circle.isMet(by: 1))
  }

  @Test func `can be met by the draft's own schema of schemas`() throws {
    let schemas = try JSONSchema(["$ref": "https://json-schema.org/draft/2020-12/schema"])

    #expect(schemas.isMet(by: ["type": "object", "properties": ["a": true]]))
    #expect(schemas.problems(of: ["type": 1]).map(\.pointer).contains("/type"))
  }

  @Test(arguments: [
    ("19.99", "0.01", true), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false),
    ("1e308", "0.5", true), ("12391239123", "1e-8", true), ("10", "3", false), ("-9", "3", true),
    ("123456789012345678901234567890", "10", true), ("123456789012345678901234567891", "10", false),
  ])
  func `counts multiples without rounding`(value: String, unit: String, isMet: Bool) throws {
    let schema = try JSONSchema(["multipleOf": try JSON.parse(unit)])

    #expect(schema.isMet(by: try JSON.parse(value)) == isMet)
  }

  @Test(arguments: [
    ("9007199254740993", "9007199254740992", false), ("-1e400", "0", true),
    ("1.10", "1.1", true), ("-0.0", "0", true), ("1e-400", "0", false),
  ])
  func `compares numbers without rounding`(value: String, most: String, isMet: Bool) throws {
    let schema = try JSONSchema(["maximum": try JSON.parse(most)])

    #expect(schema.isMet(by: try JSON.parse(value)) == isMet)
  }
}
