import Testing

@testable import ChatEngine

/// Limits over a Redis that the test answers for, on a clock that the test holds.
private final class Stage {
  let redis = ScriptedRedis()
  let loop: EventLoop
  let local: LocalLimits
  private(set) var limits: SharedLimits
  private(set) var said: [UInt64: [Admission]] = [:]
  private(set) var changes: [Bool] = []
  private let clock = TestClock()

  init() throws {
    let clock = clock
    clock.advance(.seconds(5))
    loop = try EventLoop()
    local = LocalLimits(loop: loop, now: { clock.now })
    limits = SharedLimits(
      redis: redis, local: local, loop: loop, prefix: "t:", process: 35, accounts: { "\($0)1" },
      now: { clock.now })
    limits.onChange = { [unowned self] in changes.append($0) }
  }

  static let target = Target(provider: "p", model: "m")
  /// 60 a minute: half of it alone is one every 2 s, after a burst of one.
  static let some = Provider.RateLimits(requestsPerMinute: 60, concurrent: 4, burst: 2)

  func reserve(
    _ ticket: UInt64, _ limits: Provider.RateLimits = some, tokens: Int = 0,
    priority: Reservation.Priority = .interactive, mayWait: Bool = true
  ) {
    let reservation = Reservation(
      ticket: TransferID(value: ticket), target: Self.target, limits: limits, tokens: tokens,
      priority: priority, mayWait: mayWait)
    self.limits.reserve(reservation) { [unowned self] in said[ticket, default: []].append($0) }
  }

  func withdraw(_ ticket: UInt64) { limits.withdraw(TransferID(value: ticket)) }
  func settle(_ ticket: UInt64, tokens: Int? = nil) {
    limits.settle(TransferID(value: ticket), tokens: tokens)
  }

  @discardableResult
  func answer(_ result: Result<RedisValue, RedisFailure>) -> [String]? {
    redis.answer(LimitScript.reserve, result)
  }

  func advance(_ milliseconds: Int) {
    clock.advance(.milliseconds(milliseconds))
    limits.pump()
    local.pump()
  }

  /// So many milliseconds from now.
  func granted(in milliseconds: Int = 0) -> Admission {
    .granted(at: clock.now + .milliseconds(milliseconds))
  }
}

@Suite struct `Limits over Redis` {
  private let stage: Stage

  init() throws { stage = try Stage() }

