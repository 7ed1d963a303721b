import Testing

@testable import ChatEngine

/// What only goes wrong where two things happen at nearly the same time.
@Suite struct `A turn at the edge` {
  private let target = Target(provider: "a", model: "m")

  private func settled(_ lines: [String]) -> [String] {
    lines.filter { $0.hasPrefix("settle") || $0.hasPrefix("withdraw") }
  }

  // MARK: The end mark

  @Test func `is whole where its end mark came just before its ten minutes were over`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hi")
    stage.now += .milliseconds(599_500)
    #expect(stage.body(1, "U 10 20\nF stop").contains("clear total"))
    #expect(stage.fires(.total, after: .milliseconds(500)) == [])
    #expect(stage.fires(.settle, after: .milliseconds(1_500)).last == "end answered: stop 10+20")
  }

  @Test(arguments: ["E server_error\nF stop", "T Hi\nE server_error\nT you\nF stop"])
  func `takes no end mark behind an error for an answer (faults.md, row 40)`(body: String) {
    var settings = TurnSettings(codec: { _ in StubCodec() })
    settings.cache = .always
    settings.cacheKey = { request, _, _ in CacheKey(text: request.url) }
    let stage = TurnStage("a/m", attempts: 1, settings: settings)
    _ = stage.begin()
    _ = stage.handle(.found(nil))
    _ = stage.status(1, 200)
    let lines = stage.body(1, body)
    #expect(lines.contains("a/m failed server_error"))
    #expect(!lines.contains("text you"))
    #expect(!lines.contains { $0.hasPrefix("keep a/m") })
  }

  @Test func `believes a status that said why rather than the clock`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 401)
    _ = stage.body(1, "auth")
    let lines = stage.fires(.firstPart, after: .seconds(60))
    #expect(lines.contains("a/m failed auth"))
    #expect(stage.routing.breakers.state(of: target) == .open(until: stage.now + .seconds(3_600)))
  }

  @Test func `counts both of two empty answers against the target`() {
    var stage = TurnStage("a/m", random: 0)
    for _ in 0..<3 {
      let routing = stage.routing
      let now = stage.now
      stage = TurnStage("a/m", random: 0)
      (stage.routing, stage.now) = (routing, now)
      _ = stage.begin()
      _ = stage.answers(1, "F stop")
      _ = stage.fires(.retry, after: .zero)
      #expect(stage.answers(2, "F stop").last == "end failed: malformed 6+0" || stage.hasEnded)
    }
    guard case .open = stage.routing.breakers.state(of: target) else {
      Issue.record("six empty answers in a row opened no breaker")
      return
    }
  }

  // MARK: Refused fields

  private var warm: ChatRequest {
    var request = TurnStage.prompt("Hello")
    request.parameters.temperature = 0.5
    return request
  }

  @Test func `drops a refused field though another turn learned of it first`() {
    let stage = TurnStage("a/m", request: warm)
    _ = stage.begin()
    stage.routing.rejectedFields = [target: ["temperature"]]
    let lines = stage.refuses(1, 400, "invalid_request !temperature")
    #expect(lines.contains("send 2 to a: user: Hello"))
    #expect(
      stage.refuses(2, 400, "invalid_request !temperature").last == "end failed: invalid_request")
  }

  @Test func `does not write a second answer behind what was shown`() {
    let failure = Failure(.invalidRequest, rejectedField: "temperature")
    #expect(Remedy(for: failure, in: .responding) == .drop("temperature"))
    #expect(Remedy(for: failure, in: .shown) == .stop)
  }

  // MARK: Keys

  @Test func `spends no attempt on a provider without a key`() {
    let stage = TurnStage("a/m", "b/m", "c/m", attempts: 1)
    _ = stage.begin()
    let missing = Failure(.auth, "no key")
    _ = stage.handle(.keyUnavailable(TransferID(value: 1), missing))
    let lines = stage.handle(.keyUnavailable(TransferID(value: 2), missing))
    #expect(lines.contains("send 3 to c: user: Hello"))
    #expect(stage.answers(3).last == "end answered: stop 10+20")
  }

  // MARK: Notes

  @Test func `leaves the notes of an answer that was given up with that answer`() throws {
    var settings = TurnSettings(codec: { _ in StubCodec() })
    settings.fit = { request, candidate in
      TurnSettings.Fitted(request, notes: ["for \(candidate.target.provider)"])
    }
    let stage = TurnStage("a/m", "b/m", "c/m", onCut: .continue, settings: settings)
    _ = stage.begin()
    for number: UInt64 in 1...2 {
      _ = stage.status(number, 200)
      _ = stage.body(number, "T Hi")
      _ = stage.ends(number)
    }
    _ = stage.status(3, 200)
    _ = stage.body(3, "T Hi\nF stop")
    let ended = stage.end(.timer(.settle))
    #expect(try #require(ended).ending.notes == ["for c"])
  }

  // MARK: Places

  @Test(arguments: [true, false])
  func `gives its place back where the target's breaker opened while it waited`(hasOther: Bool) {
    let stage = hasOther ? TurnStage("a/m", "b/m") : TurnStage("a/m")
    stage.showsDesk = true
    stage.desk = { $0.target.provider == "a" ? .queued : .granted(at: $1) }
    _ = stage.begin()
    stage.routing.breakers.fail(target, with: Failure(.forbidden), at: stage.now, draw: 0)
    let lines = stage.handle(.admission(TransferID(value: 1), .granted(at: stage.now)))
    if hasOther {
      #expect(settled(lines) == ["withdraw 1"])
      #expect(lines.contains("send 2 to b: user: Hello"))
    } else {
      // The last one left is never refused.
      #expect(settled(lines) == [])
      #expect(lines.contains("send 1 to a: user: Hello"))
    }
  }

  @Test func `leaves a probe that waited for its place to the turn that was faster`() {
    let stage = TurnStage("a/m", "b/m")
    stage.showsDesk = true
    stage.desk = { $0.target.provider == "a" ? nil : .granted(at: $1) }
    for _ in 0..<5 {
      stage.routing.breakers.fail(target, with: Failure(.serverError), at: stage.now, draw: 1)
    }
    stage.now += .seconds(5)
    #expect(stage.begin() == ["reserve 1 at a/m"])
    stage.routing.breakers.begin(target, at: stage.now)
    #expect(stage.routing.breakers.state(of: target) == .halfOpen)
    let lines = stage.handle(.admission(TransferID(value: 1), .granted(at: stage.now)))
    #expect(lines.first == "withdraw 1")
    #expect(lines.contains("send 2 to b: user: Hello"))
  }

  @Test func `settles or gives back each place once, whatever the desk says twice`() {
    let stage = TurnStage("a/m", "b/m")
    stage.showsDesk = true
    _ = stage.begin()
    let again = TurnEvent.admission(TransferID(value: 1), .granted(at: stage.now))
    #expect(stage.handle(again) == [])
    #expect(stage.handle(.admission(TransferID(value: 1), .refused(Failure(.budget)))) == [])
    #expect(settled(stage.refuses(1, 500, "server_error")) == ["settle 1"])
    #expect(stage.handle(again) == [])
    #expect(settled(stage.handle(.cancel)) == ["settle 2"])
    #expect(stage.handle(.admission(TransferID(value: 2), .granted(at: stage.now))) == [])
  }
}

