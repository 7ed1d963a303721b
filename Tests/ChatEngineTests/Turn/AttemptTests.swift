import Testing

@testable import ChatEngine

@Suite struct `Attempts of a turn` {
  // MARK: P0

  @Test(arguments: [
    (TransportError.Kind.dnsTimeout, 2), (.stale, 2), (.refusedStream, 2), (.connect, 1),
    (.connectTimeout, 1), (.handshake, 1), (.dns, 0), (.certificate, 0), (.insecure, 0),
  ])
  func `are made again at once and uncounted when nothing was sent`(
    kind: TransportError.Kind, again: Int
  ) {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    for number in 0..<again {
      let id = UInt64(number + 1)
      #expect(
        stage.breaks(id, kind, .unsent).suffix(5).prefix(2) == [
          "a/m failed \(Failure(TransportError(kind, message: "")).kind.rawValue)",
          "try \(id + 1) a/m: on a fresh connection",
        ])
    }
    let lines = stage.breaks(UInt64(again + 1), kind, .unsent)
    #expect(lines.contains("try \(again + 2) b/m: next in the route"))
    #expect(stage.failover.tallies.map(\.attempts) == [1, 1])
  }

  @Test func `with an untrusted certificate are not made again`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(stage.breaks(1, .certificate, .unsent).last == "end failed: tls")
  }

  @Test func `without a key go to the next target`() {
    let stage = TurnStage("a/m", "a/n", "b/m")
    _ = stage.begin()
    #expect(
      stage.handle(.keyUnavailable(TransferID(value: 1), Failure(.auth))).suffix(5) == [
        "a/m to b/m: auth", "try 2 b/m: first in the route that can be asked",
        "send 2 to b: user: Hello",
        "set firstPart 60", "set total 600",
      ])
    #expect(stage.routing.breakers == Breakers())
  }

  // MARK: P1, P2

  @Test(arguments: [
    (408, "timeout"), (409, "invalid_request"), (425, "invalid_request"), (429, "rate_limited"),
    (500, "server_error"), (502, "server_error"), (503, "overloaded"), (504, "timeout"),
    (522, "server_error"), (529, "overloaded"),
  ])
  func `that failed for now are made again after a wait`(status: Int, kind: String) {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(
      stage.refuses(1, status, kind) == [
        "clear firstPart", "clear total", "a/m failed \(kind)",
        "wait until 0.25 for a/m: \(kind)", "set retry 0.25",
      ])
    #expect(
      stage.fires(.retry, after: .milliseconds(250)) == [
        "retry a/m: \(kind)", "try 2 a/m: asked again", "send 2 to a: user: Hello",
        "set firstPart 60.25", "set total 600.25",
      ])
  }

  @Test(arguments: [
    (400, "invalid_request"), (413, "too_large"), (422, "invalid_request"), (400, "filtered"),
  ])
  func `that every target would refuse end the turn`(status: Int, kind: String) {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    #expect(stage.refuses(1, status, kind).last == "end failed: \(kind)")
    #expect(stage.routing.breakers == Breakers())
  }

  @Test(arguments: [
    (401, "auth"), (402, "quota"), (429, "quota"), (403, "forbidden"), (404, "not_found"),
  ])
  func `that this target always refuses go to the next one`(status: Int, kind: String) {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    let lines = stage.refuses(1, status, kind)
    #expect(lines.contains("a/m to b/m: \(kind)"))
    let opened = Breaker.State.open(until: stage.now + .seconds(3_600))
    #expect(stage.routing.breakers.state(of: Target(provider: "a", model: "m")) == opened)
    #expect(stage.refuses(2, 401, "auth").last == "end failed: auth")
  }

  @Test func `obey the server's word against a retry`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    let no = HTTPHeader("x-should-retry", "false")
    #expect(stage.refuses(1, 503, "overloaded", [no]).last == "end failed: overloaded")
  }

  @Test func `obey the server's word for a retry`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    let yes = HTTPHeader("x-should-retry", "true")
    #expect(stage.refuses(1, 400, "invalid_request", [yes]).last == "set retry 0.25")
  }

  @Test func `go to another healthy target without a wait`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    #expect(
      stage.refuses(1, 429, "rate_limited", [HTTPHeader("retry-after", "12")]) == [
        "clear firstPart", "clear total", "a/m failed rate_limited", "a/m to b/m: rate_limited",
        "try 2 b/m: next in the route", "send 2 to b: user: Hello", "set firstPart 60",
        "set total 600",
      ])
  }

  @Test func `wait as long as the server asks where nothing else is left`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    let hint = HTTPHeader("retry-after", "12")
    #expect(
      stage.refuses(1, 429, "rate_limited", [hint]).suffix(2) == [
        "wait until 12 for a/m: rate_limited", "set retry 12",
      ])
  }

  @Test(arguments: ["0", "-5", "soon", "999999999"])
  func `wait their own time for a hint that makes no sense`(hint: String) {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    let header = HTTPHeader("retry-after", hint)
    #expect(stage.refuses(1, 429, "rate_limited", [header]).last == "set retry 0.25")
  }

  @Test func `do not wait for more than a minute`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    let hint = HTTPHeader("retry-after", "6000")
    #expect(stage.refuses(1, 429, "rate_limited", [hint]).last == "end failed: rate_limited")
  }

  @Test func `say in how many days a target may be asked`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 429, [HTTPHeader("retry-after", "200000")])
    _ = stage.body(1, "rate_limited")
    let end = try #require(stage.end(.transfer(TransferID(value: 1), .ended(.init()))))
    let ending = end.ending
    let failure = try #require(ending.failure)
    #expect(
      ErrorSentence(providers: [], at: .commandLine).full(failure, attempts: ending.attempts)
        == "a answered 429 (rate limited). Try again in 2 d 7 h, or name another provider with -m.")
  }

  @Test func `leave a target that asks for more than a minute`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    let hint = HTTPHeader("retry-after", "61")
    _ = stage.refuses(1, 429, "rate_limited", [hint])
    #expect(stage.refuses(2, 503, "overloaded").last == "set retry 0.25")
    #expect(
      stage.fires(.retry, after: .milliseconds(250)).contains("try 3 b/m: asked again"))
  }

  @Test func `are at most three at one target`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(stage.refuses(1, 500, "server_error").last == "set retry 0.25")
    _ = stage.fires(.retry, after: .milliseconds(250))
    #expect(stage.refuses(2, 500, "server_error").last == "set retry 0.75")
    _ = stage.fires(.retry, after: .milliseconds(500))
    #expect(stage.refuses(3, 500, "server_error").last == "end failed: server_error")
  }

  @Test func `are at most six in a turn, the least asked target first`() {
    let stage = TurnStage("a/m", "b/m", "c/m", random: 0)
    _ = stage.begin()
    var asked = ["a"]
    for number in 1...6 {
      let lines = stage.refuses(UInt64(number), 500, "server_error")
      asked += lines.filter { $0.hasPrefix("send") }.compactMap { line in
        line.split(separator: " ").dropFirst(3).first.map { String($0.dropLast()) }
      }
    }
    #expect(asked == ["a", "b", "c", "a", "b", "c"])
    #expect(stage.hasEnded)
  }

  // MARK: Refused fields

  @Test func `drop an optional field that was refused, and remember it`() {
    var request = TurnStage.prompt("Hello")
    request.parameters.temperature = 0.5
    let stage = TurnStage("a/m", request: request)
    #expect(stage.begin()[1] == "send 1 to a: user: Hello|t=0.5")
    #expect(
      stage.refuses(1, 400, "invalid_request !temperature").suffix(6).prefix(4) == [
        "remember a/m temperature", "retry a/m: invalid_request",
        "try 2 a/m: without temperature", "send 2 to a: user: Hello",
      ])
    #expect(stage.routing.rejectedFields == [Target(provider: "a", model: "m"): ["temperature"]])
    let end = stage.answers(2).last
    #expect(end == "end answered: stop 10+20")
  }

  @Test func `leave out a field that an earlier turn saw refused, and say so`() throws {
    var request = TurnStage.prompt("Hello")
    request.parameters.temperature = 0.5
    let stage = TurnStage("a/m", request: request)
    stage.routing.rejectedFields = [Target(provider: "a", model: "m"): ["temperature"]]
    #expect(stage.begin()[1] == "send 1 to a: user: Hello")
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hi\nF stop")
    let ended = stage.end(.timer(.settle))
    let end = try #require(ended)
    #expect(end.ending.notes == ["temperature was left out: a/m does not take it."])
  }

  @Test func `end when a refused field is none of ours`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    #expect(
      stage.refuses(1, 400, "invalid_request !temperature").last == "end failed: invalid_request")
  }

  // MARK: Breakers

  @Test func `pass over a target whose breaker is open`() {
    let stage = TurnStage("a/m", "b/m")
    stage.routing.breakers.fail(
      Target(provider: "a", model: "m"), with: Failure(.auth), at: stage.now, draw: 0)
    #expect(stage.begin().first == "try 1 b/m: first in the route that can be asked")
  }

  @Test func `go to the last target left even if its breaker is open`() {
    let stage = TurnStage("a/m")
    stage.routing.breakers.fail(
      Target(provider: "a", model: "m"), with: Failure(.auth), at: stage.now, draw: 0)
    #expect(stage.begin().first == "try 1 a/m: the last one left, though it failed before")
  }

  @Test func `without a key leave a probe to the next turn`() {
    let stage = TurnStage("a/m", "b/m")
    let target = Target(provider: "a", model: "m")
    stage.routing.breakers.fail(target, with: Failure(.auth), at: stage.now, draw: 0)
    stage.now += .seconds(3_600)
    #expect(stage.begin().first == "try 1 a/m: first in the route")
    _ = stage.handle(.keyUnavailable(TransferID(value: 1), Failure(.auth)))
    #expect(stage.routing.breakers.state(of: target) == .open(until: stage.now))
  }

  // MARK: Other answers

  @Test func `that are too long for a model go to one with more room`() {
    let stage = TurnStage("a/m", "b/m", "c/m") {
      $0.model.context = $0.provider.name == "c" ? 9_000 : 4_000
    }
    _ = stage.begin()
    #expect(stage.refuses(1, 400, "context_overflow").contains("a/m to c/m: context_overflow"))
  }

  @Test func `go to the next target when the answer's headers are too many`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    #expect(stage.breaks(1, .tooLarge, .sent).contains("a/m to b/m: too_large"))
  }

  @Test func `say how long they waited`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.refuses(1, 503, "overloaded")
    _ = stage.fires(.retry, after: .milliseconds(250))
    let ended = stage.end(.cancel)
    let end = try #require(ended)
    #expect(end.ending.attempts.map(\.wait) == [.zero, .milliseconds(250)])
    #expect(end.ending.attempts.map(\.reason) == ["first in the route", "asked again"])
  }

  @Test func `do not follow a redirect`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    let location = HTTPHeader("Location", "https://evil.test:8443/v1?k=1")
    let event = TransferEvent.responded(status: 307, headers: [location], httpVersion: "1.1")
    let ended = stage.end(.transfer(TransferID(value: 1), event))
    let end = try #require(ended)
    #expect(
      end.ending.failure == Failure(.config, "evil.test", status: 307, code: "redirect"))
  }

  @Test func `take a web page for no answer`() throws {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 200, [HTTPHeader("content-type", "text/html")])
    _ = stage.body(1, "<html>Sign in</html>")
    let ended = stage.end(.transfer(TransferID(value: 1), .ended(TransferTimings())))
    let end = try #require(ended)
    #expect(end.ending.failure == Failure(.malformed, status: 200, code: "web_page"))
  }

  @Test func `are made again after an empty reply`() {
    let stage = TurnStage("a/m")
    _ = stage.begin()
    _ = stage.status(1, 204)
    #expect(stage.ends(1).suffix(2) == ["wait until 0.25 for a/m: cut", "set retry 0.25"])
  }

  @Test func `are made again when the stream ends before anything was shown`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "S r1")
    #expect(stage.ends(1).contains("a/m to b/m: cut"))
  }

  @Test func `take an error in the stream for what it says`() {
    let stage = TurnStage("a/m", "b/m")
    _ = stage.begin()
    _ = stage.status(1, 200)
    #expect(
      stage.body(1, "S r1\nE overloaded").prefix(6) == [
        "started r1", "clear firstPart", "clear total", "cancel 1", "a/m failed overloaded",
        "a/m to b/m: overloaded",
      ])
  }
}
