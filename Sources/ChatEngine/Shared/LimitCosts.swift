/// What a reservation takes from its buckets, in microseconds of their refill.
///
/// | limit per minute | one of it costs | a burst of 20 holds |
/// | --- | --- | --- |
/// | 60 | 1,000,000 µs | 20,000,000 µs |
/// | 6,000 | 10,000 µs | 200,000 µs |
/// | 7 | 8,571,429 µs, rounded up | 171,428,580 µs |
struct LimitCosts: Sendable, Equatable {
  private static let minute = 60_000_000
  private static let most = 1 << 40
  // What costs more than the longest wait is taken to cost so much: nobody after it could ever wait.
  private static let mostCost = Int(LimitScript.longestWait.nanoseconds / 1000)

  /// 0 where requests are not limited.
  private(set) var request = 0
  private(set) var requestBurst = 0
  /// 0 where tokens are not limited.
  private(set) var tokens = 0
  private(set) var tokenBurst = 0
  private let tokensPerMinute: Int?

  init(_ reservation: Reservation) {
    let limits = reservation.limits
    tokensPerMinute = limits.tokensPerMinute
    if let rate = limits.requestsPerMinute {
      // The same burst as in one process alone: a tenth of a minute's.
      let burst = limits.burst ?? max(1, rate / 10)
      request = Self.cost(of: 1, perMinute: rate)
      requestBurst = min(min(max(burst, 1), Self.most) * request, Self.mostCost)
    }
    guard let rate = tokensPerMinute else { return }
    tokens = cost(ofTokens: reservation.tokens)
    tokenBurst = Self.cost(of: rate, perMinute: rate)
  }

  /// What so many tokens cost; 0 where they are not limited.
  func cost(ofTokens count: Int) -> Int {
    tokensPerMinute.map { Self.cost(of: max(count, 1), perMinute: $0) } ?? 0
  }

  // Rounded up, so that the limit is never passed.
  private static func cost(of count: Int, perMinute rate: Int) -> Int {
    let rate = min(max(rate, 1), most)
    let (product, overflow) = min(max(count, 0), most).multipliedReportingOverflow(by: minute)
    return overflow ? mostCost : min(product / rate + (product % rate > 0 ? 1 : 0), mostCost)
  }
}
