import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

private let target = Target(provider: "a", model: "m")

private func answered(
  _ target: Target = target, firstToken: Int64? = 400, tokens: Int = 101
) -> AttemptRecord {
  let first = firstToken.map { Duration.milliseconds($0) }
  return AttemptRecord(
    target: target, outcome: .answered, firstToken: first,
    total: (first ?? .zero) + .seconds(2), usage: Usage(outputTokens: tokens))
}

private func failed(_ kind: Failure.Kind = .serverError, code: String? = nil) -> AttemptRecord {
  AttemptRecord(target: target, outcome: .failed, failure: Failure(kind, code: code))
}

/// Whether two figures are the same to the two digits that the tables show.
private func same(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 0.006 }

@Suite struct `The health of a target` {
  @Test func `is perfect before anybody asked it`() {
    let table = HealthTable()
    #expect(table.score(of: target, at: at(0)) == 1)
    #expect(table.errorRate(of: target, at: at(0)) == nil)
    #expect(table.firstToken(of: target, quantile: 0.5) == nil)
    #expect(table.tokensPerSecond(of: target) == nil)
  }

  @Test(arguments: [
    // failures, answers, seconds ago, success rate
    (1, 0, 0.0, 0.67), (1, 0, 60, 0.80), (1, 0, 120, 0.89), (1, 0, 301, 1),
    (5, 0, 0, 0.29), (5, 0, 60, 0.44), (5, 0, 120, 0.62), (5, 0, 301, 1),
    (1, 9, 0, 0.92), (1, 9, 60, 0.93), (1, 9, 120, 0.94), (1, 9, 301, 1),
    (5, 5, 0, 0.58), (5, 5, 60, 0.64), (5, 5, 120, 0.72), (5, 5, 301, 1),
  ])
  func `is the success rate of 5 minutes with a half-life of 60 s, as worked`(
    failures: Int, answers: Int, age: Double, rate: Double
  ) {
    var table = HealthTable()
    for _ in 0..<failures { table.note(failed(), at: at(1_000)) }
    for _ in 0..<answers { table.note(answered(), at: at(1_000)) }
    #expect(same(table.score(of: target, at: at(1_000 + age)), rate))
  }

  @Test(arguments: [
    (Int64(400), 1.0), (600, 1), (800, 0.75), (1_200, 0.5), (60_000, 0.5), (1, 1),
  ])
  func `falls with the time to the first token against the usual one, as worked`(
    now: Int64, factor: Double
  ) {
    var table = HealthTable()
    for _ in 0..<20 { table.note(answered(firstToken: 400), at: at(0)) }
    for _ in 0..<3 { table.note(answered(firstToken: now), at: at(1)) }
    #expect(same(table.score(of: target, at: at(1)), factor))
  }

  @Test func `does not fall for one slow answer, nor for a slow model`() {
    var table = HealthTable()
    for _ in 0..<20 { table.note(answered(firstToken: 9_000), at: at(0)) }
    table.note(answered(firstToken: 60_000), at: at(1))
    #expect(table.score(of: target, at: at(1)) == 1)
  }

  @Test func `forgets that it was slow after 5 minutes`() {
    var table = HealthTable()
    for _ in 0..<20 { table.note(answered(firstToken: 400), at: at(0)) }
    for _ in 0..<3 { table.note(answered(firstToken: 4_000), at: at(1)) }
    #expect(table.score(of: target, at: at(301)) == 0.5)
    #expect(table.score(of: target, at: at(302)) == 1)
  }

  @Test func `counts connection failures`() {
    var table = HealthTable()
    for kind in [Failure.Kind.dns, .connect, .tls] { table.note(failed(kind), at: at(0)) }
    #expect(table.errorRate(of: target, at: at(0)) == 1)
    #expect(same(table.score(of: target, at: at(0)), 0.4))
  }

  @Test(arguments: [
    Failure.Kind.invalidRequest, .contextOverflow, .filtered, .refused, .tooLarge, .budget, .schema,
    .cancelled, .config, .tool,
  ])
  func `is not touched by what the request brought about`(kind: Failure.Kind) {
    var table = HealthTable()
    table.note(failed(kind), at: at(0))
    #expect(table == HealthTable())
  }