  @Test func `give the place that Redis gives`() {
    stage.reserve(1)
    #expect(stage.said[1] == nil)
    #expect(
      stage.redis.calls.first?.keys == ["req", "tok", "lease", "hold"].map { "t:{p/m/p1}:\($0)" })
    let arguments = stage.answer(.granted(in: 250))
    #expect(
      arguments == ["z:1", "1000000", "2000000", "0", "0", "4", "0", "600000000"])
    #expect(stage.said[1] == [stage.granted(in: 250)])
    #expect(stage.limits.isSharing)
    #expect(stage.limits.counts == SharingCounts(asked: 1, fallbacks: 0))
  }

  @Test func `ask nobody where nothing is limited`() {
    stage.reserve(1, Provider.RateLimits())
    #expect(stage.said[1] == [stage.granted()])
    #expect(stage.redis.calls.isEmpty)
    stage.settle(1)
    #expect(stage.redis.calls.isEmpty)
  }

  @Test func `refuse with the wait where nobody wants to wait`() {
    stage.reserve(1, mayWait: false)
    #expect(stage.answer(.refused(for: 1500))?.last == "0")
    #expect(stage.said[1] == [.refused(.noPlace(for: .milliseconds(1500)))])
  }

  @Test func `refuse without a time where a stream has to end first`() {
    stage.reserve(1, mayWait: false)
    stage.answer(.noStream())
    #expect(stage.said[1] == [.refused(.noPlace(for: .zero))])
  }

  @Test func `say that a request waits for a stream, and give it one when one of ours ends`() {
    stage.reserve(1)
    stage.answer(.granted())
    stage.reserve(2)
    stage.answer(.noStream())
    #expect(stage.said[2] == [.queued])
    #expect(stage.redis.count(LimitScript.reserve) == 0)
    stage.settle(1)
    stage.answer(.granted())
    #expect(stage.said[2] == [.queued, stage.granted()])
  }

  @Test func `ask again for a stream that others have`() {
    stage.reserve(1)
    stage.answer(.noStream())
    stage.advance(19)
    #expect(stage.redis.count(LimitScript.reserve) == 0)
    stage.advance(1)
    stage.answer(.noStream())
    stage.advance(40)
    stage.answer(.granted())
    #expect(stage.said[1] == [.queued, stage.granted()])
  }

  @Test func `put tokens right and free the stream`() {
    let limits = Provider.RateLimits(tokensPerMinute: 60_000)
    stage.reserve(1, limits, tokens: 100)
    stage.answer(.granted())
    stage.settle(1, tokens: 40)
    #expect(
      stage.redis.answer(LimitScript.settle, .done) == ["z:1", "0", "700", "-60000", "800"])
  }

  @Test func `leave the estimate standing where nobody counted`() {
    stage.reserve(1, Provider.RateLimits(tokensPerMinute: 60_000), tokens: 100)
    stage.answer(.granted())
    stage.settle(1)
    #expect(stage.redis.answer(LimitScript.settle, .done) == ["z:1", "0", "700", "0", "800"])
  }

  @Test func `give back what was not sent`() {
    stage.reserve(1)
    stage.answer(.granted(in: 900))
    stage.withdraw(1)
    #expect(
      stage.redis.answer(LimitScript.settle, .done) == ["z:1", "1000000", "700", "0", "800"])
  }

  @Test func `give back a place that comes after its request was withdrawn`() {
    stage.reserve(1)
    stage.withdraw(1)
    stage.answer(.granted())
    #expect(stage.redis.count(LimitScript.settle) == 1)
    #expect(stage.said[1] == nil)
  }

  @Test func `ask for one batch place ahead, and for a person's at once`() {
    for number in 1...3 { stage.reserve(UInt64(number), priority: .batch) }
    #expect(stage.redis.count(LimitScript.reserve) == 1)
    #expect(stage.said[2] == [.queued])
    stage.reserve(4)
    #expect(stage.redis.count(LimitScript.reserve) == 2)
    stage.answer(.granted(in: 100))
    #expect(stage.redis.count(LimitScript.reserve) == 1)
    stage.advance(100)
    #expect(stage.redis.count(LimitScript.reserve) == 2)
  }

  @Test func `share a provider's word, also where the user has no limit`() {
    let report = RateLimitReport(
      requestsRemaining: 3, requestsReset: .seconds(2), tokensRemaining: 500)
    stage.limits.tighten(report, of: Stage.target)
    #expect(
      stage.redis.answer(LimitScript.tighten, .done) == ["3", "2000000", "500", "60000000"])
    stage.reserve(1, Provider.RateLimits())
    #expect(stage.redis.count(LimitScript.reserve) == 1)
  }

  @Test(arguments: [
    (RateLimitReport(requestsRemaining: 9, retryAfter: .seconds(3)), ["0", "3000000", "-1", "-1"]),
    (
      RateLimitReport(requestsRemaining: -1, requestsReset: .seconds(9999)),
      ["0", "3600000000", "-1", "-1"]
    ),
  ])
  func `take the tightest word of a report, and no absurd one`(
    report: RateLimitReport, words: [String]
  ) {
    stage.limits.tighten(report, of: Stage.target)
    #expect(stage.redis.answer(LimitScript.tighten, .done) == words)
  }

  @Test(arguments: [
    RateLimitReport(), RateLimitReport(requestsLimit: 0, requestsRemaining: 0),
  ])
  func `take no word from a report without one`(report: RateLimitReport) {
    stage.limits.tighten(report, of: Stage.target)
    #expect(stage.redis.calls.isEmpty)
  }

  @Test func `know what is left from the last reply and the time since`() {
    stage.reserve(1)
    stage.answer(
      .success(
        .array([1, 0, 1_500_000, 0, 3, 7, -1, 700, 800].map { RedisValue.integer($0) })))
    #expect(stage.limits.outlook(of: Stage.target) == LimitOutlook(requests: 0, streams: 1))
    stage.advance(1000)
    #expect(stage.limits.outlook(of: Stage.target) == LimitOutlook(requests: 1, streams: 1))
    stage.settle(1)
    stage.advance(10_000)
    #expect(stage.limits.outlook(of: Stage.target) == LimitOutlook(requests: 2, streams: 2))
  }
}

