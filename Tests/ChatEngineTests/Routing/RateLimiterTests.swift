import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

// engine.md, "Rate limits".
@Suite struct `The rate limiter` {
  @Test func `counts requests for as many tokens as an Int holds, behind a provider's word too`() {
    var limiter = RateLimiter()
    let target = Target(provider: "a", model: "m")
    let limits = Provider.RateLimits(requestsPerMinute: 600)
    limiter.tighten(
      RateLimitReport(tokensRemaining: 5, tokensReset: .seconds(60)), of: target, at: at(0))
    for number: UInt64 in 1...4 {
      let reservation = Reservation(
        ticket: TransferID(value: number), target: target, limits: limits, tokens: .max)
      #expect(limiter.request(reservation, at: at(0)) == .granted(at: at(60)))
    }
    limiter.tighten(
      RateLimitReport(tokensRemaining: 5, tokensReset: .seconds(90)), of: target, at: at(1))
    #expect(limiter.outlook(of: target, at: at(1))?.tokens == 0)
  }

  @Test func `lets everything through where nothing is limited`() {
    var asker = LimitAsker()
    for _ in 0..<1_000 { #expect(asker.ask(tokens: 1 << 40) == .at(0)) }
    #expect(asker.limiter.outlook(of: asker.target, at: at(0)) == nil)
    #expect(asker.limiter.nextWake(at: at(0)) == nil)
  }

  @Test func `reserves a time for each of those who may wait`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect((0..<4).map { _ in asker.ask() } == [.at(0), .at(10), .at(20), .at(30)])
  }

  @Test func `refuses those who may not wait, and says how long it would take`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect(asker.ask(mayWait: false) == .at(0))
    #expect(asker.ask(4, mayWait: false) == .no(6))
    #expect(asker.ask(4, .batch, mayWait: false) == .no(6))
    #expect(asker.ask(10, mayWait: false) == .at(10))
  }

  @Test func `refuses a wait over ten minutes`() {
    var asker = LimitAsker(.init(requestsPerMinute: 1))
    for minute in 0...10 { #expect(asker.ask() == .at(Double(60 * minute))) }
    #expect(asker.ask() == .no(660))
  }

  @Test func `lets a tenth of a minute's requests out at once, or as many as are configured`() {
    var usual = LimitAsker(.init(requestsPerMinute: 60))
    #expect((0..<7).map { _ in usual.ask() } == Array(repeating: .at(0), count: 6) + [.at(1)])
    var configured = LimitAsker(.init(requestsPerMinute: 60, burst: 2))
    #expect((0..<3).map { _ in configured.ask() } == [.at(0), .at(0), .at(1)])
  }

  @Test func `holds tokens to those of a minute`() {
    var asker = LimitAsker(.init(tokensPerMinute: 6_000))
    #expect(asker.ask(tokens: 5_000) == .at(0))
    #expect(asker.ask(tokens: 2_000) == .at(10))
    #expect(asker.ask(tokens: 1_000) == .at(20))
  }

  @Test func `asks more tokens than a minute has when nothing else is asked`() {
    var asker = LimitAsker(.init(tokensPerMinute: 6_000))
    #expect(asker.ask(tokens: 3_000) == .at(0))
    #expect(asker.ask(tokens: 9_000) == .at(30))
    #expect(asker.ask(tokens: 1_000) == .at(70))
  }

  @Test func `puts tokens right when they are known`() {
    var asker = LimitAsker(.init(tokensPerMinute: 6_000))
    #expect(asker.ask(tokens: 6_000) == .at(0))
    asker.settle(1, tokens: 4_000)
    #expect(asker.ask(tokens: 2_000) == .at(0))
    asker.settle(2, tokens: 3_000)
    #expect(asker.ask(tokens: 1_000) == .at(20))
    asker.settle(3)
    #expect(asker.ask(tokens: 1_000) == .at(30))
  }

  @Test func `takes all of a place or nothing`() {
    var asker = LimitAsker(
      .init(requestsPerMinute: 60, tokensPerMinute: 6_000, concurrent: 8, burst: 8))
    #expect(asker.ask(tokens: 6_000) == .at(0))
    #expect(asker.ask(tokens: 100, mayWait: false) == .no(1))
    let left = asker.limiter.outlook(of: asker.target, at: at(0))
    #expect(left == LimitOutlook(requests: 7, tokens: 0, streams: 7))
  }

  @Test func `counts each model of a provider for itself`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect(asker.ask() == .at(0))
    asker.target = Target(provider: asker.target.provider, model: "other")
    #expect(asker.ask() == .at(0))
  }

  @Test func `takes up limits that have changed`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect([asker.ask(), asker.ask()] == [.at(0), .at(10)])
    asker.limits = .init(requestsPerMinute: 60)
    #expect((0..<7).map { _ in asker.ask(20) } == Array(repeating: .at(20), count: 6) + [.at(21)])
    asker.limits = .init()
    #expect(asker.ask(22) == .at(22))
  }

  @Test func `uses half of every limit where the share is a half`() {
    var asker = LimitAsker(.init(requestsPerMinute: 120, tokensPerMinute: 1_200, concurrent: 3))
    asker.limiter.share = 0.5
    #expect(asker.ask(tokens: 500) == .at(0))
    let left = asker.limiter.outlook(of: asker.target, at: at(0))
    #expect(left == LimitOutlook(requests: 5, tokens: 100, streams: 0))
    asker.limiter.share = 1
    let whole = asker.limiter.outlook(of: asker.target, at: at(0))
    #expect(whole == LimitOutlook(requests: 10, tokens: 200, streams: 2))
  }

  @Test(arguments: [0, -1, .nan, .infinity])
  func `takes any share for what it can be`(share: Double) {
    var asker = LimitAsker(.init(requestsPerMinute: .max, tokensPerMinute: 1, concurrent: .max))
    asker.limiter.share = share
    #expect(asker.ask() == .at(0))
  }
}

