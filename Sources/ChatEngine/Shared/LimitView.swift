/// What one process knows of a bucket that all machines share: what it heard last, and the time since.
struct LimitView: Sendable, Equatable {
  /// A provider's word that was heard longer ago may have run out.
  private static let wordLasts: Duration = .seconds(5)

  private let heard: LimitReply
  private let at: Instant
  private let costs: LimitCosts
  private let streams: Int?
  /// Requests of ours that ended since.
  private var ended = 0

  init(_ reply: LimitReply, costs: LimitCosts, limits: Provider.RateLimits, at now: Instant) {
    heard = reply
    at = now
    self.costs = costs
    streams = limits.concurrent
  }

  mutating func endOne() { ended += 1 }

  /// Nil where nothing limits it.
  func outlook(at now: Instant) -> LimitOutlook? {
    let requests = left(costs.requestBurst, heard.requestsFull, unit: costs.request, now)
    let tokens = left(costs.tokenBurst, heard.tokensFull, unit: costs.cost(ofTokens: 1), now)
    let isFresh = now - at < Self.wordLasts
    let outlook = LimitOutlook(
      requests: Self.least(requests, isFresh ? heard.heldRequests : nil),
      tokens: Self.least(tokens, isFresh ? heard.heldTokens : nil),
      streams: streams.map { max(0, $0 - max(0, heard.running - ended)) })
    return outlook == LimitOutlook() ? nil : outlook
  }

  private func left(_ burst: Int, _ full: Duration, unit: Int, _ now: Instant) -> Int? {
    guard unit > 0 else { return nil }
    let missing = max(.zero, full - (now - at)).nanoseconds / 1000
    return max(0, burst - Int(missing)) / unit
  }

  private static func least(_ left: Int?, _ right: Int?) -> Int? {
    [left, right].compactMap(\.self).min()
  }
}
