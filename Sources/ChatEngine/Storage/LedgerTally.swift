/// What the lines of one month come to.
///
/// A reservation counts with its estimate until it is settled or withdrawn; one whose process has
/// died counts for good, because its request may have been charged.
struct LedgerTally: Sendable, Equatable {
  private struct Open: Sendable, Equatable {
    var day: Int64
    var dollars: Double
  }

  /// Lines that are not what was written.
  var damaged = 0
  private var month = 0.0
  /// By days since 1970.
  private var days: [Int64: Double] = [:]
  private var open: [String: Open] = [:]

  mutating func take(_ entry: LedgerEntry) {
    switch entry.kind {
    case .reserved(let dollars):
      close(entry.ticket)
      let day = entry.time.day
      open[entry.ticket] = Open(day: day, dollars: dollars)
      add(dollars, day)
    case .withdrawn: close(entry.ticket)
    case .settled(let settlement):
      // Without a cost, the estimate stands.
      guard let cost = settlement.cost else { return }
      // A request is the day's on which it went out.
      add(cost, close(entry.ticket) ?? entry.time.day)
    }
  }

  /// The sums of the month and of that day.
  func spent(at time: Timestamp) -> Spent {
    Spent(day: max(0, days[time.day] ?? 0), month: max(0, month))
  }

  /// Takes a reservation back, and gives its day.
  @discardableResult
  private mutating func close(_ ticket: String) -> Int64? {
    guard let old = open.removeValue(forKey: ticket) else { return nil }
    add(-old.dollars, old.day)
    return old.day
  }

  private mutating func add(_ dollars: Double, _ day: Int64) {
    month += dollars
    days[day, default: 0] += dollars
  }
}

extension Timestamp {
  /// Days since 1970 in UTC.
  ///
  /// Providers bill in UTC, and machines in different zones then mean the same day.
  var day: Int64 {
    let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    return rest < 0 ? days - 1 : days
  }

  /// As in `2026-11`, in UTC.
  var monthText: String { String(text.prefix(7)) }
}
