/// Money first, then a place under the limits: a request has both or neither.
///
/// It only passes words on; what is decided is the matter of those behind it.
package final class Desk: AdmissionDesk {
  private enum Stage {
    case money, place, held
  }

  private struct Entry {
    var stage: Stage
    /// Tells a reservation from an earlier one of the same name, whose words may still come.
    let number: UInt64
  }

  private let limits: any RequestLimits
  private let spending: any Spending
  /// Every ticket from its reservation to its end, so that a second end does nothing.
  private var open = NumberTable<TransferID, Entry>()
  private var count: UInt64 = 0

  package init(limits: any RequestLimits, spending: any Spending) {
    self.limits = limits
    self.spending = spending
  }

  package func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    let ticket = reservation.ticket
    // Asked for again it replaces what was held: two of a name could not both be given back.
    withdraw(ticket)
    count &+= 1
    let number = count
    open[ticket] = Entry(stage: .money, number: number)
    // A price that is unknown cannot be set aside, but what it comes to is written down.
    spending.reserve(ticket, reservation.cost ?? 0, for: reservation.target) {
      [weak self] failure in
      // It may have been withdrawn in the meantime.
      guard let self, isOpen(ticket, number, .money) else { return }
      guard let failure else { return reservePlace(reservation, number, reply: reply) }
      open[ticket] = nil
      reply(.refused(failure))
    }
  }

  private func reservePlace(
    _ reservation: Reservation, _ number: UInt64, reply: @escaping (Admission) -> Void
  ) {
    let ticket = reservation.ticket
    open[ticket] = Entry(stage: .place, number: number)
    limits.reserve(reservation) { [weak self] admission in
      guard let self, isOpen(ticket, number, .place) else { return }
      switch admission {
      case .granted: open[ticket] = Entry(stage: .held, number: number)
      case .queued: break
      case .refused:
        open[ticket] = nil
        spending.withdraw(ticket)
      }
      reply(admission)
    }
  }

  private func isOpen(_ ticket: TransferID, _ number: UInt64, _ stage: Stage) -> Bool {
    open[ticket].map { $0.number == number && $0.stage == stage } ?? false
  }

  package func withdraw(_ ticket: TransferID) {
    guard let entry = open.removeValue(forKey: ticket) else { return }
    spending.withdraw(ticket)
    switch entry.stage {
    case .money: break
    case .place, .held: limits.withdraw(ticket)
    }
  }

  package func settle(_ ticket: TransferID, _ settlement: Settlement) {
    guard let entry = open.removeValue(forKey: ticket) else { return }
    spending.settle(ticket, settlement)
    switch entry.stage {
    case .money: break
    case .place, .held: limits.settle(ticket, tokens: settlement.tokens)
    }
  }

  package func tighten(_ report: RateLimitReport, of target: Target) {
    limits.tighten(report, of: target)
  }
}

extension Settlement {
  /// What counts under a limit of tokens; nil where a half is unknown, which leaves the estimate.
  fileprivate var tokens: Int? {
    guard let input = usage?.inputTokens, let output = usage?.outputTokens else { return nil }
    let (sum, overflow) = max(0, input).addingReportingOverflow(max(0, output))
    return overflow ? nil : sum
  }
}
