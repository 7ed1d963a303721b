import ChatEngine

/// Nobody looks at a batch: where a person would be told of a limit, it waits and asks again.
extension BatchRun {
  /// Puts a question back, for as long as its provider asks or a little longer each time.
  func wait(_ question: BatchQuestion, _ end: TurnEnd) {
    question.askAgain(after: end)
    let times = question.earlier.count
    let hint = end.ending.failure?.retryAfter ?? .zero
    let grown = Duration.seconds(1 << min(times, 6))
    let due = loop.now() + min(max(hint, grown), .seconds(3600))
    let timer = loop.schedule(at: due) { [unowned self] in
      waiting[question.place] = nil
      start(question)
    }
    waiting[question.place] = (question, timer)
  }
}

extension BatchQuestion {
  /// As often as a limit is waited for: with a minute at most for each, most of half an hour.
  private static let mostTurns = 30

  /// Whether a failure is one of a time that passes.
  func waitsOn(_ end: TurnEnd) -> Bool {
    guard end.outcome == .failed, earlier.count < Self.mostTurns else { return false }
    switch end.ending.failure?.kind {
    case .rateLimited, .overloaded: return true
    default: return false
    }
  }
}
