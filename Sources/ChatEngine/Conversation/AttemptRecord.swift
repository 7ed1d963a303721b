/// One HTTP request of a turn and what came of it.
///
/// One object: a dozen of those who are told of it hold it for a moment, and it never changes.
package final class AttemptRecord: Sendable, Equatable {
  package enum Outcome: String, Sendable {
    case answered, failed, cancelled
  }

  package let target: Target
  package let outcome: Outcome
  /// The HTTP status, if one came.
  package let status: Int?
  /// Why it failed; nil if it answered or was cancelled.
  package let failure: Failure?
  /// Waited before it was sent.
  package let wait: Duration
  /// From sending to the first shown part.
  package let firstToken: Duration?
  /// From sending to the end.
  package let total: Duration
  /// Phases of the transfer, where one took place.
  package let timings: TransferTimings?
  package let usage: Usage?
  package let cost: Double?
  /// Why this target was chosen, in a few words ("first in route", "after openai failed").
  package let reason: String

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

  package static func == (left: AttemptRecord, right: AttemptRecord) -> Bool {
    left === right
      || left.target == right.target && left.outcome == right.outcome && left.status == right.status
        && left.failure == right.failure && left.wait == right.wait
        && left.firstToken == right.firstToken && left.total == right.total
        && left.timings == right.timings && left.usage == right.usage && left.cost == right.cost
        && left.reason == right.reason
  }
}
