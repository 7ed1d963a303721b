import Glibc

/// The machine's two clocks; read by loops and programs only, everything else is told the time.
package enum SystemClock {
  /// The monotonic clock, which counts the time the machine was asleep.
  package static func now() -> Instant {
    var time = timespec()
    // Cannot fail with a clock the kernel has had since 2.6.39.
    _ = clock_gettime(CLOCK_BOOTTIME, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// The wall clock, which people and other computers read and which may jump.
  package static func timestamp() -> Timestamp {
    var time = timespec()
    _ = clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
