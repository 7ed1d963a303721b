@testable import ChatEngine

/// Something that went out, and when.
struct Admitted: Equatable {
  var slot: Instant
  var cost: Int

  /// The first two between which more went out than burst + rate · t; nil if there are none.
  static func exceed(
    _ admitted: [Admitted], perMinute: Int, burst: Int
  ) -> (first: Admitted, last: Admitted)? {
    let sorted = admitted.sorted { $0.slot < $1.slot }
    for (index, first) in sorted.enumerated() {
      var sum = 0
      for (place, last) in sorted[index...].enumerated() {
        sum += last.cost
        // What goes out at the same time belongs to the window as a whole.
        let next = index + place + 1
        if next < sorted.count, sorted[next].slot == last.slot { continue }
        let nanoseconds = Int((last.slot - first.slot).nanoseconds)
        if (sum - burst) * 60_000_000_000 > perMinute * nanoseconds { return (first, last) }
      }
    }
    return nil
  }
}

/// The limits of one target in the plainest form: everything is remembered, and all of it is looked
/// at for every decision.
struct NaiveLimits {
  private let limits: Provider.RateLimits
  private var requests: [Admitted] = []
  private var tokens: [Admitted] = []
  private(set) var held: Set<TransferID> = []
  private var waiting: [Reservation] = []
  private var lastSlot = Instant.zero

  init(_ limits: Provider.RateLimits) { self.limits = limits }

  mutating func request(_ reservation: Reservation, at now: Instant) -> Admission? {
    let isFirst = waiting.allSatisfy { $0.priority < reservation.priority }
    if isFirst, hasLease {
      let slot = earliest(reservation, at: now)
      let wait = slot - now
      let isSoon =
        reservation.priority == .interactive && reservation.mayWait
        && wait <= RateLimiter.longestWait
      if wait <= .zero || isSoon {
        grant(reservation, at: slot)
        return .granted(at: slot)
      }
      if reservation.priority == .interactive { return nil }
    }
    guard reservation.mayWait else { return nil }
    waiting.append(reservation)
    return .queued
  }

  mutating func end(_ ticket: TransferID) {
    held.remove(ticket)
    waiting.removeAll { $0.ticket == ticket }
  }

  mutating func pump(at now: Instant) -> [RateLimiter.Grant] {
    var granted: [RateLimiter.Grant] = []
    while hasLease {
      let interactive = waiting.first { $0.priority == .interactive }
      guard let next = interactive ?? waiting.first else { break }
      let slot = earliest(next, at: now)
      if next.priority == .batch, slot > now { break }
      waiting.removeAll { $0.ticket == next.ticket }
      grant(next, at: slot)
      granted.append(RateLimiter.Grant(ticket: next.ticket, slot: slot))
    }
    return granted
  }

  private var hasLease: Bool { held.count < limits.concurrent ?? .max }

  private mutating func grant(_ reservation: Reservation, at slot: Instant) {
    requests.append(Admitted(slot: slot, cost: 1))
    tokens.append(Admitted(slot: slot, cost: reservation.tokens))
    held.insert(reservation.ticket)
    lastSlot = max(lastSlot, slot)
  }

  private func earliest(_ reservation: Reservation, at now: Instant) -> Instant {
    var slot = max(now, lastSlot)
    if let rate = limits.requestsPerMinute {
      let burst = limits.burst ?? max(1, rate / 10)
      slot = max(slot, Self.earliest(after: requests, cost: 1, rate: rate, burst: burst))
    }
    if let rate = limits.tokensPerMinute {
      let cost = reservation.tokens
      slot = max(slot, Self.earliest(after: tokens, cost: cost, rate: rate, burst: rate))
    }
    return slot
  }

  /// The first time at which no window that ends then holds more than burst + rate · t.
  ///
  /// What is more than the burst waits until nothing is missing from it.
  private static func earliest(
    after admitted: [Admitted], cost: Int, rate: Int, burst: Int
  ) -> Instant {
    let unit = (60_000_000_000 + rate - 1) / rate
    var earliest = Instant.zero
    var sum = 0
    for one in admitted.reversed() {
      sum += one.cost
      let missing = sum - max(0, burst - cost)
      earliest = max(earliest, one.slot + .nanoseconds(missing * unit))
    }
    return earliest
  }
}
