extension ToolResult {
  /// What the model reads where a person said no.
  package static let denial = "The person did not allow this call."

  /// The result of a call that a person said no to; a reason may follow.
  package static func denied(_ call: ToolCall, reason: String = "") -> ToolResult {
    ToolResult(
      callID: call.id, name: call.name, content: reason.isEmpty ? denial : denial + " " + reason,
      isError: true)
  }

  /// Whether a person said no; known from the conversation alone.
  package var isDenial: Bool { isError && content.hasPrefix(ToolResult.denial) }
}
