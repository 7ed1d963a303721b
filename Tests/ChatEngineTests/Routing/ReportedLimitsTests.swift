import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

@Suite struct `A provider's own word` {
  @Test func `closes a target that nobody limits until it counts anew`() {
    var asker = LimitAsker()
    asker.report(RateLimitReport(requestsRemaining: 0, requestsReset: .seconds(12)))
    #expect(asker.ask(0, mayWait: false) == .no(12))
    #expect(asker.ask(2) == .at(12))
    #expect(asker.ask(12, mayWait: false) == .at(12))
  }

  @Test func `lets no more through than it says`() {
    var asker = LimitAsker()
    let report = RateLimitReport(
      requestsRemaining: 3, requestsReset: .seconds(20), tokensRemaining: 1_000,
      tokensReset: .seconds(30))
    asker.report(report)
    #expect(asker.limiter.outlook(of: asker.target, at: at(0))?.requests == 3)
    #expect([asker.ask(tokens: 900), asker.ask(tokens: 100)] == [.at(0), .at(0)])
    #expect(asker.ask(tokens: 1, mayWait: false) == .no(30))
    #expect([asker.ask(1), asker.ask(1)] == [.at(1), .at(20)])
  }

  @Test func `counts what was granted for later`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect([asker.ask(), asker.ask(), asker.ask()] == [.at(0), .at(10), .at(20)])
    asker.report(RateLimitReport(requestsRemaining: 2, requestsReset: .seconds(60)), 1)
    #expect(asker.ask(1) == .at(61))
  }

  @Test func `never loosens what the user set`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    asker.report(RateLimitReport(requestsRemaining: 1_000, requestsReset: .seconds(1)))
    #expect([asker.ask(), asker.ask()] == [.at(0), .at(10)])
  }

  @Test func `holds although a later one is looser`() {
    var asker = LimitAsker()
    asker.report(RateLimitReport(requestsRemaining: 1, requestsReset: .seconds(10)))
    asker.report(RateLimitReport(requestsRemaining: 2, requestsReset: .seconds(60)))
    #expect((0..<3).map { _ in asker.ask() } == [.at(0), .at(10), .at(60)])
  }

  @Test func `closes everything while it asks for a wait`() {
    var asker = LimitAsker()
    asker.report(RateLimitReport(retryAfter: .seconds(5)))
    #expect(
      asker.limiter.outlook(of: asker.target, at: at(0)) == LimitOutlook(requests: 0, tokens: 0))
    #expect(asker.ask() == .at(5))
    #expect(asker.limiter.outlook(of: asker.target, at: at(5)) == nil)
  }

  @Test func `is kept for a minute where it names no time, and for an hour at most`() {
    var asker = LimitAsker()
    asker.report(RateLimitReport(requestsRemaining: 0))
    #expect(asker.ask(mayWait: false) == .no(60))
    asker.report(RateLimitReport(requestsRemaining: 0, requestsReset: .seconds(604_800)))
    #expect(asker.ask(mayWait: false) == .no(3_600))
  }

  @Test func `of a limit of nothing says that there is none`() {
    var asker = LimitAsker()
    asker.report(RateLimitReport(requestsLimit: 0, requestsRemaining: 0))
    #expect(asker.ask() == .at(0))
  }

  @Test(arguments: 0..<20)
  func `is kept to whatever comes after it`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var asker = LimitAsker()
    var words: [(left: Int, from: Instant, until: Instant)] = []
    var granted: [(made: Instant, slot: Instant)] = []
    for tenth in 0..<300 {
      let now = Double(tenth) / 10
      if Int.random(in: 0..<5, using: &random) == 0 {
        let left = Int.random(in: 0...5, using: &random)
        let reset = Duration.seconds(Int.random(in: 0...30, using: &random))
        words.append((left, at(now), at(now) + reset))
        asker.report(RateLimitReport(requestsRemaining: left, requestsReset: reset), now)
      }
      if case .granted(let slot) = asker.ask(now + 0.01) { granted.append((at(now + 0.01), slot)) }
    }
    for word in words {
      let after = granted.filter { $0.made > word.from && $0.slot < word.until }
      #expect(after.count <= word.left)
    }
    #expect(granted.count > 10)
  }
}
