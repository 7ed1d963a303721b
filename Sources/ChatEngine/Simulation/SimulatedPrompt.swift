/// What simulated people ask.
enum SimulatedPrompt {
  /// 1 December 2026, midnight in UTC.
  static let time = Timestamp(milliseconds: 1_796_083_200_000)

  /// A prompt of about so many tokens; with tools it is their results that a model goes on from.
  static func request(tokens: Int, number: UInt64, withTools: Bool) -> ChatRequest {
    let bytes = max(tokens * TokenEstimate.bytesPerToken - TokenEstimate.messageBytes, 1)
    let id = MessageID("\(number)")
    var request = ChatRequest(messages: [
      Message(
        id: id, parent: nil, role: .user, parts: [.text(String(repeating: "x", count: bytes))],
        time: time)
    ])
    guard withTools else { return request }
    let call = MessageID("\(number)-call")
    let name = "clock"
    request.tools = [ToolDefinition(name: name, description: "", parameters: ["type": "object"])]
    request.messages.append(
      Message(
        id: call, parent: id, role: .assistant,
        parts: [.toolCall(ToolCall(id: "call-\(number)", name: name, arguments: "{}"))],
        time: time))
    request.messages.append(
      Message(
        id: MessageID("\(number)-result"), parent: call, role: .tool,
        parts: [
          .toolResult(
            ToolResult(callID: "call-\(number)", name: name, content: "noon \(number)"))
        ],
        time: time))
    return request
  }
}
