import Testing

@testable import ChatEngine

@Suite struct `A tool's schema` {
  private func fit(_ schema: JSON, _ dialect: Dialect) -> (JSON, [String]) {
    var notes = FittingNotes()
    let fitted = FittingSchema(dialect: dialect).fit(schema, &notes)
    return (fitted, notes.all)
  }

  @Test(arguments: Dialect.allCases)
  func `that every server takes goes out as it is`(dialect: Dialect) {
    let schema: JSON = [
      "type": "object",
      "properties": [
        "$id": ["type": "string", "description": "d"],
        "list": ["type": "array", "items": ["type": "integer"]],
      ], "required": ["$id"],
    ]
    let (fitted, notes) = fit(schema, dialect)
    #expect(fitted == schema)
    #expect(notes == [])
  }

  @Test(arguments: Dialect.allCases)
  func `is an object with properties, whatever it was`(dialect: Dialect) {
    for schema in [true, [:], ["$schema": "x", "$id": "y", "type": "object"], "nonsense"] as [JSON]
    {
      #expect(fit(schema, dialect).0 == ["type": "object", "properties": [:]])
    }
  }

  @Test(arguments: Dialect.allCases)
  func `has its alternatives at the top made one`(dialect: Dialect) {
    let schema: JSON = [
      "anyOf": [
        [
          "properties": ["a": ["type": "string"], "c": ["type": "string"]], "required": ["a", "c"],
        ],
        ["$ref": "#/$defs/B"],
      ],
      "$defs": [
        "B": ["properties": ["b": ["type": "string"]], "required": ["c"]]
      ],
    ]
    let (fitted, notes) = fit(schema, dialect)
    #expect(fitted["anyOf"] == nil)
    #expect(fitted["required"] == ["c"])
    #expect(fitted["properties"]?.objectValue?.keys == ["a", "c", "b"])
    #expect(notes.count == 1)
  }

  @Test func `is put into Google's words`() {
    let schema: JSON = [
      "type": "object",
      "properties": [
        "a": ["const": 1], "b": ["oneOf": [["type": "string"], ["type": "null"]]],
        "c": ["$ref": "#/definitions/C", "description": "lost"],
      ], "definitions": ["C": ["type": "string", "pattern": "^x"]],
    ]
    let wanted: JSON = [
      "type": "object",
      "properties": [
        "a": ["enum": [1]], "b": ["anyOf": [["type": "string"], ["type": "null"]]],
        "c": ["$ref": "#/$defs/C"],
      ], "$defs": ["C": ["type": "string"]],
    ]
    let (fitted, notes) = fit(schema, .gemini)
    #expect(fitted.text() == wanted.text())
    #expect(
      notes == [
        "a tool's schema is sent in a simpler form, and the calls are checked by its own"
      ])
  }

  @Test func `has its references put in place for Ollama, once where they are circles`() {
    let schema: JSON = [
      "type": "object", "properties": ["node": ["$ref": "#/$defs/Node"]],
      "$defs": [
        "Node": [
          "type": "object",
          "properties": ["next": ["$ref": "#/$defs/Node"], "name": ["type": "string"]],
        ]
      ],
    ]
    let wanted: JSON = [
      "type": "object",
      "properties": [
        "node": ["type": "object", "properties": ["next": [:], "name": ["type": "string"]]]
      ],
    ]
    #expect(fit(schema, .ollama).0 == wanted)
    #expect(fit(schema, .anthropic).0 == schema)
  }

  @Test(arguments: Dialect.allCases)
  func `of any depth and width is walked to an end`(dialect: Dialect) {
    var deep: JSON = ["type": "string"]
    for _ in 0..<500 { deep = ["type": "object", "properties": ["a": deep]] }
    #expect(fit(deep, dialect).1.count == 1)
    let bomb: JSON = [
      "properties": ["x": ["$ref": "#/$defs/a"]],
      "$defs": [
        "a": ["anyOf": [["$ref": "#/$defs/b"], ["$ref": "#/$defs/b"], ["$ref": "#/$defs/b"]]],
        "b": ["anyOf": [["$ref": "#/$defs/c"], ["$ref": "#/$defs/c"], ["$ref": "#/$defs/c"]]],
        "c": ["anyOf": [["$ref": "#/$defs/a"], ["$ref": "#/$defs/c"], ["$ref": "#/x"]]],
      ],
    ]
    #expect(fit(bomb, dialect).0["type"] == "object")
  }
}
