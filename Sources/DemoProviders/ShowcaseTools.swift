import ChatEngine

/// Makes the demo's model call a tool, so that tools can be tried without a key.
enum ShowcaseTools {
  /// A call where tools are offered and the prompt names one, or says "tool".
  static func call(for request: DemoRequest, _ words: Showcase.Words) -> DemoToolCall? {
    guard !request.bringsToolResults else { return nil }
    let tools = declared(in: request.body)
    let named = tools.first { words.have(Substring($0.name.lowercased())) }
    guard let tool = named ?? (words.have("tool") ? tools.first : nil) else { return nil }
    return DemoToolCall(
      id: "call_demo\(request.number)", name: tool.name,
      arguments: arguments(tool.schema, request.prompt))
  }

  private struct Tool {
    var name: String
    var schema: JSON
  }

  /// The tools of a request, wherever its dialect puts them.
  private static func declared(in body: JSON?) -> [Tool] {
    let entries = body?["tools"]?.arrayValue ?? []
    return entries.flatMap { entry -> [Tool] in
      let functions = entry["functionDeclarations"]?.arrayValue ?? [entry["function"] ?? entry]
      return functions.compactMap { function in
        guard let name = function["name"]?.stringValue else { return nil }
        let schema =
          function["parameters"] ?? function["input_schema"] ?? function["parametersJsonSchema"]
        return Tool(name: name, schema: schema ?? [:])
      }
    }
  }

  /// Something of the right type for each property that is required.
  private static func arguments(_ schema: JSON, _ prompt: String) -> JSON {
    var arguments = JSONObject()
    for name in (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue) {
      let property = schema["properties"]?[name]
      arguments[name] =
        property?["enum"]?[0] ?? value(of: property?["type"]?.stringValue ?? "string", prompt)
    }
    return .object(arguments)
  }

  private static func value(of type: String, _ prompt: String) -> JSON {
    switch type.lowercased() {
    case "integer", "number": 1
    case "boolean": true
    case "array": []
    case "object": [:]
    default: .string(ShowcaseText.echo(of: prompt))
    }
  }
}
