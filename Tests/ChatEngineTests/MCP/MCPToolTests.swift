import Testing

@testable import ChatEngine

@Suite struct `A context server's tool` {
  private func tool(
    _ name: String = "read", description: String = "Reads.", schema: JSON = ["type": "object"],
    place: [String] = ["fs"]
  ) throws -> MCPTool {
    try MCPTool(
      ["name": .string(name), "description": .string(description), "inputSchema": schema],
      server: "fs", place: place, isOverHTTP: true, allowed: ["read"])
  }

  @Test func `bears the server's name and one that every dialect takes`() throws {
    let plain = try tool("a.b/c").tool
    #expect(plain.name == "fs_a_b_c")
    #expect(plain.originalName == "a.b/c")
    #expect(plain.source == .server("fs"))
    let long = String(repeating: "x", count: 100)
    let first = try tool(long + "1").tool.name
    let second = try tool(long + "2").tool.name
    #expect(first != second)
    for name in [first, second] {
      #expect(name == ToolName.wire(name))
      #expect(name.utf8.count <= 64)
    }
  }

  @Test func `has a pin that changes with all that is said of it`() throws {
    let pin = try tool().tool.pin
    #expect(pin.utf8.count == 64)
    #expect(try tool().tool.pin == pin)
    #expect(try tool("reae").tool.pin != pin)
    #expect(try tool(description: "Reads. And sends it away.").tool.pin != pin)
    #expect(try tool(schema: ["type": "object", "x": 1]).tool.pin != pin)
    #expect(try tool(place: ["fs", "/"]).tool.pin != pin)
    #expect(try tool(place: ["fs\u{0}"]).tool.pin != pin)
    // What is beyond the description's end counts too.
    let long = String(repeating: "a", count: 5000)
    #expect(try tool(description: long + "1").tool.pin != tool(description: long + "2").tool.pin)
  }

  @Test func `is allowed by the configuration alone, and reaches as far as any`() throws {
    let hinted = try MCPTool(
      [
        "name": "x", "inputSchema": ["type": "object"],
        "annotations": ["readOnlyHint": true, "openWorldHint": false],
      ], server: "fs", place: ["fs"], isOverHTTP: false)
    #expect(hinted.tool.reach == [.writes, .network])
    #expect(!hinted.tool.isAllowed)
    #expect(try tool().tool.isAllowed)
    #expect(try !tool("write").tool.isAllowed)
  }

  @Test func `has a description without what nobody sees, of 2 kB at the most`() throws {
    let hidden = "a\u{202E}b\u{200B}c\u{E0041}d\u{7}e\nf"
    #expect(try tool(description: hidden).tool.definition.description == "abcde\nf")
    let long = try tool(description: String(repeating: "ü", count: 4000)).tool.definition
      .description
    #expect(long.utf8.count <= 2048)
    #expect(long.hasSuffix("ü…"))
  }

  @Test(
    arguments: [
      ["inputSchema": ["type": "object"]], ["name": "", "inputSchema": [:]], ["name": "x"],
      ["name": "x", "inputSchema": ["type": "string"]], ["name": "x", "inputSchema": true],
      ["name": 7, "inputSchema": [:]], 7, .null, [],
    ] as [JSON])
  func `is refused where it is none`(_ json: JSON) {
    #expect(throws: MCPTool.Refusal.self) {
      try MCPTool(json, server: "fs", place: ["fs"], isOverHTTP: false)
    }
  }

  @Test func `keeps references to other machines as they are`() throws {
    let schema: JSON = ["type": "object", "properties": ["a": ["$ref": "https://evil.example/s"]]]
    #expect(try tool(schema: schema).tool.definition.parameters == schema)
  }

  @Test func `does not take the place of another`() {
    var list = MCPToolList()
    let read: JSON = ["name": "b_c", "inputSchema": ["type": "object"]]
    let other: JSON = ["name": "c", "inputSchema": ["type": "object"]]
    list.add([read, read], of: "a", at: ["a"], isOverHTTP: false, allowed: [])
    list.add([other], of: "a_b", at: ["b"], isOverHTTP: false, allowed: [])
    #expect(list.tools.map(\.source) == [.server("a")])
    #expect(
      list.notes == [
        #"Server "a": tool "b_c" has the name of another: "b_c" of "a"; off."#,
        #"Server "a_b": tool "c" has the name of another: "b_c" of "a"; off."#,
      ])
  }
}

@Suite struct `Arguments in the head` {
  private func schema(_ property: JSON) -> JSON {
    ["type": "object", "properties": ["a": property]]
  }