@Suite struct `Limits whose Redis is away` {
  private let stage: Stage

  init() throws { stage = try Stage() }

  @Test(arguments: [
    Result<RedisValue, RedisFailure>.away, .failure(.refused("OOM command not allowed")),
    .failure(.refused("READONLY You can't write")), .success(.string([0x68, 0x69])),
    .success(.array([.integer(1)])), .success(.array((0..<9).map { _ in .integer(9) })),
    // A wait that no script grants.
    .granted(in: 600_001),
  ])
  func `use half of what is allowed`(reply: Result<RedisValue, RedisFailure>) {
    let limits = Provider.RateLimits(requestsPerMinute: 60, burst: 2)
    for number in 1...3 { stage.reserve(UInt64(number), limits) }
    for _ in 1...3 { stage.answer(reply) }
    #expect(
      [1, 2, 3].map { stage.said[$0] } == [
        [stage.granted()], [stage.granted(in: 2000)], [stage.granted(in: 4000)],
      ])
    #expect(!stage.limits.isSharing)
    #expect(stage.changes == [false])
    #expect(stage.limits.counts == SharingCounts(asked: 3, fallbacks: 3))
  }

  @Test func `settle here what was reserved here, and there what was reserved there`() {
    stage.reserve(1)
    stage.answer(.granted())
    stage.reserve(2)
    stage.answer(.failure(.refused("OOM")))
    stage.settle(2)
    #expect(stage.redis.count(LimitScript.settle) == 0)
    stage.settle(1)
    #expect(stage.redis.count(LimitScript.settle) == 1)
  }

  @Test func `go back to it as soon as it answers`() {
    stage.reserve(1)
    stage.answer(.away)
    stage.reserve(2)
    stage.answer(.granted())
    #expect(stage.said[2] == [stage.granted()])
    #expect(stage.limits.isSharing)
    #expect(stage.changes == [false, true])
  }

  @Test func `give back what a late reply may have granted`() {
    stage.reserve(1)
    stage.answer(.away)
    // Nothing is known of its place, so only the stream can be free again.
    #expect(
      stage.redis.answer(LimitScript.settle, .done) == ["z:1", "1000000", "0", "0", "0"])
  }

  @Test func `give nothing back where nothing was sent`() {
    stage.redis.isAvailable = false
    stage.reserve(1)
    stage.answer(.away)
    #expect(stage.redis.count(LimitScript.settle) == 0)
  }

  @Test func `settle once it is back what ended meanwhile`() {
    stage.reserve(1)
    stage.answer(.granted())
    stage.settle(1)
    stage.redis.answer(LimitScript.settle, .away)
    #expect(stage.redis.count(LimitScript.settle) == 0)
    stage.reserve(2)
    stage.answer(.granted())
    #expect(stage.redis.answer(LimitScript.settle, .done)?.first == "z:1")
    stage.reserve(3)
    stage.answer(.granted())
    #expect(stage.redis.count(LimitScript.settle) == 0)
  }

  @Test func `give those who wait for a stream a place here`() {
    let one = Provider.RateLimits(concurrent: 1)
    stage.reserve(1, one)
    stage.answer(.noStream())
    stage.reserve(2, one)
    stage.advance(20)
    stage.answer(.away)
    #expect(stage.said[1] == [.queued, stage.granted()])
    #expect(stage.said[2] == [.queued])
    stage.settle(1)
    #expect(stage.said[2] == [.queued, stage.granted()])
  }
}
