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
