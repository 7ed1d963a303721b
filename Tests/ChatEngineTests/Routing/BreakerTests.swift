import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

@Suite struct `A breaker` {
  @Test func `opens after five failures in a row`() {
    var breaker = Breaker()
    for _ in 0..<4 { breaker.fail(at: at(0), hint: nil, draw: 1) }
    #expect(breaker.state == .closed)
    breaker.fail(at: at(1), hint: nil, draw: 1)
    #expect(breaker.state == .open(until: at(6)))
  }

  @Test func `opens when more than half of five outcomes within a minute failed`() {
    var breaker = Breaker()
    for second in [0.0, 1] {
      breaker.fail(at: at(second), hint: nil, draw: 1)
      breaker.succeed(at: at(second))
    }
    #expect(breaker.state == .closed)
    breaker.fail(at: at(2), hint: nil, draw: 1)
    #expect(breaker.state == .open(until: at(7)))
  }

  @Test func `stays closed while just half of the outcomes failed`() {
    var breaker = Breaker()
    for _ in 0..<3 {
      breaker.succeed(at: at(0))
      breaker.fail(at: at(0), hint: nil, draw: 1)
    }
    #expect(breaker.state == .closed)
  }

  @Test func `forgets failures that are older than a minute`() {
    var breaker = Breaker()
    for second in [0.0, 1] { breaker.fail(at: at(second), hint: nil, draw: 1) }
    breaker.succeed(at: at(2))
    breaker.succeed(at: at(3))
    breaker.fail(at: at(64), hint: nil, draw: 1)
    #expect(breaker.state == .closed)
  }

  @Test func `forgets what it was told of late when that is older than a minute`() {
    var breaker = Breaker()
    breaker.succeed(at: at(30))
    breaker.succeed(at: at(30))
    // Another program's, from before.
    breaker.remember(answered: 0, failed: 4, at: at(10))
    breaker.succeed(at: at(31))
    breaker.succeed(at: at(32))
    breaker.fail(at: at(71), hint: nil, draw: 1)
    #expect(breaker.state == .closed)
  }

  @Test func `stays open for as long as the server asks`() {
    var breaker = Breaker()
    for _ in 0..<5 { breaker.fail(at: at(0), hint: .seconds(42), draw: 1) }
    #expect(breaker.state == .open(until: at(42)))
    #expect(!breaker.admits(at: at(41), draw: 0))
    #expect(breaker.admits(at: at(42), draw: 0))
  }

  @Test func `lets one probe through, then a growing share of ten requests`() {
    var breaker = Breaker()
    breaker.bar(at: at(0), for: .seconds(5))
    breaker.begin(at: at(5))
    #expect(breaker.state == .halfOpen)
    #expect(!breaker.admits(at: at(5), draw: 0))
    breaker.succeed(at: at(6))
    for offered in 0..<10 {
      #expect(breaker.state == .ramp(offered: offered))
      #expect(breaker.admits(at: at(6), draw: Double(offered) / 10 + 0.05))
      #expect(offered == 9 || !breaker.admits(at: at(6), draw: Double(offered) / 10 + 0.15))
      breaker.offer()
    }
    #expect(breaker.state == .closed)
  }

  @Test func `opens for twice as long when the probe fails`() {
    var breaker = Breaker()
    for _ in 0..<5 { breaker.fail(at: at(0), hint: nil, draw: 1) }
    breaker.begin(at: at(5))
    breaker.fail(at: at(5), hint: nil, draw: 1)
    #expect(breaker.state == .open(until: at(15)))
  }

  @Test func `can be probed again when a probe said nothing`() {
    var breaker = Breaker()
    breaker.bar(at: at(0), for: .seconds(5))
    breaker.begin(at: at(5))
    breaker.release(at: at(7))
    #expect(breaker.admits(at: at(7), draw: 0))
  }

