/// Names a turn within a session.
///
/// Its transfers are named value · 65,536 + 1 and on: with turns numbered from 1, smaller names are
/// free for other transfers.
package struct TurnID: Hashable, Sendable, Numbered {
  package let value: UInt64

  package init(_ value: UInt64) { self.value = value }

  package var number: UInt64 { value }
}

/// What happens to a turn.
package enum TurnEvent: Sendable {
  case begin
  case transfer(TransferID, TransferEvent)
  case timer(TurnTimer)
  /// The word on a reservation.
  case admission(TransferID, Admission)
  /// What the cache has for the keys that were looked up; nil for nothing.
  indirect case found(CachedAnswer?)
  /// The key for that transfer could not be got; nothing was sent.
  case keyUnavailable(TransferID, Failure)
  case cancel
  /// The answer to `TurnUpdate.asks`.
  case choose(CutChoice)
}

/// The clocks that a turn may set; each stands at most once.
package enum TurnTimer: String, Hashable, Sendable, CaseIterable {
  /// Nothing was shown yet.
  case firstPart
  /// No token or state event came any more.
  case idle
  /// The whole answer of one attempt.
  case total
  /// The wait before the next attempt is over.
  case retry
  /// The reserved place has come.
  case place
  /// The first target is slow to begin: a second one may be asked.
  case hedge
  /// The end mark was seen; usage and the end of the transfer may still follow.
  case settle

  /// Counts from 0.
  var place: Int {
    switch self {
    case .firstPart: 0
    case .idle: 1
    case .total: 2
    case .retry: 3
    case .place: 4
    case .hedge: 5
    case .settle: 6
    }
  }
}

/// What a person may do about an answer that was cut.
package enum CutChoice: String, Sendable, CaseIterable {
  /// Ask anew.
  case retry
  /// Have a model go on from the cut.
  case `continue`
  /// Leave it as it is.
  case keep
}
