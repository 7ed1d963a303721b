/// Who may ask which target when: per minute, in tokens and at a time (engine.md, "Rate limits").
///
/// Times are reserved, not polled for: a person is told at once when the request goes out. Batch
/// requests wait in line until a place is free, so that a person never waits for one of them.
package struct RateLimiter: Sendable {
  /// A place for one that waited.
  package struct Grant: Sendable, Equatable {
    package let ticket: TransferID
    package let slot: Instant
  }

  /// Nobody watches a countdown for longer than an answer may take in all (engine.md, "Timers").
  package static let longestWait: Duration = .seconds(600)
  /// The whole answer's 600 s, and time to say that it ended.
  package static let usualLease: Duration = .seconds(660)

  private let leaseLifetime: Duration
  private var accounts: [LimitAccount] = []
  private var indices: [Target: Int] = [:]
  /// The accounts of all tickets that hold a place or wait for one.
  private var tickets: [TransferID: Int] = [:]
  /// The few accounts in which somebody waits.
  private var busy: [Int] = []

  /// The share of the configured limits that is used, above 0 and at most 1.
  package var share = 1.0 {
    didSet {
      if !(share > 0 && share <= 1) { share = share > 1 ? 1 : .leastNonzeroMagnitude }
      for index in accounts.indices {
        accounts[index].configure(accounts[index].limits, share: share)
      }
    }
  }

  /// A lease that nobody gives back is free again after its lifetime.
  package init(leaseLifetime: Duration = usualLease) { self.leaseLifetime = leaseLifetime }

  // MARK: Places

  /// Asks for a place; one that is `queued` comes out of `pump`.
  package mutating func request(_ reservation: Reservation, at now: Instant) -> Admission {
    let known = accounts.isEmpty ? nil : indices[reservation.target]
    if known == nil, !reservation.limits.areSet { return .granted(at: now) }
    let index = known ?? open(reservation.target)
    if accounts[index].limits != reservation.limits {
      accounts[index].configure(reservation.limits, share: share)
    }
    let admission = accounts[index].request(reservation, at: now, leasedFor: leaseLifetime)
    switch admission {
    case .granted: tickets[reservation.ticket] = index
    case .queued:
      tickets[reservation.ticket] = index
      if !busy.contains(index) { busy.append(index) }
    case .refused: break
    }
    return admission
  }

  /// Nothing was sent; also ends the wait of one in line.
  package mutating func withdraw(_ ticket: TransferID) {
    guard let index = tickets.removeValue(forKey: ticket) else { return }
    accounts[index].withdraw(ticket)
    forgetLine(of: index)
  }

  /// The request has ended; nil leaves the estimate of its tokens standing.
  package mutating func settle(_ ticket: TransferID, tokens: Int?) {
    guard let index = tickets.removeValue(forKey: ticket) else { return }
    accounts[index].settle(ticket, tokens: tokens)
    forgetLine(of: index)
  }

  /// Takes a provider's own word, also on a target that the user does not limit.
  package mutating func tighten(_ report: RateLimitReport, of target: Target, at now: Instant) {
    let index = indices[target] ?? open(target)
    accounts[index].tighten(report, at: now)
  }

  /// Gives places to those who wait, as far as there are some.
  package mutating func pump(at now: Instant) -> [Grant] {
    var granted: [Grant] = []
    for index in busy {
      accounts[index].pump(at: now, leasedFor: leaseLifetime, into: &granted)
      forgetLine(of: index)
    }
    return granted
  }

  /// When `pump` has something to do, if nothing is given back before; nil if nobody waits.
  package mutating func nextWake(at now: Instant) -> Instant? {
    var next: Instant?
    for index in busy {
      guard let wake = accounts[index].wake(at: now) else { continue }
      next = min(next ?? wake, wake)
    }
    return next
  }

  /// What is left for a target; nil where nothing limits it.
  package func outlook(of target: Target, at now: Instant) -> LimitOutlook? {
    indices[target].flatMap { accounts[$0].outlook(at: now) }
  }

  private mutating func forgetLine(of index: Int) {
    if !busy.isEmpty, accounts[index].line.isEmpty { busy.removeAll { $0 == index } }
  }

  private mutating func open(_ target: Target) -> Int {
    accounts.append(LimitAccount())
    indices[target] = accounts.count - 1
    return accounts.count - 1
  }
}

extension Provider.RateLimits {
  /// Whether there is any limit.
  var areSet: Bool { requestsPerMinute != nil || tokensPerMinute != nil || concurrent != nil }
}

extension Failure {
  /// Without a time where nobody knows it: a stream has to end first.
  static func noPlace(for wait: Duration) -> Failure {
    Failure(
      .rateLimited, "no place is free under its limits", code: ownLimitCode,
      retryAfter: wait > .zero ? wait : nil)
  }
}
