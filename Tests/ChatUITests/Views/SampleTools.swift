import ChatEngine

@testable import ChatUI

/// Tools, calls and results as they come from the engine.
extension Sample {
  static let weather = Tool(
    definition: ToolDefinition(
      name: "weather", description: "Says what the weather is.", parameters: .object(JSONObject())),
    source: .command, reach: .network)
  static let search = Tool(
    definition: ToolDefinition(
      name: "docs_search", description: "Searches the documents.", parameters: .null),
    source: .server("docs"), originalName: "search", isAllowed: true)

  /// A program with two words, without a sandbox.
  static func request(
    _ id: UInt64 = 1, facts: [PreparedCall.Fact]? = nil, warnings: [String] = [],
    difference: [String] = [], mayAlways: Bool = true, position: Int = 1, count: Int = 1
  ) -> ApprovalRequest {
    let launch = ProgramLaunch(
      program: "/usr/bin/weather", arguments: ["weather", "--city", "Oslo"], folder: "/home/ann",
      sandbox: .bubblewrap(network: true, writable: []))
    let usual = [
      PreparedCall.Fact("program", "/usr/bin/weather"), PreparedCall.Fact("argument 1", "--city"),
      PreparedCall.Fact("argument 2", "Oslo"), PreparedCall.Fact("folder", "/home/ann"),
    ]
    let call = PreparedCall(
      callID: "t\(id)", tool: weather, action: .program(launch), facts: facts ?? usual)
    return ApprovalRequest(
      id: ApprovalID(id), call: call, warnings: warnings, difference: difference,
      mayAlways: mayAlways, position: position, count: count)
  }

  /// A call of a server's tool.
  static func serverRequest() -> ApprovalRequest {
    let arguments: JSON = ["query": "lexer"]
    let call = PreparedCall(
      callID: "t1", tool: search,
      action: .server(name: "docs", tool: "search", arguments: arguments),
      facts: [PreparedCall.Fact("arguments", arguments.text())])
    return ApprovalRequest(id: ApprovalID(1), call: call)
  }

  /// Lets so much time pass that keys are meant for what is asked.
  mutating func look() { wait(.milliseconds(300)) }

  /// An answer that calls tools, in its order `t1`, `t2` and so on.
  static func calling(_ number: Int, _ arguments: String..., text: String = "") -> Message {
    let prompt = Sample.prompt(number, "")
    var message = Sample.answer(number, text, to: prompt)
    message.parts = text.isEmpty ? [] : [.text(text)]
    for (place, arguments) in arguments.enumerated() {
      message.parts.append(
        .toolCall(ToolCall(id: "t\(place + 1)", name: "weather", arguments: arguments)))
    }
    return message
  }

  static func result(
    _ call: String, _ content: String, isError: Bool = false, files: [Attachment] = []
  ) -> ContentPart {
    .toolResult(
      ToolResult(
        callID: call, name: "weather", content: content, isError: isError, attachments: files))
  }

  static func results(_ number: Int, _ results: ContentPart...) -> Message {
    Message(
      id: MessageID("r\(number)"), parent: MessageID("a\(number)"), role: .tool, parts: results,
      time: morning)
  }
}