@Suite struct `Streams at a time` {
  @Test func `are held to the limit, and the next begins when one ends`() {
    var asker = LimitAsker(.init(concurrent: 2))
    #expect(
      [asker.ask(), asker.ask(), asker.ask(), asker.ask()] == [.at(0), .at(0), .queued, .queued])
    #expect(asker.pump(1).isEmpty)
    asker.settle(2)
    #expect(asker.pump(2) == [3])
    asker.withdraw(1)
    #expect(asker.pump(3) == [4])
  }

  @Test func `are refused to those who may not wait, for a time that nobody knows`() {
    var asker = LimitAsker(.init(concurrent: 1))
    #expect([asker.ask(), asker.ask(mayWait: false)] == [.at(0), .no(nil)])
  }

  @Test func `go to people before batch, and to the first before the next`() {
    var asker = LimitAsker(.init(concurrent: 1))
    #expect(asker.ask() == .at(0))
    for priority in [Reservation.Priority.batch, .interactive, .batch, .interactive] {
      #expect(asker.ask(0, priority) == .queued)
    }
    var served: [UInt64] = []
    for ended in [1, 3, 5, 2] as [UInt64] {
      asker.settle(ended)
      served += asker.pump(1)
    }
    #expect(served == [3, 5, 2, 4])
  }

  @Test func `do not go to one who left the line`() {
    var asker = LimitAsker(.init(concurrent: 1))
    #expect([asker.ask(), asker.ask(), asker.ask()] == [.at(0), .queued, .queued])
    asker.withdraw(2)
    asker.settle(1)
    #expect(asker.pump(1) == [3])
  }

  @Test func `come back when the word of their end is lost`() {
    var asker = LimitAsker(.init(concurrent: 1))
    #expect([asker.ask(), asker.ask()] == [.at(0), .queued])
    #expect(asker.limiter.nextWake(at: at(1)) == at(660))
    #expect(asker.pump(659).isEmpty)
    #expect(asker.pump(660) == [2])
    // The first one's word comes after all, and takes nothing from the second.
    asker.settle(1)
    #expect(asker.ask(661) == .queued)
    #expect(asker.pump(662).isEmpty)
  }

  @Test func `are not ended by a lower limit`() {
    var asker = LimitAsker(.init(concurrent: 2))
    #expect([asker.ask(), asker.ask()] == [.at(0), .at(0)])
    asker.limits = .init(concurrent: 1)
    #expect(asker.ask() == .queued)
    asker.settle(1)
    #expect(asker.pump(1).isEmpty)
    asker.settle(2)
    #expect(asker.pump(1) == [3])
  }
}

@Suite struct `Batch requests` {
  @Test func `wait in line for a free place`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect((0..<3).map { _ in asker.ask(0, .batch) } == [.at(0), .queued, .queued])
    #expect(asker.limiter.nextWake(at: at(0)) == at(10))
    #expect(asker.pump(9.9).isEmpty)
    #expect(asker.pump(10) == [2])
    #expect(asker.limiter.nextWake(at: at(10)) == at(20))
    #expect(asker.pump(30) == [3])
    #expect(asker.limiter.nextWake(at: at(30)) == nil)
  }

  @Test func `let people go first`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect([asker.ask(0, .batch), asker.ask(0, .batch)] == [.at(0), .queued])
    #expect([asker.ask(5), asker.ask(5)] == [.at(10), .at(20)])
    #expect(asker.pump(20).isEmpty)
    #expect(asker.pump(30) == [2])
  }

  @Test func `take the place that a person gives up`() {
    var asker = LimitAsker(.init(requestsPerMinute: 6))
    #expect([asker.ask(), asker.ask(), asker.ask(0, .batch)] == [.at(0), .at(10), .queued])
    asker.withdraw(2)
    #expect(asker.limiter.nextWake(at: at(1)) == at(10))
    #expect(asker.pump(10) == [3])
  }

  @Test func `leave the line one by one, from any place in it`() {
    var asker = LimitAsker(.init(concurrent: 1))
    for _ in 0..<100 { _ = asker.ask(0, .batch) }
    for ticket in 2...99 as ClosedRange<UInt64> where ticket != 50 { asker.withdraw(ticket) }
    asker.settle(1)
    #expect(asker.pump(1) == [50])
    asker.settle(50)
    #expect(asker.pump(1) == [100])
    #expect(asker.limiter.nextWake(at: at(1)) == nil)
  }
}
