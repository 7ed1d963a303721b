/// A prompt that a server keeps ready: a slash command for the person.
package struct MCPPrompt: Sendable, Equatable {
  package struct Argument: Sendable, Equatable {
    package var name: String
    package var description: String
    package var isRequired: Bool
  }

  package var server: String
  package var name: String
  package var description: String
  package var arguments: [Argument]

  /// Fails for what has no name.
  init?(_ json: JSON, server: String) {
    guard let name = json["name"]?.stringValue, !name.isEmpty, name.utf8.count <= 128 else {
      return nil
    }
    self.server = server
    self.name = name
    let said = json["description"]?.stringValue ?? json["title"]?.stringValue ?? ""
    description = MCPTool.filtered(said)
    arguments = (json["arguments"]?.arrayValue ?? []).prefix(32).compactMap { argument in
      guard let name = argument["name"]?.stringValue else { return nil }
      return Argument(
        name: name, description: MCPTool.filtered(argument["description"]?.stringValue ?? ""),
        isRequired: argument["required"]?.boolValue == true)
    }
  }
}

/// A message that a prompt is made of.
package struct MCPPromptMessage: Sendable, Equatable {
  /// Whether the model is made to have said it.
  package var isAssistant: Bool
  package var text: String
  package var attachments: [Attachment]

  /// The messages of `prompts/get`.
  static func messages(of result: JSON) -> [MCPPromptMessage] {
    (result["messages"]?.arrayValue ?? []).prefix(100).map { message in
      var content = MCPContent()
      content.add(message["content"] ?? .null)
      return MCPPromptMessage(
        isAssistant: message["role"]?.stringValue == "assistant", text: content.text,
        attachments: content.attachments)
    }
  }
}

/// Something to read that a server offers.
package struct MCPResource: Sendable, Equatable {
  package var server: String
  package var uri: String
  package var name: String
  package var mimeType: String?
  package var size: Int?

  /// Fails for what has no URI.
  init?(_ json: JSON, server: String) {
    guard let uri = json["uri"]?.stringValue, !uri.isEmpty, uri.utf8.count <= 4096 else {
      return nil
    }
    self.server = server
    self.uri = uri
    name = MCPTool.filtered(json["title"]?.stringValue ?? json["name"]?.stringValue ?? uri)
    mimeType = json["mimeType"]?.stringValue
    size = json["size"]?.intValue
  }
}
