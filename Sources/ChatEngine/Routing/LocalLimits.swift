/// Limits in memory, shared by everything in this process.
package final class LocalLimits: RequestLimits {
  private let loop: EventLoop
  private let now: () -> Instant
  private var limiter: RateLimiter
  /// Of those who wait in line.
  private var replies = NumberTable<TransferID, (Admission) -> Void>()
  private var alarm: (due: Instant, timer: TimerID)?

  /// `now` is the loop's clock where none is given.
  package init(
    loop: EventLoop, leaseLifetime: Duration = RateLimiter.usualLease, now: (() -> Instant)? = nil
  ) {
    self.loop = loop
    self.now = now ?? { [loop] in loop.now() }
    limiter = RateLimiter(leaseLifetime: leaseLifetime)
  }

  deinit {
    if let alarm { loop.cancel(alarm.timer) }
  }

  /// The share of the configured limits that is used; it counts for places granted from now on.
  package var share: Double {
    get { limiter.share }
    set {
      guard newValue != limiter.share else { return }
      limiter.share = newValue
      pump()
    }
  }

  package func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    let admission = limiter.request(reservation, at: now())
    if admission == .queued { replies[reservation.ticket] = reply }
    if !replies.isEmpty { setAlarm() }
    reply(admission)
  }

  package func withdraw(_ ticket: TransferID) {
    replies[ticket] = nil
    limiter.withdraw(ticket)
    pump()
  }

  package func settle(_ ticket: TransferID, tokens: Int?) {
    replies[ticket] = nil
    limiter.settle(ticket, tokens: tokens)
    pump()
  }

  package func tighten(_ report: RateLimitReport, of target: Target) {
    limiter.tighten(report, of: target, at: now())
    setAlarm()
  }

  package func outlook(of target: Target) -> LimitOutlook? {
    limiter.outlook(of: target, at: now())
  }

  /// Tells those who have a place now; to be called when time has passed on a clock of one's own.
  func pump() {
    guard !replies.isEmpty else { return setAlarm() }
    for grant in limiter.pump(at: now()) {
      // One that an earlier reply withdrew has none.
      replies.removeValue(forKey: grant.ticket)?(.granted(at: grant.slot))
    }
    setAlarm()
  }

  private func setAlarm() {
    let due = replies.isEmpty ? nil : limiter.nextWake(at: now())
    guard due != alarm?.due else { return }
    if let alarm { loop.cancel(alarm.timer) }
    alarm = due.map { due in
      let timer = loop.schedule(at: due) { [weak self] in
        self?.alarm = nil
        self?.pump()
      }
      return (due, timer)
    }
  }
}