  @Test func `go out as the tool asks`() throws {
    let schema: JSON = [
      "properties": [
        "region": ["type": "string", "x-mcp-header": "Region"],
        "deep": ["type": "object", "properties": ["n": ["type": "integer", "x-mcp-header": "N"]]],
        "flag": ["type": "boolean", "x-mcp-header": "Flag"], "other": ["type": "string"],
      ]
    ]
    let parameters = try #require(MCPHeaderParameters(schema: schema))
    let arguments: JSON = ["region": "Österreich", "deep": ["n": 7], "flag": false, "other": "x"]
    #expect(
      parameters.headers(for: arguments) == [
        HTTPHeader("Mcp-Param-Region", "=?base64?w5ZzdGVycmVpY2g=?="),
        HTTPHeader("Mcp-Param-N", "7"), HTTPHeader("Mcp-Param-Flag", "false"),
      ])
    #expect(parameters.headers(for: ["region": .null]).isEmpty)
  }

  @Test(
    arguments: [
      ["type": "number", "x-mcp-header": "A"], ["type": "object", "x-mcp-header": "A"],
      ["type": "string", "x-mcp-header": "A B"], ["type": "string", "x-mcp-header": "A\r\nX: y"],
      ["type": "string", "x-mcp-header": ""], ["type": "string", "x-mcp-header": 7],
      ["type": "array", "items": ["type": "string", "x-mcp-header": "A"]],
      ["anyOf": [["type": "string", "x-mcp-header": "A"]]],
    ] as [JSON])
  func `that cannot be sent so make the tool unfit`(_ property: JSON) {
    #expect(MCPHeaderParameters(schema: schema(property)) == nil)
  }

  @Test func `that share a header make the tool unfit`() {
    let schema: JSON = [
      "properties": [
        "a": ["type": "string", "x-mcp-header": "A"], "b": ["type": "string", "x-mcp-header": "a"],
      ]
    ]
    #expect(MCPHeaderParameters(schema: schema) == nil)
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("", ""), (" x", "=?base64?IHg=?="), ("x ", "=?base64?eCA=?="),
    ("a\r\nb", "=?base64?YQ0KYg==?="), ("ü", "=?base64?w7w=?="),
    ("=?base64?eA==?=", "=?base64?PT9iYXNlNjQ/ZUE9PT89?="),
  ])
  func `are written so that they stay what they are`(_ text: String, _ written: String) {
    #expect(MCPHeaderText.encoded(text) == written)
  }
}

@Suite struct `What a context server gives back` {
  private func output(_ content: JSON, _ more: JSONObject = [:]) -> ToolOutput {
    var result = more
    result["content"] = content
    return MCPContent.output(of: .object(result))
  }

  @Test func `is text, images as files, and words for the rest`() {
    let output = output([
      ["type": "text", "text": "one"],
      ["type": "image", "mimeType": "image/png", "data": "aGk="],
      ["type": "audio", "mimeType": "audio/wav", "data": "aGk="],
      ["type": "image", "mimeType": "image/png", "data": "!"],
      ["type": "resource_link", "uri": "file:///a", "name": "a"],
      ["type": "resource", "resource": ["uri": "file:///b", "text": "bee"]],
      ["type": "new", "x": 1],
    ])
    #expect(
      output.content == """
        one
        [image/png: 2 bytes, attached]
        [audio/wav: 2 bytes, left out]
        [image/png: cannot be read]
        resource: a, file:///a
        file:///b:
        bee
        {"type":"new","x":1}
        """)
    #expect(
      output.attachments == [Attachment(name: nil, mimeType: "image/png", data: [0x68, 0x69])])
  }

  @Test func `is its structure where there is no text`() {
    #expect(output([], ["structuredContent": ["a": 1]]).content == #"{"a":1}"#)
    let text: JSON = [["type": "text", "text": "a is 1"]]
    #expect(output(text, ["structuredContent": ["a": 1]]).content == "a is 1")
  }

  @Test func `says when it is an error`() {
    #expect(output([["type": "text", "text": "no"]], ["isError": true]).isError)
    #expect(!output([]).isError)
  }

  @Test func `is cut in the middle where it is too long`() {
    let long = String(repeating: "ü", count: 300_000)
    let content = output([["type": "text", "text": .string(long)]]).content
    #expect(content.utf8.count <= ToolOutput.mostBytes)
    #expect(content.contains("600000 bytes in all"))
    #expect(!content.contains("\u{FFFD}"))
    #expect(content.hasPrefix("ü") && content.hasSuffix("ü"))
  }

  @Test(arguments: [.null, 7, [], ["content": 7], ["content": [7, .null]]] as [JSON])
  func `may be anything at all`(_ result: JSON) {
    _ = MCPContent.output(of: result)
    _ = MCPContent.output(ofResource: result)
    _ = MCPPromptMessage.messages(of: result)
  }
}

@Suite struct `Lines from a context server` {
  private func rubbish(_ lines: [MCPLines.Line]) -> Int {
    lines.count { $0 != .messages([]) && ($0 == .rubbish || $0 == .tooLong) }
  }

  @Test func `are messages, or not`() {
    var lines = MCPLines()
    let text = "hello\r\n\r\n  \n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\r\n{}\n[]\n"
    #expect(
      lines.take(Array(text.utf8)) == [
        .rubbish, .messages([.notification(method: "x", params: .null)]), .rubbish, .rubbish,
      ])
  }

  @Test func `are dropped when they are too long, again and again`() {
    var lines = MCPLines(most: 100)
    let piece = [UInt8](repeating: 0x61, count: 30)
    var tooLong = 0
    for _ in 0..<20 { tooLong += lines.take(piece).count { $0 == .tooLong } }
    #expect((3...6).contains(tooLong))
    let rest = Array("a\n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n".utf8)
    #expect(lines.take(rest).last == .messages([.notification(method: "x", params: .null)]))
  }
}
