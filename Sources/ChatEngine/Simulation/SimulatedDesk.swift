/// The limits that providers are configured with, by a simulation's clock.
final class SimulatedDesk: AdmissionDesk {
  private let now: () -> Instant
  private var limiter = RateLimiter()
  private var replies: [TransferID: (Admission) -> Void] = [:]

  init(now: @escaping () -> Instant) { self.now = now }

  func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    let admission = limiter.request(reservation, at: now())
    if admission == .queued { replies[reservation.ticket] = reply }
    reply(admission)
  }

  func withdraw(_ ticket: TransferID) {
    replies[ticket] = nil
    limiter.withdraw(ticket)
    pump()
  }

  func settle(_ ticket: TransferID, _ settlement: Settlement) {
    let counts = [settlement.usage?.inputTokens, settlement.usage?.outputTokens]
    let tokens = counts.compactMap(\.self).reduce(0, +)
    limiter.settle(ticket, tokens: counts.contains(nil) ? nil : tokens)
    pump()
  }

  func tighten(_ report: RateLimitReport, of target: Target) {
    limiter.tighten(report, of: target, at: now())
  }

  private func pump() {
    for grant in limiter.pump(at: now()) {
      replies.removeValue(forKey: grant.ticket)?(.granted(at: grant.slot))
    }
  }
}
