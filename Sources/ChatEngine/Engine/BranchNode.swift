/// A message in the map of a conversation's branches.
package struct BranchNode: Sendable, Equatable {
  package var id: MessageID
  /// The message before it; nil at the root.
  package var parent: MessageID?
  package var role: Role
  /// What it begins with, one line, still untrusted.
  package var words: String
  /// Who wrote it; nil for what was typed here.
  package var target: Target?
  /// Likely tokens of the message alone.
  package var tokens: Int
  package var time: Timestamp
  package var isPartial: Bool
  /// Whether it is on the path that is being read.
  package var isOnPath: Bool
  /// Taken out of sight itself; what follows it is out of sight as well.
  package var isHidden: Bool

  package init(
    id: MessageID, parent: MessageID?, role: Role, words: String, target: Target? = nil,
    tokens: Int = 0, time: Timestamp, isPartial: Bool = false, isOnPath: Bool = false,
    isHidden: Bool = false
  ) {
    self.id = id
    self.parent = parent
    self.role = role
    self.words = words
    self.target = target
    self.tokens = tokens
    self.time = time
    self.isPartial = isPartial
    self.isOnPath = isOnPath
    self.isHidden = isHidden
  }
}

extension Conversation {
  /// All messages with their places in the tree, in the order in which they came; linear in their
  /// number.
  package var branchNodes: [BranchNode] {
    let path = Set(path)
    let hidden = Set(hidden)
    return everyMessage.map { message in
      BranchNode(
        id: message.id, parent: message.parent, role: message.role, words: message.firstWords,
        target: message.origin?.target, tokens: estimatedTokens(of: message.id),
        time: message.time, isPartial: message.state != .complete,
        isOnPath: path.contains(message.id), isHidden: hidden.contains(message.id))
    }
  }
}

extension Message {
  /// What its text begins with; of an answer without one, the tools that it calls.
  fileprivate var firstWords: String {
    for part in parts {
      if case .text(let piece) = part, let words = Conversation.title(from: piece.text) {
        return words
      }
    }
    return toolCalls.map(\.name).joined(separator: ", ")
  }
}
