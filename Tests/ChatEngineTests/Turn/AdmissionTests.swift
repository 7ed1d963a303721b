import Testing

@testable import ChatEngine

/// Refuses the targets of these providers as the limits would: for so many seconds, or for a time
/// that nobody knows.
private func full(
  _ hints: [String: Double]
) -> @Sendable (Reservation, Instant) -> Admission? {
  { reservation, now in
    guard let seconds = hints[reservation.target.provider] else { return .granted(at: now) }
    let hint: Duration? = seconds.isFinite ? .seconds(seconds) : nil
    guard !reservation.mayWait else { return hint.map { .granted(at: now + $0) } ?? .queued }
    let failure = Failure(.rateLimited, code: Failure.ownLimitCode, retryAfter: hint)
    return .refused(failure)
  }
}

@Suite struct `A request's place` {
  private func stage(
    _ targets: [String], desk: @escaping @Sendable (Reservation, Instant) -> Admission?
  ) -> TurnStage {
    let stage =
      switch targets.count {
      case 1: TurnStage(targets[0])
      case 2: TurnStage(targets[0], targets[1])
      default: TurnStage(targets[0], targets[1], targets[2])
      }
    stage.showsDesk = true
    stage.desk = desk
    return stage
  }

  @Test func `is reserved before and settled after it`() {
    let stage = stage(["a/m"]) { .granted(at: $1) }
    #expect(
      stage.begin() == [
        "reserve 1 at a/m, waiting", "try 1 a/m: first in the route", "send 1 to a: user: Hello",
        "set firstPart 60", "set total 600",
      ])
    #expect(
      stage.answers(1).suffix(3) == ["a/m answered", "settle 1", "end answered: stop 10+20"])
  }

  @Test func `wants the tokens and the cost of prompt and answer`() throws {
    var request = TurnStage.prompt("Hello")
    request.parameters.maxOutputTokens = 500
    let reservation = try firstReservation(request)
    #expect(reservation.tokens == 6 + 500)
    #expect(reservation.cost == 6e-6 + 500e-5)
    #expect(reservation.priority == .interactive)
    #expect(reservation.limits.requestsPerMinute == 60)
  }

  @Test func `takes an answer for a thousand tokens, or what the model gives at most`() throws {
    #expect(try firstReservation(TurnStage.prompt("Hello")).tokens == 6 + 1_000)
    #expect(try firstReservation(TurnStage.prompt("Hello"), maxOutput: 300).tokens == 6 + 300)
  }

  private func firstReservation(
    _ request: ChatRequest, maxOutput: Int? = nil
  ) throws -> Reservation {
    let stage = TurnStage("a/m", request: request) {
      $0.provider.limits.requestsPerMinute = 60
      $0.model.maxOutput = maxOutput
    }
    let effects = stage.effects(of: .begin)
    let reservations = effects.compactMap { effect in
      if case .reserve(let reservation) = effect { reservation } else { nil }
    }
    return try #require(reservations.first)
  }

  @Test func `is passed over for another target's where there is none now`() {
    let stage = stage(["a/m", "b/m"], desk: full(["a": 12]))
    #expect(
      stage.begin().prefix(4) == [
        "reserve 1 at a/m", "pass over a/m: rate_limited", "reserve 2 at b/m",
        "try 1 b/m: first in the route that can be asked, instead of a/m, which is at its limit "
          + "for 12 s",
      ])
  }

  @Test func `is waited for at the target with the shortest wait where all have none now`() {
    let stage = stage(
      ["a/m", "b/m", "c/m"],
      desk: full(["a": 12, "b": 3, "c": .infinity]))
    #expect(
      stage.begin() == [
        "reserve 1 at a/m", "pass over a/m: rate_limited", "reserve 2 at b/m",
        "pass over b/m: rate_limited", "reserve 3 at c/m", "pass over c/m: rate_limited",
        "reserve 4 at b/m, waiting", "wait until 3 for b/m: rate_limited", "set place 3",
      ])
    let lines = stage.fires(.place, after: .seconds(3))
    #expect(lines.contains("send 4 to b: user: Hello"))
    #expect(lines.contains("set firstPart 63"))
  }

  @Test func `counts its wait as the attempt's`() throws {
    let stage = stage(["a/m"], desk: full(["a": 3]))
    #expect(
      stage.begin() == [
        "reserve 1 at a/m, waiting", "wait until 3 for a/m: rate_limited", "set place 3",
      ])
    _ = stage.fires(.place, after: .seconds(3))
    let ended = stage.end(.cancel)
    let end = try #require(ended)
    #expect(end.ending.attempts.map(\.wait) == [.seconds(3)])
    #expect(end.ending.attempts.map(\.total) == [.zero])
  }

  @Test func `is waited for in a queue where nobody knows the time`() {
    let stage = stage(["a/m"], desk: full(["a": .infinity]))
    #expect(stage.begin() == ["reserve 1 at a/m, waiting", "queued for a/m"])
    stage.now += .seconds(40)
    let lines = stage.handle(.admission(TransferID(value: 1), .granted(at: stage.now)))
    #expect(lines.suffix(2) == ["set firstPart 100", "set total 640"])
  }

  @Test(arguments: [nil, Admission.queued, .granted(at: .distantFuture)])
  func `is given back when the wait for it is stopped`(word: Admission?) {
    let stage = stage(["a/m"]) { _, _ in word }
    _ = stage.begin()
    let lines = stage.handle(.cancel)
    #expect(lines.contains("withdraw 1"))
    #expect(lines.last == "end cancelled: cancelled")
    #expect(stage.handle(.admission(TransferID(value: 1), .granted(at: stage.now))) == [])
    #expect(stage.handle(.timer(.place)) == [])
  }

  @Test func `that costs too much goes to another target`() {
    let stage = stage(["a/m", "b/m"]) {
      $0.target.provider == "a" ? .refused(Failure(.budget)) : .granted(at: $1)
    }
    let lines = stage.begin()
    #expect(lines[1] == "pass over a/m: budget")
    #expect(
      lines[3]
        == "try 1 b/m: first in the route that can be asked, instead of a/m, which is over the "
        + "budget")
  }

  @Test func `that costs too much everywhere ends the turn, and nothing is sent`() throws {
    let failure = Failure(.budget, "the day's budget of $5.00 is used up")
    let stage = stage(["a/m", "b/m"]) { _, _ in .refused(failure) }
    #expect(
      stage.begin() == [
        "reserve 1 at a/m", "pass over a/m: budget", "reserve 2 at b/m, waiting",
        "pass over b/m: budget", "end failed: budget",
      ])
    #expect(stage.turn.records == [])
  }

  @Test func `that is refused for good ends the turn with the desk's word`() throws {
    let failure = Failure(.rateLimited, code: Failure.ownLimitCode)
    let stage = stage(["a/m", "b/m"]) { _, _ in .refused(failure) }
    let ended = stage.end(.begin)
    #expect(try #require(ended).ending.failure == failure)
  }

  @Test func `is reserved anew for a retry`() {
    let stage = stage(["a/m"]) { .granted(at: $1) }
    _ = stage.begin()
    #expect(stage.refuses(1, 500, "server_error").contains("settle 1"))
    let lines = stage.fires(.retry, after: .milliseconds(250))
    #expect(lines.first == "reserve 2 at a/m, waiting")
    #expect(lines.contains("send 2 to a: user: Hello"))
  }

  @Test func `stays held for another try on a fresh connection`() {
    let stage = stage(["a/m", "b/m"]) { .granted(at: $1) }
    _ = stage.begin()
    let lines = stage.breaks(1, .stale, .unsent)
    #expect(!lines.contains { $0.hasPrefix("reserve") || $0.hasPrefix("withdraw") })
    #expect(lines.contains("send 2 to a: user: Hello"))
    #expect(stage.answers(2).contains("settle 1"))
  }

  @Test func `is given back when nothing was ever sent`() {
    let stage = stage(["a/m", "b/m"]) { .granted(at: $1) }
    _ = stage.begin()
    let lines = stage.breaks(1, .dns, .unsent)
    #expect(lines.contains("withdraw 1"))
    #expect(!lines.contains("settle 1"))
    let missing = stage.handle(.keyUnavailable(TransferID(value: 2), Failure(.auth)))
    #expect(missing.contains("withdraw 2"))
  }

  @Test func `is paid for what was shown when the answer is stopped`() throws {
    let stage = stage(["a/m"]) { .granted(at: $1) }
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hello there")
    let settlements = stage.effects(of: .cancel).compactMap { effect in
      if case .settle(_, let settlement) = effect { settlement } else { nil }
    }
    let usage = Usage(inputTokens: 6, outputTokens: 3, isEstimated: true)
    #expect(settlements == [Settlement(usage: usage, cost: 0.000036)])
  }

  @Test(arguments: [500, 429])
  func `costs nothing where no answer came`(status: Int) {
    let stage = stage(["a/m"]) { .granted(at: $1) }
    _ = stage.begin()
    _ = stage.status(1, status)
    let event = TurnEvent.transfer(TransferID(value: 1), .ended(TransferTimings()))
    let settlements = stage.effects(of: event).compactMap { effect in
      if case .settle(_, let settlement) = effect { settlement } else { nil }
    }
    #expect(settlements == [Settlement(usage: nil, cost: 0)])
  }

  @Test(arguments: [
    ("S 1\nE server_error", true), ("E rate_limited", true), ("<html>", true), ("S 1", false),
    ("E malformed", false), ("T Hello\nE server_error", false), ("U 9 0\nE server_error", false),
  ])
  func `costs nothing where an error came in place of an answer`(body: String, isFree: Bool) {
    let stage = stage(["a/m"]) { .granted(at: $1) }
    _ = stage.begin()
    _ = stage.status(1, 200)
    let id = TransferID(value: 1)
    let events = [TurnEvent.transfer(id, .body(Array(body.utf8))), .transfer(id, .ended(.init()))]
    let settlements = events.flatMap { stage.effects(of: $0) }.compactMap { effect in
      if case .settle(_, let settlement) = effect { settlement } else { nil }
    }
    #expect(settlements.map { $0.cost == 0 } == [isFree])
    #expect(settlements.map { $0.usage == nil } == [isFree])
  }

  @Test func `is rather waited for than a target asked whose breaker is open`() {
    let stage = stage(["a/m", "b/m"], desk: full(["a": 3]))
    let sick = Target(provider: "b", model: "m")
    stage.routing.breakers.fail(sick, with: Failure(.auth), at: stage.now, draw: 0)
    #expect(stage.begin().last == "set place 3")
  }

  @Test func `is not waited for where a target can be asked that is being let back`() {
    let stage = stage(["a/m", "b/m"], desk: full(["a": 3]))
    let mended = Target(provider: "b", model: "m")
    stage.routing.breakers.fail(mended, with: Failure(.auth), at: stage.now, draw: 0)
    stage.routing.breakers.succeed(mended, at: stage.now)
    #expect(stage.begin().contains { $0.hasPrefix("try 1 b/m: the last one left") })
  }

  @Test func `is rather waited for than a longer backoff`() {
    let stage = stage(["a/m", "b/m"], desk: full(["b": 0.1]))
    _ = stage.begin()
    let lines = stage.refuses(1, 503, "overloaded")
    #expect(lines.suffix(2) == ["wait until 0.1 for b/m: rate_limited", "set place 0.1"])
  }

  @Test func `is asked for again at all targets after a backoff`() {
    let stage = stage(["a/m", "b/m"], desk: full(["b": 9]))
    _ = stage.begin()
    #expect(stage.refuses(1, 503, "overloaded").last == "set retry 0.25")
    #expect(
      stage.fires(.retry, after: .milliseconds(250)).prefix(3) == [
        "reserve 3 at b/m", "pass over b/m: rate_limited", "reserve 4 at a/m",
      ])
  }
}
