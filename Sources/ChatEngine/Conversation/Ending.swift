/// How an answer ended: what is kept of a turn beside its text.
package struct Ending: Sendable, Equatable {
  package var finish: FinishReason?
  /// The provider's own word for it.
  package var rawFinish: String?
  package var usage: Usage?
  /// US dollars for this answer's attempt; nil where a price or count is unknown.
  package var cost: Double?
  /// Every attempt of the turn up to this answer, in order; the last one wrote it.
  package var attempts: [AttemptRecord]
  /// What was left out or converted for this target, one sentence each.
  package var notes: [String]
  /// Why it is partial or empty; nil for a whole answer.
  package var failure: Failure?
  package var requestID: String?
  package var fingerprint: String?
  package var seed: Int?
  /// When the kept answer that stands here was given; nil for one that was asked for.
  package var cached: Timestamp?

  package init(
    finish: FinishReason? = nil, rawFinish: String? = nil, usage: Usage? = nil,
    cost: Double? = nil, attempts: [AttemptRecord] = [], notes: [String] = [],
    failure: Failure? = nil, requestID: String? = nil, fingerprint: String? = nil,
    seed: Int? = nil, cached: Timestamp? = nil
  ) {
    self.finish = finish
    self.rawFinish = rawFinish
    self.usage = usage
    self.cost = cost
    self.attempts = attempts
    self.notes = notes
    self.failure = failure
    self.requestID = requestID
    self.fingerprint = fingerprint
    self.seed = seed
    self.cached = cached
  }
}

/// One HTTP request of a turn and what came of it.
package struct AttemptRecord: Sendable, Equatable {
  package enum Outcome: String, Sendable {
    case answered, failed, cancelled
  }

  package var target: Target
  package var outcome: Outcome
  /// The HTTP status, if one came.
  package var status: Int?
  /// Why it failed; nil if it answered or was cancelled.
  package var failure: Failure?
  /// Waited before it was sent.
  package var wait: Duration
  /// From sending to the first shown part.
  package var firstToken: Duration?
  /// From sending to the end.
  package var total: Duration
  /// Phases of the transfer, where one took place.
  package var timings: TransferTimings?
  package var usage: Usage?
  package var cost: Double?
  /// Why this target was chosen, in a few words ("first in route", "after openai failed").
  package var reason: String

  package init(
    target: Target, outcome: Outcome, status: Int? = nil, failure: Failure? = nil,
    wait: Duration = .zero, firstToken: Duration? = nil, total: Duration = .zero,
    timings: TransferTimings? = nil, usage: Usage? = nil, cost: Double? = nil, reason: String = ""
  ) {
    self.target = target
    self.outcome = outcome
    self.status = status
    self.failure = failure
    self.wait = wait
    self.firstToken = firstToken
    self.total = total
    self.timings = timings
    self.usage = usage
    self.cost = cost
    self.reason = reason
  }
}
