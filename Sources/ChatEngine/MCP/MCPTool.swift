/// A tool as a server describes it, made fit for models; nothing that it says of itself is believed.
///
/// Its annotations (`readOnlyHint` and the like) are hints of a stranger and lower no guard.
package struct MCPTool: Sendable, Equatable {
  package var tool: Tool
  /// Arguments that go into the head of an HTTP request too.
  package var parameters: MCPHeaderParameters

  // faults.md, section 6.
  static let maxDescription = 2048
  static let maxSchema = 64 << 10
  private static let maxName = 128

  /// Why a tool of the list is not offered, as the end of "tool X …".
  struct Refusal: Error, Equatable {
    var reason: String
  }

  /// `place` is how the server is reached: its words, or its URL.
  init(
    _ json: JSON, server: String, place: [String], isOverHTTP: Bool, allowed: [String] = []
  ) throws(Refusal) {
    guard let name = json["name"]?.stringValue, !name.isEmpty,
      name.utf8.count <= Self.maxName
    else { throw Refusal(reason: "has no name, or too long a one") }
    let said = json["description"]?.stringValue ?? ""
    var schema = json["inputSchema"]?.objectValue ?? JSONObject()
    if schema["type"] == nil { schema["type"] = "object" }
    guard schema["type"]?.stringValue == "object", json["inputSchema"]?.objectValue != nil else {
      throw Refusal(reason: "has no schema for an object of arguments")
    }
    let text = JSON.object(schema).text()
    guard text.utf8.count <= Self.maxSchema else {
      throw Refusal(reason: "has a schema of more than 64 kB")
    }
    guard let parameters = MCPHeaderParameters(schema: .object(schema)) else {
      throw Refusal(reason: "asks for headers in a way that is not allowed")
    }
    self.parameters = isOverHTTP ? parameters : MCPHeaderParameters()
    let title = json["title"]?.stringValue ?? json["annotations"]?["title"]?.stringValue ?? ""
    tool = Tool(
      definition: ToolDefinition(
        name: Self.wireName(server: server, tool: name),
        description: Self.filtered(said.isEmpty ? title : said), parameters: .object(schema)),
      source: .server(server), originalName: name, isAllowed: allowed.contains(name),
      pin: Self.pin(name: name, description: said, title: title, schema: text, place: place))
  }

  /// `server_tool` as every dialect takes it; what is too long ends in a fingerprint of the whole.
  static func wireName(server: String, tool: String) -> String {
    let whole = server + "_" + tool
    guard whole.utf8.count > 64 else { return ToolName.wire(whole) }
    let mark = SHA256(Array(whole.utf8)).text.prefix(8)
    return ToolName.wire(String(decoding: whole.utf8.prefix(55), as: UTF8.self)).prefix(55) + "_"
      + mark
  }

  /// Changes with every word of the description, the schema and the server's command.
  private static func pin(
    name: String, description: String, title: String, schema: String, place: [String]
  ) -> String {
    var bytes: [UInt8] = []
    for text in [name, description, title, schema] + place {
      // With its length before it, no text can pass for the end of another.
      bytes += Array("\(text.utf8.count):".utf8) + Array(text.utf8)
    }
    return SHA256(bytes).text
  }

  /// Without what nobody sees (controls, directions, tags), and at most 2 kB.
  static func filtered(_ text: String) -> String {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n" && scalar != "\t": continue
      case .format, .surrogate, .privateUse, .unassigned: continue
      default: break
      }
      let piece = Array(String(scalar).utf8)
      guard bytes.count + piece.count <= maxDescription - 3 else {
        return String(decoding: bytes, as: UTF8.self) + "…"
      }
      bytes += piece
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