@Suite struct `A race` {
  private func stage() -> TurnStage {
    let stage = TurnStage("a/m", "b/m", hedge: true)
    let record = AttemptRecord(
      target: Target(provider: "a", model: "m"), outcome: .answered, firstToken: .seconds(2),
      total: .seconds(4), usage: Usage(outputTokens: 100))
    for _ in 0..<20 { stage.routing.health.note(record, at: stage.now) }
    return stage
  }

  private func tells(_ lines: [String]) -> Bool { lines.contains { $0.hasPrefix("limits") } }

  @Test func `that may yet begin does not hold back what is left of a target's limits`() {
    let stage = stage()
    _ = stage.begin()
    #expect(tells(stage.status(1, 429, [HTTPHeader("x-left", "0")])))
    #expect(stage.turn.askedTarget == Target(provider: "a", model: "m"))
  }

  @Test func `tells the second one's limits only once it is the one that is asked`() {
    let stage = stage()
    _ = stage.begin()
    _ = stage.fires(.hedge, after: .seconds(2))
    #expect(!tells(stage.status(2, 200, [HTTPHeader("x-left", "0")])))
    #expect(tells(stage.status(1, 200, [HTTPHeader("x-left", "7")])))
    #expect(tells(stage.body(2, "T Hi")))
    #expect(stage.turn.askedTarget == Target(provider: "b", model: "m"))
  }
}
