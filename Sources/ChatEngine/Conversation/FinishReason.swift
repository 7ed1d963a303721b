/// Why an answer ended, in our words; the provider's own word is kept beside it.
package enum FinishReason: String, Sendable, CaseIterable {
  /// The model was done, or met a stop sequence.
  case stop
  /// The output limit or the context window was reached.
  case length
  /// The model waits for the results of its tool calls.
  case toolCalls = "tool_calls"
  /// The provider's filter withheld or cut the answer.
  case filtered
  /// The model declined.
  case refused
  /// A word that we do not know.
  case other
}
