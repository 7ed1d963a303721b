/// Gives every tool call its one result, directly after the message that made it.
enum FittingTools {
  static func pair(_ messages: [Message], _ notes: inout FittingNotes) -> [Message] {
    guard messages.contains(where: holdsTools) else { return messages }
    var output: [Message] = []
    var rest = messages[...]
    while let message = rest.popFirst() {
      let calls = message.role == .assistant ? message.toolCalls : []
      if calls.isEmpty {
        output += withoutResults(message, &notes)
        continue
      }
      output.append(message)
      var results: [String: [ToolResult]] = .init()
      var others: [Message] = []
      let answering = rest.first.flatMap { $0.role == .tool ? $0 : nil } ?? message
      // Results may stand in several messages; the next answer or prompt ends them.
      while let next = rest.first, next.role == .tool || (next.role == .user && holdsResult(next)) {
        rest.removeFirst()
        others += collect(next, calls: calls, into: &results, &notes)
      }
      output.append(answer(to: calls, in: answering, results, &notes))
      output += others
    }
    return output
  }

  private static func holdsTools(_ message: Message) -> Bool {
    message.role == .tool
      || message.parts.contains { part in
        switch part {
        case .toolCall, .toolResult: true
        case .text, .reasoning, .attachment: false
        }
      }
  }

  private static func holdsResult(_ message: Message) -> Bool {
    message.parts.contains { if case .toolResult = $0 { true } else { false } }
  }

  /// Takes a message's results for these calls; gives what else it says, as the user's words.
  private static func collect(
    _ message: Message, calls: [ToolCall], into results: inout [String: [ToolResult]],
    _ notes: inout FittingNotes
  ) -> [Message] {
    var others: [ContentPart] = []
    for part in message.parts {
      guard case .toolResult(let result) = part else {
        others.append(part)
        continue
      }
      // Some providers give several calls one id: their results stand in the calls' order.
      let wanted = calls.count { $0.id == result.callID }
      if wanted == 0 {
        others.append(orphan(result, &notes))
      } else if results[result.callID, default: []].count < wanted {
        results[result.callID, default: []].append(result)
      } else {
        notes.add("a second result of one tool call is left out")
      }
    }
    return others.isEmpty ? [] : [message.spoken(by: .user, others)]
  }

  /// One message with a result for each call, in the calls' order.
  private static func answer(
    to calls: [ToolCall], in message: Message, _ results: [String: [ToolResult]],
    _ notes: inout FittingNotes
  ) -> Message {
    var left = results.mapValues { $0[...] }
    let parts = calls.map { call in
      let found = left[call.id]?.popFirst()
      if found == nil { notes.add("a tool call without a result is marked as not run") }
      var result =
        found ?? ToolResult(callID: call.id, name: call.name, content: "not run", isError: true)
      result.name = call.name
      return ContentPart.toolResult(result)
    }
    return message.spoken(by: .tool, parts)
  }

  /// A message that answers no call keeps its words; its results become some.
  private static func withoutResults(
    _ message: Message, _ notes: inout FittingNotes
  ) -> [Message] {
    guard message.role == .tool || holdsResult(message) else { return [message] }
    let parts = message.parts.map { part in
      if case .toolResult(let result) = part { orphan(result, &notes) } else { part }
    }
    let role = message.role == .tool ? Role.user : message.role
    return [message.spoken(by: role, parts)]
  }

  private static func orphan(_ result: ToolResult, _ notes: inout FittingNotes) -> ContentPart {
    notes.add("a tool result without its call is sent as text")
    return .text("[result of the tool \(result.name)]\n\(result.content)")
  }
}
