/// What a front end asks of a comparison; panes are named by their numbers, from 0.
package enum ComparisonCommand: Sendable, Equatable {
  /// Compares those from here on, or those instead of the ones that are compared.
  case begin([Destination])
  /// Adds a prompt to one pane alone.
  case ask(String, [Attachment] = [], pane: Int)
  /// Stops what streams in a pane, or in all of them; what has come is kept.
  case stop(Int?)
  /// Has a pane's last prompt answered anew, beside what came before.
  case again(Int)
  /// After a cut, where the route asks: another answer, or leave it.
  case resolveCut(again: Bool, pane: Int)
  /// What the person thinks of the answers to the last prompt.
  case judge(Verdict)
  /// Goes on from a pane's answer, with its target; counts as a vote for it if there was none.
  case adopt(Int)
  /// Has one target make one answer of all, and goes on from that.
  case merge(with: Destination, pane: Int)
  /// Goes on from a pane without a vote.
  case leave(Int)
  /// How the panes lie; kept with the conversation.
  case arrange(Comparison.Layout)
}

/// What a person thinks of answers that were compared.
package enum Verdict: Sendable, Equatable {
  /// The answer in that pane is the best.
  case won(Int)
  /// They are as good as each other.
  case tied
  /// None of them is any good.
  case rejected
}

/// A comparison as the screen needs it.
package struct OpenedComparison: Sendable, Equatable {
  package var comparison: Comparison
  /// What was said in each pane since it began.
  package var paths: [[PathMessage]]
  /// What was thought of the last answers.
  package var verdict: Verdict?

  package init(
    _ comparison: Comparison, paths: [[PathMessage]] = [], verdict: Verdict? = nil
  ) {
    self.comparison = comparison
    self.paths = paths
    self.verdict = verdict
  }
}
