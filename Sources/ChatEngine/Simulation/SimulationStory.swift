/// What the person saw of one turn, line by line.
package struct SimulationStory: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// Since the prompt was sent.
    package var after: Duration
    package var text: String
  }

  package var turn: UInt64
  /// Since the run began.
  package var began: Duration
  package private(set) var lines: [Line] = []
  /// Whether any attempt failed.
  private(set) var hasFailure = false
  private let start: Instant

  init(turn: UInt64, start: Instant, runStart: Instant) {
    self.turn = turn
    self.start = start
    began = start - runStart
  }

  /// Takes what the turn says, in the words of the screen but for its keys.
  mutating func take(_ update: TurnUpdate, at now: Instant, _ sentence: ErrorSentence) {
    switch update {
    case .attemptStarted(let number, let target, let reason):
      if number == 1 { add("\(target) is asked: \(reason)", now) }
    case .attemptEnded(let record): if record.failure != nil { hasFailure = true }
    case .failedOver(let from, let to, let failure):
      add(sentence.failedOver(from: from, to: to, because: failure), now)
    case .continuing(let from, let to, let failure):
      add(sentence.failedOver(from: from, to: to, because: failure), now)
    case .retrying(let target, let failure):
      add(sentence.retrying(target, because: failure), now)
    case .waiting(let until, let target, let failure):
      add(sentence.waits(for: target, because: failure, left: until - now), now)
    case .passedOver(let target, let failure):
      add("\(target) is passed over: \(failure.message)", now)
    case .queued(let target): add("waits for a place at \(target)", now)
    case .hedged(let from, let to): add("\(from) is slow: \(to) is asked too", now)
    case .partialKept: add("the partial answer is kept", now)
    case .asks: add("it is asked how to go on: asked anew", now)
    case .looked, .part: break
    case .ended(let end): finish(end, now, sentence)
    }
  }

  mutating func show(at now: Instant) { add("the answer begins", now) }

  private mutating func finish(_ end: TurnEnd, _ now: Instant, _ sentence: ErrorSentence) {
    switch end.outcome {
    case .answered: add("the answer is complete", now)
    case .cancelled: add("stopped", now)
    case .failed:
      let failure = end.ending.failure ?? Failure(.config)
      add(sentence.full(failure, attempts: end.ending.attempts), now)
    }
  }

  private mutating func add(_ text: String, _ now: Instant) {
    lines.append(Line(after: now - start, text: text))
  }
}