  @Test func `is not touched by what was held back or stopped here`() {
    var table = HealthTable()
    table.note(failed(.auth, code: Failure.noKeyCode), at: at(0))
    table.note(failed(.rateLimited, code: Failure.ownLimitCode), at: at(0))
    table.note(AttemptRecord(target: target, outcome: .cancelled), at: at(0))
    #expect(table == HealthTable())
  }

  @Test(arguments: [Failure.noKeyCode, Failure.ownLimitCode])
  func `has one table with the breaker, also for what never left this computer`(code: String) {
    let kind = code == Failure.noKeyCode ? Failure.Kind.auth : .rateLimited
    var breakers = Breakers()
    for _ in 0..<9 {
      breakers.fail(target, with: Failure(kind, code: code), at: at(0), draw: 0)
    }
    #expect(breakers == Breakers())
  }
}

@Suite struct `The measurements of a target` {
  @Test func `give quantiles of the time to the first token`() {
    var table = HealthTable()
    for time: Int64 in [400, 100, 300, 200] {
      table.note(answered(firstToken: time), at: at(0))
    }
    let quantiles = [0, 0.25, 0.5, 0.95, 1, 7, -1].map {
      table.firstToken(of: target, quantile: $0)?.milliseconds
    }
    #expect(quantiles == [100, 100, 200, 400, 400, 400, 100])
    #expect(table.firstToken(of: target, quantile: .nan) == nil)
  }

  @Test func `give the median speed`() {
    var table = HealthTable()
    for tokens in [21, 201, 101] { table.note(answered(tokens: tokens), at: at(0)) }
    #expect(table.tokensPerSecond(of: target) == 50)
  }

  @Test func `are those of the last 64 answers`() {
    var table = HealthTable()
    for _ in 0..<64 { table.note(answered(firstToken: 9_000, tokens: 3), at: at(0)) }
    for _ in 0..<64 { table.note(answered(firstToken: 100), at: at(0)) }
    #expect(table.firstToken(of: target, quantile: 1) == .milliseconds(100))
    #expect(table.tokensPerSecond(of: target) == 50)
  }

  @Test func `give the error rate of just 5 minutes`() {
    var table = HealthTable()
    table.note(failed(), at: at(0))
    table.note(answered(), at: at(200))
    #expect(table.errorRate(of: target, at: at(299)) == 0.5)
    #expect(table.errorRate(of: target, at: at(300)) == 0)
    #expect(table.errorRate(of: target, at: at(500)) == nil)
  }

  @Test func `work before the clock's start`() {
    var table = HealthTable()
    table.note(failed(), at: at(-2))
    table.note(answered(), at: at(2))
    #expect(table.errorRate(of: target, at: at(2)) == 0.5)
    #expect(TargetHealth.slot(of: at(-2)) == -1)
    #expect(TargetHealth.slot(of: at(-5)) == -1)
  }
}

@Suite struct `A table of health` {
  @Test func `keeps a bounded number of targets, the latest ones`() {
    var table = HealthTable()
    for number in 0..<1_100 {
      let target = Target(provider: "a", model: "\(number)")
      table.note(answered(target), at: at(Double(number)))
    }
    #expect(table.targets.count == HealthTable.mostTargets)
    #expect(table.targets[Target(provider: "a", model: "99")] == nil)
    #expect(table.targets[Target(provider: "a", model: "100")] != nil)
  }

  @Test func `keeps a bounded amount for a target that is asked all the time`() {
    var table = HealthTable()
    for second in 0..<2_000 { table.note(answered(), at: at(Double(second))) }
    #expect(table.targets[target]?.tallies.count == 60)
    #expect(table.targets[target]?.firstTokens.count == 64)
    #expect(table.targets[target]?.speeds.count == 64)
  }

  @Test func `forgets the targets of one provider`() {
    var table = HealthTable()
    let other = Target(provider: "b", model: "m")
    table.note(answered(), at: at(0))
    table.note(answered(other), at: at(0))
    table.reset(provider: "a")
    #expect(Array(table.targets.keys) == [other])
  }
}
