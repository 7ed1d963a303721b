import TestSupport
import Testing

@testable import ChatEngine

/// A program that knows how targets are doing, on a clock that the test holds.
private final class Program {
  let user: RedisUser
  var state = RoutingState()
  // Far ahead of the loop's clock: its timers wait.
  var now = Instant(nanoseconds: 1 << 60)
  private var shared: SharedHealth?
  static let target = Target(provider: "p", model: "m")

  init(_ server: RedisServer, process: UInt64) throws {
    user = try RedisUser(server.url)
    shared = SharedHealth(
      redis: user.client, loop: user.loop,
      routing: SharedHealth.Routing(
        state: { [unowned self] in state }, learn: { [unowned self] in $0(&state) }),
      prefix: "t:", process: process, accounts: { _ in "a" }, now: { [unowned self] in now })
  }

  func fail(_ kind: Failure.Kind = .serverError) {
    let failure = Failure(kind)
    state.breakers.fail(Self.target, with: failure, at: now, draw: 1)
    note(AttemptRecord(target: Self.target, outcome: .failed, failure: failure))
  }

  func answer() {
    state.breakers.succeed(Self.target, at: now)
    note(AttemptRecord(target: Self.target, outcome: .answered, firstToken: .milliseconds(350)))
  }

  private func note(_ attempt: AttemptRecord) {
    shared?.note(attempt)
    catchUp()
  }

  /// Reads what others said, as at the beginning of a turn.
  func read() {
    now += SharedHealth.interval
    shared?.begin(TurnID(1), targets: [Self.target])
    catchUp()
    shared?.end(TurnID(1))
  }

  // Twice, as a script that is new to the server is sent twice.
  private func catchUp() {
    _ = user.ask("PING")
    _ = user.ask("PING")
  }

  var breaker: Breaker.State { state.breakers.state(of: Self.target) }

  var openFor: Duration? {
    if case .open(let until) = breaker { until - now } else { nil }
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `Health over Redis` {
  private let server: RedisServer
  private let one: Program
  private let other: Program

  init() throws {
    server = try RedisServer()
    one = try Program(server, process: 1)
    other = try Program(server, process: 2)
  }

  @Test func `opens a breaker that has opened elsewhere, for what is left of it`() throws {
    other.read()
    for _ in 1...5 { one.fail() }
    let there = try #require(one.openFor)
    other.read()
    let here = try #require(other.openFor)
    #expect(here <= there && here > there - .seconds(4))
  }

  @Test func `opens it for a program that comes later`() throws {
    one.fail(.auth)
    let late = try Program(server, process: 3)
    late.read()
    let here = try #require(late.openFor)
    #expect(here > .seconds(3590) && here <= .seconds(3600))
  }

  @Test func `closes it again, little by little, when somebody was answered`() {
    for _ in 1...5 { one.fail() }
    other.read()
    one.answer()
    other.read()
    #expect(other.breaker == .ramp(offered: 0))
  }

  @Test func `leaves alone what was learned here last`() {
    for _ in 1...5 { one.fail() }
    other.answer()
    other.read()
    #expect(other.breaker == .closed)
    one.read()
    #expect(one.breaker == .ramp(offered: 0))
  }

  @Test func `tells an opening once, however many go round`() {
    for _ in 1...5 { one.fail() }
    other.read()
    other.fail()
    one.read()
    let words = server.cli("XRANGE", "t:{p/m/a}:health", "-", "+")
    #expect(words.split(separator: "\n").count { $0.hasPrefix("opened ") } == 1)
  }

  @Test func `tells nobody what a cancelled request was like`() {
    one.fail(.cancelled)
    #expect(server.cli("XLEN", "t:{p/m/a}:health") == "1")
    #expect(server.cli("XRANGE", "t:{p/m/a}:health", "-", "+").contains("failed cancelled"))
    other.read()
    #expect(other.breaker == .closed)
  }

  @Test func `is short, and not for ever`() throws {
    for _ in 1...600 {
      one.state = RoutingState()
      one.fail(.overloaded)
    }
    #expect(try #require(Int(server.cli("XLEN", "t:{p/m/a}:health"))) < 400)
    #expect(try #require(Int(server.cli("TTL", "t:{p/m/a}:health"))) > 3600)
  }

  @Test(arguments: ["string", "list", "stream", "absurd"])
  func `passes over garbage`(garbage: String) {
    let key = "t:{p/m/a}:health"
    switch garbage {
    case "string": server.cli("SET", key, "x")
    case "list": server.cli("LPUSH", key, "x")
    case "stream": server.cli("XADD", key, "*", "a", "b", "event", "c")
    default: server.cli("XADD", key, "9999999999999999999-1", "by", "x", "event", "opened 9e9")
    }
    other.read()
    #expect(other.breaker == .closed)
    for _ in 1...5 { one.fail() }
    other.read()
    #expect(other.openFor != nil || garbage == "absurd")
  }

  @Test func `is each program's own where Redis is away`() {
    server.kill()
    one.fail(.auth)
    other.read()
    #expect(one.openFor != nil)
    #expect(other.breaker == .closed)
  }
}

@Suite struct `What programs say of a target` {
  @Test(arguments: [
    (HealthEvent.answered(firstToken: .milliseconds(350), tokensPerSecond: 52), "answered 350 52"),
    (.answered(firstToken: nil, tokensPerSecond: nil), "answered - -"),
    (.failed(.overloaded), "failed overloaded"), (.opened(.seconds(5)), "opened 5000"),
  ])
  func `reads back as it was`(event: HealthEvent, text: String) {
    #expect(event.text == text)
    #expect(HealthEvent(text: text) == event)
  }

  @Test(arguments: [
    "", "opened", "opened ", "opened -1", "opened 86400001", "opened nan", "failed", "failed x",
    "answered", "answered 1", "answered 1 2 3", "closed", "opened 99999999999999999999",
    String(repeating: "opened ", count: 100),
  ])
  func `is nothing where nobody says so`(text: String) {
    #expect(HealthEvent(text: text) == nil)
  }

  @Test func `gives the figures of an answer on`() {
    let event = HealthEvent.answered(firstToken: .milliseconds(350), tokensPerSecond: 52)
    let attempt = event.attempt(at: Target(provider: "p", model: "m"))
    #expect(attempt?.outcome == .answered)
    #expect(attempt?.firstToken == .milliseconds(350))
    #expect(attempt?.tokensPerSecond == 52)
  }

  @Test(arguments: [
    RedisValue.null, .integer(1), .array([]), .array([.integer(1), .integer(2)]),
    .array([.integer(1), .array([.integer(2)])]),
    .array([.integer(1), .array([.array([.integer(1), .integer(1), .integer(1)])])]),
    .array([.integer(1), .array(Array(repeating: .null, count: 10_000))]),
  ])
  func `is not read from what no script says`(reply: RedisValue) {
    let news = HealthNews(reply, process: "z")
    #expect(news == nil || news?.items.isEmpty == true)
  }
}
