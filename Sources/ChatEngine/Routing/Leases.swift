/// Who holds one of a limited number of places, until given back or run out.
///
/// They run out so that a lease that is lost comes back by itself.
struct Leases: Sendable, Equatable {
  /// How many may be held at a time; those above a lowered limit are kept until their end.
  var limit: Int
  private var ends: [TransferID: Instant] = [:]
  /// No lease ends before this.
  private var firstEnd = Instant.distantFuture

  init(limit: Int) { self.limit = limit }

  /// Whether one could be taken.
  mutating func isFree(at now: Instant) -> Bool {
    if ends.count >= limit, firstEnd <= now { dropEnded(at: now) }
    return ends.count < limit
  }

  /// How many could be taken.
  func free(at now: Instant) -> Int { max(0, limit - ends.values.count { $0 > now }) }

  /// When the next one comes back by itself, at the earliest.
  var nextEnd: Instant? { ends.isEmpty ? nil : firstEnd }

  mutating func take(_ ticket: TransferID, until end: Instant) {
    ends[ticket] = end
    firstEnd = min(firstEnd, end)
  }

  /// One that is not held is nothing to do.
  mutating func giveBack(_ ticket: TransferID) {
    ends[ticket] = nil
    if ends.isEmpty { firstEnd = .distantFuture }
  }

  private mutating func dropEnded(at now: Instant) {
    ends = ends.filter { $0.value > now }
    firstEnd = ends.values.min() ?? .distantFuture
  }
}
