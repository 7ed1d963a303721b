/// Gives requests their places under limits and budgets.
///
/// Belongs to the loop's thread. It never blocks: the reply may come at once or later.
package protocol AdmissionDesk: AnyObject {
  /// Asks for a place; `reply` is called once, or twice where the first word is `queued`.
  func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void)
  /// Nothing was sent: the place and the money are free again. Also ends the wait of a queued one.
  func withdraw(_ ticket: TransferID)
  /// The request has ended: its estimates are put right and its place is free.
  func settle(_ ticket: TransferID, _ settlement: Settlement)
  /// Takes a provider's own word on what is left: it may tighten limits, never loosen them.
  func tighten(_ report: RateLimitReport, of target: Target)
}

/// A desk without limits and without budgets.
package final class OpenDesk: AdmissionDesk {
  private let now: () -> Instant

  package init(now: @escaping () -> Instant) { self.now = now }

  package func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    reply(.granted(at: now()))
  }

  package func withdraw(_ ticket: TransferID) {}
  package func settle(_ ticket: TransferID, _ settlement: Settlement) {}
  package func tighten(_ report: RateLimitReport, of target: Target) {}
}
