/// The limits of one target: requests and tokens per minute, streams, and the provider's own word.
///
/// A place is all of them or none. Places are granted in order: nobody gets an earlier one than
/// those who came before.
struct LimitAccount: Sendable {
  /// A place that was granted and is not settled.
  private struct Place: Sendable {
    var request: GCRA.Charge?
    var tokens: GCRA.Charge?
  }

  /// A place that was granted for later.
  private struct Ahead: Sendable {
    let ticket: TransferID
    let slot: Instant
    let tokens: Int
  }

  private(set) var limits = Provider.RateLimits()
  private var requests: GCRA?
  private var tokens: GCRA?
  private var leases: Leases?
  private var reported = ReportedLimits()
  private var places: [TransferID: Place] = [:]
  /// In the order of their slots.
  private var ahead: [Ahead] = []
  private(set) var line = WaitingLine()

  /// Takes up the configured limits, of which this share (above 0, at most 1) is used.
  mutating func configure(_ new: Provider.RateLimits, share: Double) {
    limits = new
    let rate = new.requestsPerMinute.map { Self.part($0, share) }
    Self.change(&requests, rate: rate, burst: new.burst.map { Self.part($0, share) }) {
      // Six seconds' worth: so the first minute after a pause sees 1.1 times the limit and not
      // twice, and a few questions in a row still go out at once.
      max(1, $0 / 10)
    }
    // A whole minute's, as Anthropic documents its own bucket: one long prompt is often a good part
    // of that, and would have to wait for a smaller bucket although nothing was asked for long.
    Self.change(&tokens, rate: new.tokensPerMinute.map { Self.part($0, share) }, burst: nil) { $0 }
    guard let most = new.concurrent.map({ Self.part($0, share) }) else { return leases = nil }
    if leases == nil { leases = Leases(limit: most) } else { leases?.limit = most }
  }

  private static func change(
    _ bucket: inout GCRA?, rate: Int?, burst: Int?, usual: (Int) -> Int
  ) {
    guard let rate else { return bucket = nil }
    let burst = burst ?? usual(rate)
    if bucket == nil {
      bucket = GCRA(perMinute: rate, burst: burst)
    } else {
      bucket?.change(perMinute: rate, burst: burst)
    }
  }

  /// The share of a limit, never nothing: half of 1 is 1, of 7 it is 3.
  private static func part(_ limit: Int, _ share: Double) -> Int {
    max(1, Int(Double(min(limit, 1 << 40)) * share))
  }
}

// MARK: Places

extension LimitAccount {
  /// Gives a place now or, to a person who may wait, later; lets wait in line; or refuses.
  mutating func request(
    _ reservation: Reservation, at now: Instant, leasedFor lifetime: Duration
  ) -> Admission {
    forgetPast(now)
    var reservation = reservation
    // A configured answer may be as long as an `Int`; sums of such are none.
    reservation.tokens = min(max(reservation.tokens, 0), GCRA.mostUnits)
    let slot = earliest(reservation, at: now)
    let wait = slot - now
    let (isInteractive, mayWait) = (reservation.priority == .interactive, reservation.mayWait)
    if line.hasOne(before: reservation.priority) || leases?.isFree(at: now) == false {
      guard mayWait else { return .refused(.noPlace(for: wait)) }
      line.append(reservation)
      return .queued
    }
    if wait <= .zero || isInteractive && mayWait && wait <= RateLimiter.longestWait {
      grant(reservation, at: slot, now: now, leasedFor: lifetime)
      return .granted(at: slot)
    }
    // Batch takes no place of the future: whoever is interactive comes before it until it goes.
    guard !isInteractive, mayWait else { return .refused(.noPlace(for: wait)) }
    line.append(reservation)
    return .queued
  }

  /// Gives places to those who wait, as far as there are some.
  mutating func pump(
    at now: Instant, leasedFor lifetime: Duration, into granted: inout [RateLimiter.Grant]
  ) {
    forgetPast(now)
    while let next = line.first, leases?.isFree(at: now) ?? true {
      let slot = earliest(next, at: now)
      if next.priority == .batch, slot > now { return }
      line.remove(next.ticket)
      grant(next, at: slot, now: now, leasedFor: lifetime)
      granted.append(RateLimiter.Grant(ticket: next.ticket, slot: slot))
    }
  }

  /// When the first in line could have a place, if nothing is given back before; nil if none waits.
  mutating func wake(at now: Instant) -> Instant? {
    guard let next = line.first else { return nil }
    if leases?.isFree(at: now) == false { return leases?.nextEnd }
    return earliest(next, at: now)
  }

  private func earliest(_ reservation: Reservation, at now: Instant) -> Instant {
    var slot = reported.earliest(tokens: reservation.tokens, at: now)
    if let last = ahead.last { slot = max(slot, last.slot) }
    if let requests { slot = max(slot, requests.earliest(for: 1, at: now)) }
    if let tokens { slot = max(slot, tokens.earliest(for: reservation.tokens, at: now)) }
    return slot
  }

  private mutating func grant(
    _ reservation: Reservation, at slot: Instant, now: Instant, leasedFor lifetime: Duration
  ) {
    let place = Place(
      request: requests?.charge(1, at: slot), tokens: tokens?.charge(reservation.tokens, at: slot))
    places[reservation.ticket] = place
    leases?.take(reservation.ticket, until: slot + lifetime)
    reported.charge(tokens: reservation.tokens, at: slot)
    guard slot > now else { return }
    ahead.append(Ahead(ticket: reservation.ticket, slot: slot, tokens: reservation.tokens))
  }

  private mutating func forgetPast(_ now: Instant) {
    guard let first = ahead.first, first.slot <= now else { return }
    ahead.removeFirst(ahead.firstIndex { $0.slot > now } ?? ahead.count)
  }
}

// MARK: Ends

extension LimitAccount {
  /// Nothing was sent, or the ticket only waited.
  ///
  /// A provider's own count is not put up again: its next word says what is left.
  mutating func withdraw(_ ticket: TransferID) {
    if line.remove(ticket) { return }
    guard let place = places.removeValue(forKey: ticket) else { return }
    if let charge = place.request { requests?.giveBack(charge) }
    if let charge = place.tokens { tokens?.giveBack(charge) }
    leases?.giveBack(ticket)
    ahead.removeAll { $0.ticket == ticket }
  }

  /// The request has ended.
  mutating func settle(_ ticket: TransferID, tokens count: Int?) {
    if line.remove(ticket) { return }
    guard let place = places.removeValue(forKey: ticket) else { return }
    if let charge = place.tokens, let count { tokens?.correct(charge, to: count) }
    leases?.giveBack(ticket)
  }

  /// Takes the provider's word; what was granted before stays granted.
  mutating func tighten(_ report: RateLimitReport, at now: Instant) {
    forgetPast(now)
    let tokens = ahead.reduce(0) { $0 + $1.tokens }
    reported.take(report, at: now, ahead: (ahead.count, tokens))
  }

  /// What is left; nil where nothing limits it.
  func outlook(at now: Instant) -> LimitOutlook? {
    let word = reported.left(at: now)
    let outlook = LimitOutlook(
      requests: Self.least(requests?.available(at: now), word.requests),
      tokens: Self.least(tokens?.available(at: now), word.tokens),
      streams: leases?.free(at: now))
    return outlook == LimitOutlook() ? nil : outlook
  }

  private static func least(_ own: Int?, _ other: Int?) -> Int? {
    guard let own, let other else { return own ?? other.map { max(0, $0) } }
    return max(0, min(own, other))
  }
}
