/// Lets the files of tool results follow as the user's, where results hold only text.
enum FittingResultFiles {
  static func follow(_ messages: [Message], _ notes: inout FittingNotes) -> [Message] {
    guard messages.contains(where: { $0.role == .tool }) else { return messages }
    return messages.flatMap { message in
      guard message.role == .tool else { return [message] }
      var following: [ContentPart] = []
      let parts = message.parts.map { part in
        guard case .toolResult(var result) = part, !result.attachments.isEmpty else { return part }
        following.append(.text("[files of the result of the tool \(result.name)]"))
        following += result.attachments.map(ContentPart.attachment)
        result.content = lines(result.content, result.attachments.map(\.placeholder))
        result.attachments = []
        return .toolResult(result)
      }
      guard !following.isEmpty else { return [message] }
      notes.add("the files of a tool's result follow it as a message")
      return [message.with(parts), message.spoken(by: .user, following)]
    }
  }

  /// The texts, each on its own line.
  static func lines(_ text: String, _ more: [String]) -> String {
    ((text.isEmpty ? [] : [text]) + more).joined(separator: "\n")
  }
}
