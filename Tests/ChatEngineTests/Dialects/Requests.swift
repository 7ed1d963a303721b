@testable import ChatEngine

/// Conversations and requests for tests.
enum Requests {
  static func message(
    _ role: Role, _ parts: [ContentPart], origin: Origin? = nil, id: String = "m"
  ) -> Message {
    Message(
      id: MessageID(id), parent: nil, role: role, parts: parts, time: Timestamp(milliseconds: 0),
      origin: origin)
  }

  static let png = Attachment(name: "a.png", mimeType: "image/png", data: [1, 2, 3])
  static let pdf = Attachment(name: "b.pdf", mimeType: "application/pdf", data: [4])
  static let notes = Attachment(name: "c.txt", mimeType: "text/plain", data: Array("see".utf8))

  static let tool = ToolDefinition(
    name: "files.read", description: "Reads a file",
    parameters: [
      "type": "object", "properties": ["path": ["type": "string"]], "required": ["path"],
    ])

  /// A prompt with files, a tool call with its result, and a question on it.
  static func rich(origin: Origin? = nil) -> [Message] {
    [
      message(.user, [.text("look"), .attachment(png), .attachment(pdf), .attachment(notes)]),
      message(
        .assistant,
        [
          .reasoning(ReasoningPart("why", signature: "sig")), .text("reading"),
          .toolCall(ToolCall(id: "call_1", name: "files.read", arguments: #"{"path":"x"}"#)),
          .toolCall(ToolCall(id: "call_2", name: "files.read", arguments: "")),
        ], origin: origin),
      message(
        .tool,
        [
          .toolResult(ToolResult(callID: "call_1", name: "files.read", content: "data")),
          .toolResult(
            ToolResult(callID: "call_2", name: "files.read", content: "gone", isError: true)),
        ]),
      message(.user, [.text("and?")]),
    ]
  }

  static let strictSchema: JSON = [
    "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
    "additionalProperties": false,
  ]

  static var parameters: Parameters {
    var parameters = Parameters()
    parameters.maxOutputTokens = 100
    parameters.stop = ["END"]
    parameters.responseFormat = .schema(name: "answer", strictSchema)
    return parameters
  }

  static func body(_ request: EncodedRequest) -> JSON? { try? JSON.parse(request.http.body) }
}
