/// What a turn wants done.
///
/// Large cases are boxed, here and in what is published: there is one effect for every token, and
/// each is copied a few times.
package enum TurnEffect: Sendable, Equatable {
  /// Look for a kept answer under these keys, in their order; `TurnEvent.found` answers.
  case lookUp([CacheKey])
  /// Keep the answer for others who ask the same.
  indirect case keep(CachedAnswer, CacheKey)
  /// Get a place for a request; `TurnEvent.admission` answers.
  indirect case reserve(Reservation)
  /// The reserved request is not sent.
  case withdraw(TransferID)
  /// The reserved request has ended.
  indirect case settle(TransferID, Settlement)
  /// Send the request, with the key of the provider of that name put in.
  indirect case startTransfer(TransferID, HTTPRequest, provider: String)
  /// Close it; none of its events is wanted any more.
  case cancelTransfer(TransferID)
  /// Set the timer, or set it anew.
  case setTimer(TurnTimer, at: Instant)
  case clearTimer(TurnTimer)
  case publish(TurnUpdate)
  /// The target refused this optional field: it is left out from now on (and already is in
  /// `RoutingState.rejectedFields`).
  indirect case remember(Target, rejectedField: String)
}

/// What the rest of the program is told about a turn.
package enum TurnUpdate: Sendable, Equatable {
  /// A target is not asked now: no place under its limits, or too dear.
  indirect case passedOver(Target, because: Failure)
  /// The request waits for a place that somebody else still has.
  indirect case queued(Target)
  /// What the cache had: with an answer, its parts follow and then `ended`.
  indirect case looked(hit: CachedAnswer?)
  /// A second target is asked beside a slow one; the first of them to show something stays.
  indirect case hedged(from: Target, to: Target)
  /// A request goes out; `number` counts the turn's requests from 1.
  indirect case attemptStarted(number: Int, target: Target, reason: String)
  /// A piece of the answer that is being written.
  case part(StreamPart)
  /// The next request goes to that target then.
  indirect case waiting(until: Instant, target: Target, because: Failure)
  /// The same target is asked again.
  indirect case retrying(Target, because: Failure)
  indirect case failedOver(from: Target, to: Target, because: Failure)
  /// The answer so far stays as a partial sibling; the parts that follow begin a new answer.
  indirect case partialKept(Ending)
  /// The answer was cut and goes on: the parts that follow belong to the same answer.
  indirect case continuing(from: Target, to: Target, because: Failure)
  /// The answer was cut; `TurnEvent.choose` says how it goes on.
  indirect case asks([CutChoice], because: Failure)
  indirect case attemptEnded(AttemptRecord)
  /// Nothing follows.
  case ended(TurnEnd)
}

/// How a turn ended.
///
/// An object, as it is handed to many and is as large as all that was learned of the answer.
package final class TurnEnd: Sendable {
  package enum Outcome: String, Sendable {
    case answered, failed, cancelled
  }

  package let outcome: Outcome
  /// What is kept with the last answer; without one, its attempts and failure.
  package let ending: Ending
  /// US dollars for all attempts; nil where no price or count is known.
  package let cost: Double?

  package init(outcome: Outcome, ending: Ending, cost: Double? = nil) {
    self.outcome = outcome
    self.ending = ending
    self.cost = cost
  }
  /// The same turn, taken to have ended otherwise.
  package func ended(as outcome: Outcome, because failure: Failure) -> TurnEnd {
    var ending = ending
    ending.failure = failure
    return TurnEnd(outcome: outcome, ending: ending, cost: cost)
  }

  /// The same end with other notes before its own.
  package func noted(_ notes: [String]) -> TurnEnd {
    guard !notes.isEmpty else { return self }
    var ending = ending
    ending.notes = notes + ending.notes
    return TurnEnd(outcome: outcome, ending: ending, cost: cost)
  }
}

extension TurnEnd: Equatable {
  package static func == (left: TurnEnd, right: TurnEnd) -> Bool {
    left === right
      || left.outcome == right.outcome && left.ending == right.ending && left.cost == right.cost
  }
}
