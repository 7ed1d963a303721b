import ChatEngine

/// A run that a person ends, or whose answers nobody reads any more.
extension BatchRun {
  /// The first time lets those finish that are being answered; the second time nobody.
  func interrupt() {
    if wasInterrupted { return cancelAll() }
    wasInterrupted = true
    end(.interrupted)
    stop = .interrupted
    for question in open.values where !question.isOut { cancel(question) }
    dropWaiting()
    if inFlight > 0 {
      tell(
        "Stopping: \(BatchProgress.grouped(inFlight)) on their way are waited for. Ctrl-C again "
          + "leaves them.")
    }
  }

  /// Leaves all that are on their way.
  func cancelAll() {
    wasInterrupted = true
    end(.interrupted)
    for question in open.values { cancel(question) }
    dropWaiting()
  }

  private func cancel(_ question: BatchQuestion) {
    if let turn = question.turn { runner.send(.cancel, to: turn) }
  }

  private func dropWaiting() {
    for (_, timer) in waiting.values { loop.cancel(timer) }
    for question in waiting.values.map(\.question) + rested { put(question.place, []) }
    waiting = [:]
    rested = []
  }
}
