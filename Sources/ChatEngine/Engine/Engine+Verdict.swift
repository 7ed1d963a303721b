/// What a person thinks of answers that were compared.
extension Engine {
  /// An answer that can be judged.
  struct Judged {
    let pane: Int
    let answer: MessageID
    let target: Target
  }

  /// The answers to the last prompt that have something to read.
  var judged: [Judged] {
    (conversation.comparison?.panes ?? []).indices.compactMap { pane in
      guard let id = answer(inPane: pane), let target = conversation[id]?.origin?.target else {
        return nil
      }
      return Judged(pane: pane, answer: id, target: target)
    }
  }

  /// The answer that a pane ends with; nil where there is nothing in it.
  func answer(inPane pane: Int) -> MessageID? {
    guard let comparison = conversation.comparison, let head = comparison.head(of: pane),
      head != comparison.root, let message = conversation[head], message.role == .assistant,
      !message.parts.isEmpty
    else { return nil }
    return head
  }

  /// What was thought of these answers, as the conversation has it.
  var verdict: Verdict? {
    for judged in judged {
      switch conversation.votes[judged.answer] {
      case .won: return .won(judged.pane)
      case .tied: return .tied
      case .rejected: return .rejected
      case .up, .down, .lost, nil: break
      }
    }
    return nil
  }

  func judge(_ verdict: Verdict) {
    let judged = judged
    guard canRecord else { return }
    guard judged.count > 1 else {
      return say(.warning, "Fewer than two have answered: there is nothing to judge.")
    }
    if case .won(let pane) = verdict, !judged.contains(where: { $0.pane == pane }) {
      return say(.warning, "There is no answer there that could be the best.")
    }
    for answer in judged { record(.vote(answer.answer, Vote(verdict, of: answer.pane))) }
    publish(.verdict(verdict))
    guard let votes = world.votes else { return }
    let ballot = Ballot(
      time: world.clock(), conversation: conversation.id.text,
      entries: judged.map {
        Ballot.Entry(
          target: $0.target, answer: $0.answer.text, vote: Vote(verdict, of: $0.pane))
      })
    world.queue.run({ votes.add(ballot) }) { [weak self] path in
      guard let path else { return }
      self?.say(.warning, "The vote is in the conversation, but could not be counted in \(path).")
    }
  }
}

extension Vote {
  /// What a verdict means for the answer in a pane.
  init(_ verdict: Verdict, of pane: Int) {
    switch verdict {
    case .won(let winner): self = winner == pane ? .won : .lost
    case .tied: self = .tied
    case .rejected: self = .rejected
    }
  }
}
