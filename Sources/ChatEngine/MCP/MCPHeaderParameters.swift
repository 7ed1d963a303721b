/// Arguments that a tool wants repeated in the head of the request, by `x-mcp-header` in its schema
/// (mcp.md, section 5).
package struct MCPHeaderParameters: Sendable, Equatable {
  struct Parameter: Sendable, Equatable {
    /// The names of the properties that lead to it.
    var path: [String]
    var header: String
  }

  var list: [Parameter] = []
  private static let key = "x-mcp-header"
  private static let maxCount = 16
  private static let maxDepth = 8

  init() {}

  /// Nil where the schema marks what cannot be a header: then the tool is not to be offered.
  init?(schema: JSON) {
    guard collect(schema, path: []), list.count <= Self.maxCount else { return nil }
    let names = list.map { $0.header.lowercased() }
    guard Set(names).count == names.count else { return nil }
    // A mark in a place that leads to no value: under `items`, `anyOf`, `$defs`.
    guard Self.marks(in: schema, depth: 0) == list.count else { return nil }
  }

  private mutating func collect(_ schema: JSON, path: [String]) -> Bool {
    guard path.count <= Self.maxDepth else { return true }
    for member in schema["properties"]?.objectValue?.members ?? [] {
      let path = path + [member.key]
      if let mark = member.value[Self.key] {
        guard let name = mark.stringValue, !name.isEmpty, name.utf8.count <= 64,
          HTTPHeader("Mcp-Param-" + name, "").isSendable,
          ["string", "integer", "boolean"].contains(member.value["type"]?.stringValue)
        else { return false }
        list.append(Parameter(path: path, header: "Mcp-Param-" + name))
      }
      guard collect(member.value, path: path) else { return false }
    }
    return true
  }

  /// How often the mark stands in the schema, but for properties of that name.
  private static func marks(in json: JSON, depth: Int) -> Int {
    guard depth < 64 else { return 0 }
    switch json {
    case .object(let object):
      return object.members.reduce(0) { sum, member in
        if member.key == "properties", let properties = member.value.objectValue {
          return sum
            + properties.members.reduce(0) { $0 + marks(in: $1.value, depth: depth + 1) }
        }
        // What stands in these is data and no schema.
        if ["default", "const", "enum", "examples"].contains(member.key) { return sum }
        return sum + (member.key == key ? 1 : marks(in: member.value, depth: depth + 1))
      }
    case .array(let elements):
      return elements.reduce(0) { $0 + marks(in: $1, depth: depth + 1) }
    case .null, .bool, .number, .string: return 0
    }
  }

  /// The headers of a call; what is null or not given is left out.
  func headers(for arguments: JSON) -> [HTTPHeader] {
    list.compactMap { parameter in
      var value: JSON? = arguments
      for name in parameter.path { value = value?[name] }
      switch value {
      case .string(let text)?: return HTTPHeader(parameter.header, MCPHeaderText.encoded(text))
      case .bool(let flag)?: return HTTPHeader(parameter.header, flag ? "true" : "false")
      case .number(let number)?:
        return HTTPHeader(parameter.header, number.int.map(String.init) ?? number.text)
      case .null?, .array?, .object?, nil: return nil
      }
    }
  }
}
