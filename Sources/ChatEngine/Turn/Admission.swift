/// What a request wants before it may go out: a place under the limits, and money.
package struct Reservation: Sendable, Equatable {
  /// Who goes first where places are short.
  package enum Priority: Int, Sendable, Comparable {
    /// One of many, with nobody waiting for just this one.
    case batch
    /// A person looks at the screen.
    case interactive

    package static func < (left: Priority, right: Priority) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// The transfer that the request will be; it names the reservation.
  package var ticket: TransferID
  package var target: Target
  /// What the user allows himself at the target's provider.
  package var limits: Provider.RateLimits
  /// Tokens of the prompt and of the longest answer that is expected, estimated.
  package var tokens: Int
  /// Expected US dollars; nil where the price is unknown.
  package var cost: Double?
  package var priority: Priority
  /// Whether a place later than now is wanted too; without it such a reservation is refused.
  package var mayWait: Bool

  package init(
    ticket: TransferID, target: Target, limits: Provider.RateLimits = Provider.RateLimits(),
    tokens: Int = 0, cost: Double? = nil, priority: Priority = .interactive, mayWait: Bool = true
  ) {
    self.ticket = ticket
    self.target = target
    self.limits = limits
    self.tokens = tokens
    self.cost = cost
    self.priority = priority
    self.mayWait = mayWait
  }
}

/// What became of a reservation.
package enum Admission: Sendable, Equatable {
  /// A place is held: the request goes out then, which may be now.
  case granted(at: Instant)
  /// All places are taken for a time that nobody knows; `granted` follows when one is free.
  case queued
  /// Nothing is held: over a budget (`budget`), or no place right now (`rateLimited`, with
  /// `retryAfter` where the time is known).
  indirect case refused(Failure)
}

/// What a reserved request came to.
package struct Settlement: Sendable, Equatable {
  /// What it took; nil leaves the estimate standing.
  package var usage: Usage?
  /// US dollars; nil where neither price nor count is known.
  package var cost: Double?

  package init(usage: Usage? = nil, cost: Double? = nil) {
    self.usage = usage
    self.cost = cost
  }
}
