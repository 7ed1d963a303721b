/// Reservations without a place: interactive ones before batch, each class in the order they came.
struct WaitingLine: Sendable {
  private var interactive = Lane()
  private var batch = Lane()

  var isEmpty: Bool { interactive.isEmpty && batch.isEmpty }

  /// Whose turn it is.
  var first: Reservation? { interactive.first ?? batch.first }

  /// Whether somebody goes before a newcomer of this priority.
  func hasOne(before priority: Reservation.Priority) -> Bool {
    switch priority {
    case .interactive: !interactive.isEmpty
    case .batch: !isEmpty
    }
  }

  mutating func append(_ reservation: Reservation) {
    switch reservation.priority {
    case .interactive: interactive.append(reservation)
    case .batch: batch.append(reservation)
    }
  }

  /// Takes one out, wherever it stands; false where it does not wait.
  @discardableResult
  mutating func remove(_ ticket: TransferID) -> Bool {
    interactive.remove(ticket) || batch.remove(ticket)
  }
}

extension WaitingLine {
  /// First come, first served.
  ///
  /// One that leaves gives up its reservation at once, and its place when that comes to the front
  /// or when empty places outnumber the others; so no step looks at all that wait.
  private struct Lane: Sendable {
    private var waiting: [TransferID: Reservation] = [:]
    private var tickets: [TransferID] = []
    /// Before it all places are empty.
    private var front = 0

    var isEmpty: Bool { waiting.isEmpty }
    var first: Reservation? { isEmpty ? nil : waiting[tickets[front]] }

    mutating func append(_ reservation: Reservation) {
      waiting[reservation.ticket] = reservation
      tickets.append(reservation.ticket)
    }

    mutating func remove(_ ticket: TransferID) -> Bool {
      guard waiting.removeValue(forKey: ticket) != nil else { return false }
      // One that waits is kept at the front, so that `first` is true.
      while front < tickets.count, waiting[tickets[front]] == nil { front += 1 }
      closeUp()
      return true
    }

    private mutating func closeUp() {
      if front > 16, front > tickets.count / 2 {
        tickets.removeFirst(front)
        front = 0
      } else if tickets.count - front > 2 * waiting.count + 16 {
        tickets = tickets[front...].filter { waiting[$0] != nil }
        front = 0
      }
    }
  }
}
