/// A bucket that refills evenly, kept as the one time at which it is full again.
///
/// The generic cell rate algorithm (ITU-T I.371). A counter per wall-clock minute would let twice
/// the limit through at the minute's edge; here no window of any length t sees more than
/// burst + rate · t, and a grant says at once when its time comes: nobody has to ask again.
///
/// Worked, 60 a minute and a burst of 3, all asked for at 0 s: granted at 0, 0, 0, 1, 2, 3 s.
package struct GCRA: Sendable, Equatable {
  package enum Verdict: Sendable, Equatable {
    case granted(Charge)
    /// Nothing was taken; so long it takes until there is enough.
    case refused(retryAfter: Duration)
  }

  /// What one grant took: with it, too much can be given back.
  package struct Charge: Sendable, Equatable {
    /// When the request may go out.
    package let slot: Instant
    /// Nanoseconds of refill that it costs.
    fileprivate var span: Int64
    /// All that had been taken when it was made, itself included.
    fileprivate let mark: Int64
  }

  /// Costs, bursts and spans stay below these, so that sums of them are numbers.
  static let mostUnits = 1 << 40
  private static let longestSpan = Int64.max / 4

  /// Nanoseconds in which one unit refills.
  ///
  /// Rounded up, so that the limit is never passed. What this loses grows with the rate: next to
  /// nothing of 7 units a minute, 0.2 % of 180 million.
  private var unit: Int64 = 1
  /// Nanoseconds in which an empty bucket refills.
  private var capacity: Int64 = 0
  private var full: Int64
  /// The latest time that was granted.
  private var latest: Int64
  /// All spans that were ever taken; it may wrap around.
  private var taken: Int64 = 0

  /// A full bucket.
  package init(perMinute: Int, burst: Int) {
    full = .min / 4
    latest = .min / 4
    change(perMinute: perMinute, burst: burst)
  }

  /// Sets another rate; what is missing is kept as the time that it takes to refill.
  package mutating func change(perMinute: Int, burst: Int) {
    let rate = Int64(min(max(perMinute, 1), Self.mostUnits))
    unit = (60_000_000_000 + rate - 1) / rate
    capacity = span(burst)
  }

  // MARK: Reserving

  /// Takes the earliest time that is not later than `maxWait` from now.
  package mutating func reserve(cost: Int, at now: Instant, maxWait: Duration) -> Verdict {
    let slot = earliest(for: cost, at: now)
    let wait = slot - now
    return wait > maxWait ? .refused(retryAfter: wait) : .granted(charge(cost, at: slot))
  }

  /// When so much can be taken.
  ///
  /// More than the bucket holds is let through when it is full: it leaves a debt behind, which
  /// those after it wait for, and is never refused for ever.
  package func earliest(for cost: Int, at now: Instant) -> Instant {
    let spare = max(0, capacity - span(cost))
    return Instant(nanoseconds: max(now.nanoseconds, full - spare))
  }

  /// Takes so much at a time that is not before `earliest`.
  package mutating func charge(_ cost: Int, at slot: Instant) -> Charge {
    let span = span(cost)
    full = Self.sum(max(full, slot.nanoseconds), span)
    latest = max(latest, slot.nanoseconds)
    taken &+= span
    return Charge(slot: slot, span: span, mark: taken)
  }

  // MARK: Putting right

  /// The request was not sent.
  package mutating func giveBack(_ charge: Charge) { giveBack(charge.span, of: charge) }

  /// The request took more or less than was thought: 1,000 tokens were taken; 800 give 200 back,
  /// 1,200 take 200 more.
  package mutating func correct(_ charge: Charge, to cost: Int) {
    let real = span(cost)
    if real > charge.span {
      full = Self.sum(full, real - charge.span)
      taken &+= real - charge.span
    } else {
      giveBack(charge.span - real, of: charge)
    }
  }

  /// Without it, times that others were granted since would be granted twice.
  ///
  /// Worked, 6 a minute and a burst of 1: granted at 0, 10 and 20 s. If the one at 10 s is given
  /// back, the next time is still 30 s, and not the 20 s that somebody has.
  private mutating func giveBack(_ span: Int64, of charge: Charge) {
    let since = max(0, taken &- charge.mark)
    let least = since == 0 ? .min : min(full, Self.sum(latest, since))
    full = max(Self.sum(full, -span), least)
  }

  // MARK: Looking

  /// What could be taken at once.
  package func available(at now: Instant) -> Int {
    let missing = max(0, Self.sum(full, -now.nanoseconds))
    return Int(max(0, capacity - missing) / unit)
  }

  private func span(_ cost: Int) -> Int64 {
    let (span, overflow) = Int64(min(max(cost, 0), Self.mostUnits))
      .multipliedReportingOverflow(by: unit)
    return overflow ? Self.longestSpan : min(span, Self.longestSpan)
  }

  /// The sum, held within half of what an `Int64` can be.
  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    let bound = Int64.max / 2
    return overflow ? (right < 0 ? -bound : bound) : min(max(sum, -bound), bound)
  }
}
