/// A point on a monotonic clock that goes on while the machine sleeps, in nanoseconds.
package struct Instant: Comparable, Hashable, Sendable {
  /// Nanoseconds since the clock's own start.
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The clock's start.
  package static let zero = Instant(nanoseconds: 0)
  /// Later than every other.
  package static let distantFuture = Instant(nanoseconds: .max)

  package static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant later by a duration, held at the ends of the clock.
  package static func + (instant: Instant, duration: Duration) -> Instant {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    guard overflow else { return Instant(nanoseconds: sum) }
    return Instant(nanoseconds: duration < .zero ? .min : .max)
  }

  /// The time from one instant to another.
  package static func - (later: Instant, earlier: Instant) -> Duration {
    let (passed, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    guard overflow else { return .nanoseconds(passed) }
    return .nanoseconds(later.nanoseconds) - .nanoseconds(earlier.nanoseconds)
  }

  package static func += (instant: inout Instant, duration: Duration) {
    instant = instant + duration
  }
}

extension Duration {
  /// Whole nanoseconds, held at the ends of `Int64` (292 years).
  package var nanoseconds: Int64 {
    // Up to 78 minutes 64 bits are enough, without a division of 128: 10^9 is 2^9 times 1,953,125.
    if self >= .zero, let shifted = Int64(exactly: attoseconds >> 9) { return shifted / 1_953_125 }
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    guard !carried else { return seconds < 0 ? .min : .max }
    return sum
  }

  /// Whole milliseconds, held at the ends of `Int64`.
  package var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
