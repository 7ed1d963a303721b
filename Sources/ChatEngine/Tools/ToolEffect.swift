/// What happens to the rounds of tools of a turn.
package enum ToolEvent: Sendable {
  /// An answer ended with these calls; the tools are those that there are now.
  case calls([ToolCall], tools: [Tool])
  /// The word on `ToolEffect.prepare`.
  case prepared(Int, Result<PreparedCall, ToolFailure>)
  case decided(ApprovalID, ApprovalChoice)
  case progress(ToolRunID, String)
  case ended(ToolRunID, ToolOutput)
  /// The person stops it.
  case cancel
}

/// What the rounds want done.
package enum ToolEffect: Sendable, Equatable {
  /// Say what the answer's call of that place would do; `ToolEvent.prepared` answers.
  case prepare(Int, ToolCall, Tool)
  /// Ask a person, or nobody any more.
  indirect case ask(ApprovalRequest?)
  /// Nobody can be asked: it is not run.
  indirect case refused(PreparedCall)
  indirect case run(PreparedCall, ToolRunID)
  case cancelRun(ToolRunID)
  /// How far the call of that id is.
  case state(callID: String, ToolRunState)
  indirect case keep(ApprovalBook.Change)
  /// These results belong to the conversation now, whatever happens next.
  case record([ToolResult])
  /// Every call has its result.
  case finished(ToolRounds.Outcome)
}
