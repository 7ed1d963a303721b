/// Who speaks in a message.
package enum Role: String, Sendable, CaseIterable {
  case system, user, assistant, tool
}
