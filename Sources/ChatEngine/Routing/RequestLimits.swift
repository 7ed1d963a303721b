/// Holds requests to what a provider's account may ask: per minute, in tokens and at a time.
///
/// Belongs to the loop's thread. Its words are those of `AdmissionDesk`; budgets are not its matter.
package protocol RequestLimits: AnyObject {
  func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void)
  func withdraw(_ ticket: TransferID)
  /// Puts the estimate right and frees the place; nil leaves the estimate standing.
  func settle(_ ticket: TransferID, tokens: Int?)
  func tighten(_ report: RateLimitReport, of target: Target)
  /// What is left for a target; nil where nothing limits it.
  func outlook(of target: Target) -> LimitOutlook?
}

/// What is left under the limits of a target.
package struct LimitOutlook: Sendable, Equatable {
  /// Requests that could go out at once.
  package var requests: Int?
  /// Tokens that could go out at once.
  package var tokens: Int?
  /// Streams that could begin beside those that run.
  package var streams: Int?

  package init(requests: Int? = nil, tokens: Int? = nil, streams: Int? = nil) {
    self.requests = requests
    self.tokens = tokens
    self.streams = streams
  }
}