  @Test(arguments: [
    (0, 0.0, 2.5), (0, 1.0, 5.0), (1, 0, 5), (1, 1, 10), (3, 0, 20), (3, 1, 40), (5, 0, 80),
    (5, 1, 160), (6, 0, 150), (6, 1, 300), (1_000, 1, 300),
  ])
  func `stays open for the worked times`(openings: Int, draw: Double, seconds: Double) {
    #expect(Breaker.openDuration(openings: openings, draw: draw) == .seconds(seconds))
  }
}

@Suite struct `The breakers of a session` {
  private let target = Target(provider: "a", model: "m")

  @Test(arguments: [Failure.Kind.auth, .forbidden, .quota, .notFound])
  func `keep a target away for an hour after one such failure`(kind: Failure.Kind) {
    var breakers = Breakers()
    breakers.fail(target, with: Failure(kind), at: at(0), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(3_600)))
  }

  @Test(arguments: [Failure.Kind.forbidden, .notFound])
  func `take it for the request's fault where a target answers others, but not twice`(
    kind: Failure.Kind
  ) {
    var breakers = Breakers()
    for start in [0.0, 60, 120] {
      breakers.succeed(target, at: at(start))
      breakers.fail(target, with: Failure(kind), at: at(start + 59), draw: 0)
      #expect(breakers.state(of: target) == .closed)
    }
    breakers.fail(target, with: Failure(kind), at: at(180), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(3_780)))
  }

  @Test func `keep a target away that answered long ago, and one whose key is refused now`() {
    var breakers = Breakers()
    breakers.succeed(target, at: at(0))
    breakers.fail(target, with: Failure(.notFound), at: at(61), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(3_661)))
    breakers.reset()
    breakers.succeed(target, at: at(0))
    breakers.fail(target, with: Failure(.auth), at: at(1), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(3_601)))
  }

  @Test(arguments: [
    Failure.Kind.invalidRequest, .contextOverflow, .filtered, .refused, .tooLarge, .schema,
    .cancelled, .config, .tool, .budget,
  ])
  func `learn nothing from such failures`(kind: Failure.Kind) {
    var breakers = Breakers()
    for _ in 0..<9 { breakers.fail(target, with: Failure(kind), at: at(0), draw: 0) }
    #expect(breakers == Breakers())
  }

  @Test(arguments: [
    Failure.Kind.rateLimited, .overloaded, .serverError, .timeout, .idle, .cut, .malformed, .dns,
    .connect, .tls,
  ])
  func `open after five such failures`(kind: Failure.Kind) {
    var breakers = Breakers()
    for _ in 0..<5 { breakers.fail(target, with: Failure(kind), at: at(0), draw: 1) }
    #expect(breakers.state(of: target) == .open(until: at(5)))
  }

  @Test func `are not opened sooner by a shorter hint than by a refused key`() {
    var breakers = Breakers()
    breakers.fail(target, with: Failure(.auth), at: at(0), draw: 0)
    let limited = Failure(.rateLimited, retryAfter: .seconds(61))
    breakers.fail(target, with: limited, at: at(1), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(3_600)))
  }

  @Test func `open at once for a hint over a minute`() {
    var breakers = Breakers()
    let failure = Failure(.rateLimited, retryAfter: .seconds(6_000))
    breakers.fail(target, with: failure, at: at(0), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(6_000)))
  }

  @Test func `stay open for a day at most, however long the server asks`() {
    var breakers = Breakers()
    let failure = Failure(.rateLimited, retryAfter: .seconds(200_000))
    breakers.fail(target, with: failure, at: at(0), draw: 0)
    #expect(breakers.state(of: target) == .open(until: at(86_400)))
  }

  @Test func `forget a provider whose key has changed, and no other`() {
    var breakers = Breakers()
    let other = Target(provider: "b", model: "m")
    breakers.fail(target, with: Failure(.auth), at: at(0), draw: 0)
    breakers.fail(other, with: Failure(.auth), at: at(0), draw: 0)
    breakers.reset(provider: "a")
    #expect(breakers.state(of: target) == .closed)
    #expect(breakers.state(of: other) == .open(until: at(3_600)))
  }
}
