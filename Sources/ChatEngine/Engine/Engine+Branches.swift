/// The tree of the open conversation: other branches, copies of them, and what is out of sight.
extension Engine {
  /// Copies the path as far as a message: with an answer, and up to a prompt, which is written anew.
  func fork(at id: MessageID) {
    guard let message = conversation[id] else { return }
    let isPrompt = message.role == .user
    var kept = conversation
    kept.select(isPrompt ? message.parent : id)
    let rest = isPrompt ? "the prompt can be changed before it is sent" : "it goes on from here"
    replace(saying: "This is a copy: \(rest). The original stays as it was.") {
      var copy = Conversation(
        id: makeConversationID(),
        meta: Meta(
          created: world.clock(), system: conversation.meta.system, source: conversation.id))
      copy.title = kept.messages.isEmpty ? nil : conversation.title
      for message in kept.messages { copy.append(message) }
      let files = message.attachments.map { DraftFile.content($0) }
      take(
        copy, world.store.start(copy), readOnly: nil,
        draft: isPrompt ? (message.text, files) : nil)
      watchLog()
    }
  }

  /// Takes a message and what follows it out of sight, and goes to what stood beside it or before.
  func hide(_ id: MessageID) {
    guard isChangeable, let message = conversation[id] else { return }
    let wasOnPath = conversation.path.contains(id)
    record(.hide(id, true))
    hiddenLately.append(id)
    if wasOnPath {
      let other = conversation.siblings(of: id).last
      record(.head(other.map { conversation.leaf(through: $0) } ?? message.parent))
      publishPath()
      publishContext()
    }
    publishBranches(isAskedFor: false)
  }

  func bringBack(_ id: MessageID?) {
    guard isChangeable else { return }
    guard let id = id ?? hiddenLately.last ?? conversation.hidden.last else {
      return say(.info, "Nothing is deleted in this conversation.")
    }
    hiddenLately.removeAll { $0 == id }
    guard conversation.contains(id) else { return }
    record(.hide(id, false))
    record(.head(conversation.leaf(through: id)))
    publishPath()
    publishContext()
    publishBranches(isAskedFor: false)
  }

  /// Reads on where the branch through a message was last read to.
  func show(branchOf id: MessageID) {
    guard isChangeable, conversation.contains(id) else { return }
    record(.head(conversation.leaf(through: id)))
    publishPath()
    publishContext()
  }

  /// Says what branches there are; unasked, only where somebody looks at them.
  func publishBranches(isAskedFor: Bool = true) {
    publish(.branches(conversation.branchNodes, isAskedFor: isAskedFor))
  }

  /// A path that is being answered stays as it is.
  private var isChangeable: Bool {
    if current != nil { say(.warning, "An answer is still coming: Esc stops it.") }
    if isComparing { say(.warning, Engine.comparing) }
    return current == nil && !isComparing && canRecord
  }
}
