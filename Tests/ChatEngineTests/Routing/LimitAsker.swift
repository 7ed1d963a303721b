@testable import ChatEngine

/// Reservations for one target, with tickets counted from 1.
struct LimitAsker {
  var limiter = RateLimiter()
  var limits: Provider.RateLimits
  var target = Target(provider: "a", model: "m")
  private var last: UInt64 = 0

  init(_ limits: Provider.RateLimits = Provider.RateLimits()) { self.limits = limits }

  mutating func ask(
    _ now: Double = 0, tokens: Int = 0, _ priority: Reservation.Priority = .interactive,
    mayWait: Bool = true
  ) -> Admission {
    last += 1
    return limiter.request(
      Reservation(
        ticket: TransferID(value: last), target: target, limits: limits, tokens: tokens,
        priority: priority, mayWait: mayWait), at: .zero + .seconds(now))
  }

  mutating func settle(_ ticket: UInt64, tokens: Int? = nil) {
    limiter.settle(TransferID(value: ticket), tokens: tokens)
  }

  mutating func withdraw(_ ticket: UInt64) { limiter.withdraw(TransferID(value: ticket)) }

  /// The tickets that get a place then.
  mutating func pump(_ now: Double) -> [UInt64] {
    limiter.pump(at: .zero + .seconds(now)).map(\.ticket.value)
  }

  mutating func report(_ report: RateLimitReport, _ now: Double = 0) {
    limiter.tighten(report, of: target, at: .zero + .seconds(now))
  }
}

extension Admission {
  /// Granted for that second.
  static func at(_ seconds: Double) -> Admission {
    .granted(at: Instant.zero + .seconds(seconds))
  }

  /// Refused with that wait.
  static func no(_ seconds: Double?) -> Admission {
    .refused(
      Failure(
        .rateLimited, "no place is free under its limits", code: Failure.ownLimitCode,
        retryAfter: seconds.map { .seconds($0) }))
  }
}
