import ChatEngine

/// A desk that knows whose key a request will use before it asks for a place.
///
/// Machines share the limits of one account: the place must be asked for under its tag, and a key
/// that a command prints is not known before the first request.
final class AccountDesk: AdmissionDesk {
  private let desk: any AdmissionDesk
  private let keys: Keys
  /// Whose key is still being read.
  private var waiting: Set<TransferID> = []

  init(_ desk: any AdmissionDesk, keys: Keys) {
    self.desk = desk
    self.keys = keys
  }

  func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    waiting.insert(reservation.ticket)
    // Without a key nothing will be sent: the place is asked for all the same, and given back.
    keys.lookUp(reservation.target.provider) { [weak self] _ in
      guard let self, waiting.remove(reservation.ticket) != nil else { return }
      desk.reserve(reservation, reply: reply)
    }
  }

  func withdraw(_ ticket: TransferID) {
    if waiting.remove(ticket) == nil { desk.withdraw(ticket) }
  }

  func settle(_ ticket: TransferID, _ settlement: Settlement) { desk.settle(ticket, settlement) }

  func tighten(_ report: RateLimitReport, of target: Target) {
    desk.tighten(report, of: target)
  }
}
