/// The order in which one process asks Redis for places in one bucket.
///
/// A person's request asks at once. Of batch requests one at a time has a place ahead of it, so that a
/// person never waits for more than one of them from each process. Where all streams run, only the
/// first in line asks again: when one of ours ends, and else after 20 ms and doubling, up to 500 ms.
struct LimitLine: Sendable {
  static let firstDelay: Duration = .milliseconds(20)
  static let longestDelay: Duration = .milliseconds(500)
  private static let shortestDelay: Duration = .milliseconds(1)

  private struct Entry: Sendable {
    let ticket: TransferID
    let priority: Reservation.Priority
    let number: Int

    func goes(before other: Entry) -> Bool {
      priority == other.priority ? number < other.number : priority > other.priority
    }
  }

  /// Those who wait, in the order of asking.
  private var waiting: [Entry] = []
  /// Those for whom a reply of Redis is awaited.
  private var asked: [TransferID: Entry] = [:]
  private var arrivals = 0
  /// Until then it is no use asking, as all streams run; nil where one may be free.
  private var blockedUntil: Instant?
  /// How long the last one waited before it asked again; nil where none did since a place came free.
  private var delay: Duration?
  /// When the batch request that was placed last goes out.
  private var batch: (ticket: TransferID, slot: Instant)?

  /// Whether a newcomer of this priority would have to wait for its turn to ask.
  func hasOne(before priority: Reservation.Priority, at now: Instant) -> Bool {
    if blockedUntil != nil || waiting.contains(where: { $0.priority >= priority }) { return true }
    return priority == .batch && isBatchTaken(at: now)
  }

  mutating func add(_ ticket: TransferID, _ priority: Reservation.Priority) {
    arrivals += 1
    insert(Entry(ticket: ticket, priority: priority, number: arrivals))
  }

  /// Takes out one that waits; false where it does not.
  mutating func remove(_ ticket: TransferID) -> Bool {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return false }
    waiting.remove(at: index)
    if waiting.isEmpty, asked.isEmpty { unblock() }
    return true
  }

  /// Takes out all who wait, in order.
  mutating func removeAll() -> [TransferID] {
    let tickets = waiting.map(\.ticket)
    waiting = []
    unblock()
    return tickets
  }

  // MARK: Asking

  /// The next that may ask; it is awaited then.
  mutating func next(at now: Instant) -> TransferID? {
    guard let first = waiting.first else { return nil }
    if let blockedUntil, !asked.isEmpty || now < blockedUntil { return nil }
    if first.priority == .batch, isBatchTaken(at: now) { return nil }
    waiting.removeFirst()
    asked[first.ticket] = first
    return first.ticket
  }

  /// When `next` has one, if nothing else happens before; nil where no time helps.
  func wake(at now: Instant) -> Instant? {
    guard let first = waiting.first else { return nil }
    var due = now
    if let blockedUntil {
      guard asked.isEmpty else { return nil }
      due = max(due, blockedUntil)
    }
    if first.priority == .batch {
      guard !asked.values.contains(where: { $0.priority == .batch }) else { return nil }
      if let batch { due = max(due, batch.slot) }
    }
    return due
  }

  private func isBatchTaken(at now: Instant) -> Bool {
    if let batch, batch.slot > now { return true }
    return asked.values.contains { $0.priority == .batch }
  }

  // MARK: Replies

  /// It has a place.
  mutating func granted(_ ticket: TransferID, at slot: Instant, now: Instant) {
    guard let entry = asked.removeValue(forKey: ticket) else { return }
    if entry.priority == .batch { batch = (ticket, slot) }
    guard blockedUntil != nil else { return }
    delay = nil
    // The next one asks now, still alone: there may have been one stream only.
    if waiting.isEmpty { unblock() } else { blockedUntil = now }
  }

  /// It is refused, or nobody knows.
  mutating func dropped(_ ticket: TransferID) {
    asked[ticket] = nil
    if waiting.isEmpty, asked.isEmpty { unblock() }
  }

  /// All streams run, and the first of them is given up after `wait`: it waits where it stood.
  mutating func blocked(_ ticket: TransferID, for wait: Duration, at now: Instant) {
    guard let entry = asked.removeValue(forKey: ticket) else { return }
    insert(entry)
    // Several asked together: the first reply tells.
    if let blockedUntil, blockedUntil > now { return }
    let next = delay.map { min($0 * 2, Self.longestDelay) } ?? Self.firstDelay
    delay = next
    blockedUntil = now + max(Self.shortestDelay, min(next, wait))
  }

  /// One of ours has ended, or was not sent.
  mutating func released(_ ticket: TransferID, at now: Instant) {
    if batch?.ticket == ticket { batch = nil }
    guard blockedUntil != nil else { return }
    delay = nil
    blockedUntil = now
  }

  private mutating func unblock() {
    blockedUntil = nil
    delay = nil
  }

  private mutating func insert(_ entry: Entry) {
    waiting.insert(entry, at: waiting.firstIndex { entry.goes(before: $0) } ?? waiting.count)
  }
}
