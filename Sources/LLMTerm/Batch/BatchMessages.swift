import ChatEngine

/// A list of messages as OpenAI spells them, read for a request.
struct BatchMessages {
  private(set) var messages: [Message] = []
  /// All that system and developer said, wherever it stood.
  private(set) var system: String?
  private let time: Timestamp
  /// The names of called tools, by the calls' ids: a result does not repeat them.
  private var toolNames: [String: String] = [:]

  init(_ list: JSON, _ time: Timestamp) throws(BatchMistake) {
    self.time = time
    guard let list = list.arrayValue, !list.isEmpty else {
      throw BatchMistake("\"messages\" must be a list with a message in it")
    }
    for message in list { try add(message) }
    if messages.allSatisfy(\.isBlank) {
      throw BatchMistake("nobody but the system says anything")
    }
  }

  private mutating func add(_ message: JSON) throws(BatchMistake) {
    guard let object = message.objectValue else {
      throw BatchMistake("a message must be an object with \"role\" and \"content\"")
    }
    let role = object["role"]?.stringValue ?? "user"
    let content = object.given("content")
    switch role {
    case "system", "developer":
      let text = try Self.parts(content).compactMap(\.plainText).joined()
      system = system.map { $0 + "\n\n" + text } ?? text
    case "user": append(.user, try Self.parts(content))
    case "assistant":
      let calls = try calls(object.given("tool_calls"))
      append(.assistant, (content == nil ? [] : try Self.parts(content)) + calls)
    case "tool": append(.tool, [try result(object, content)])
    default:
      throw BatchMistake(
        "there is no role \(SafeQuote.quoted(role)); there are system, developer, user, assistant "
          + "and tool")
    }
  }

  private mutating func append(_ role: Role, _ parts: [ContentPart]) {
    messages.append(
      .asked(parts, role: role, number: messages.count, after: messages.last?.id, time))
  }

  private mutating func calls(_ list: JSON?) throws(BatchMistake) -> [ContentPart] {
    var parts: [ContentPart] = []
    for call in list?.arrayValue ?? [] {
      guard let name = call["function"]?["name"]?.stringValue, let id = call["id"]?.stringValue
      else { throw BatchMistake("a tool call must have \"id\" and \"function\"") }
      toolNames[id] = name
      let arguments = call["function"]?["arguments"]?.stringValue ?? ""
      parts.append(.toolCall(ToolCall(id: id, name: name, arguments: arguments)))
    }
    return parts
  }

  private func result(_ object: JSONObject, _ content: JSON?) throws(BatchMistake) -> ContentPart {
    guard let id = object["tool_call_id"]?.stringValue, let name = toolNames[id] else {
      throw BatchMistake("a tool's message must name a call before it by \"tool_call_id\"")
    }
    let text = try Self.parts(content).compactMap(\.plainText).joined()
    return .toolResult(ToolResult(callID: id, name: name, content: text))
  }

  // MARK: Parts

  private static func parts(_ content: JSON?) throws(BatchMistake) -> [ContentPart] {
    if let text = content?.stringValue { return [.text(text)] }
    guard let list = content?.arrayValue else {
      throw BatchMistake("a message's \"content\" must be a text or a list of parts")
    }
    var parts: [ContentPart] = []
    for part in list { parts.append(try self.part(part)) }
    return parts
  }

  private static func part(_ part: JSON) throws(BatchMistake) -> ContentPart {
    switch part["type"]?.stringValue {
    case "text", "input_text", "output_text":
      if let text = part["text"]?.stringValue { return .text(text) }
    case "image_url":
      if let url = part["image_url"]?["url"]?.stringValue { return try file(url, name: nil) }
    case "input_image":
      if let url = part["image_url"]?.stringValue { return try file(url, name: nil) }
    case "file", "input_file":
      let file = part["file"] ?? part
      if let url = file["file_data"]?.stringValue {
        return try self.file(url, name: file["filename"]?.stringValue)
      }
    case let kind:
      throw BatchMistake("a part of the type \(SafeQuote.quoted(kind ?? "")) is not known")
    }
    throw BatchMistake("a part of a message has nothing in it that can be sent")
  }

  /// A file within the line, `data:image/png;base64,…`: nothing is fetched for a prompt.
  private static func file(_ url: String, name: String?) throws(BatchMistake) -> ContentPart {
    guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ","),
      url[..<comma].hasSuffix(";base64"),
      let data = Base64.bytes(String(url[url.index(after: comma)...]))
    else {
      throw BatchMistake(
        "a file must stand in the line itself, as data:TYPE;base64,BYTES: nothing is fetched")
    }
    let type = url[..<comma].dropFirst("data:".count).prefix { $0 != ";" }
    return .attachment(Attachment(name: name, mimeType: type.lowercased(), data: data))
  }
}

extension Message {
  /// A message of a line, which belongs to no conversation.
  static func asked(
    _ parts: [ContentPart], role: Role = .user, number: Int, after parent: MessageID? = nil,
    _ time: Timestamp
  ) -> Message {
    Message(
      id: MessageID("line-\(number)"), parent: parent, role: role, parts: parts, time: time)
  }

  /// Whether there is nothing in it but white space.
  fileprivate var isBlank: Bool { parts.allSatisfy { $0.plainText?.isBlank == true } }
}

extension ContentPart {
  fileprivate var plainText: String? {
    if case .text(let part) = self { part.text } else { nil }
  }
}
