import Glibc
import TestSupport
import Testing

@testable import ChatEngine

private let target = Target(provider: "a", model: "x/y")
private let other = Target(provider: "b", model: "m")
private let noon = Timestamp(milliseconds: 1_795_442_520_000)

private func later(_ seconds: Double) -> Timestamp {
  Timestamp(milliseconds: noon.milliseconds + Int64(seconds * 1_000))
}

/// Another start of the machine: its monotonic clock has nothing to do with the one before.
private func moment(_ seconds: Double, boot: Double = 50_000) -> Moment {
  Moment(instant: .zero + .seconds(boot + seconds), time: later(seconds))
}

private func answered(_ target: Target = target) -> AttemptRecord {
  AttemptRecord(
    target: target, outcome: .answered, firstToken: .milliseconds(400),
    total: .milliseconds(2_400), usage: Usage(outputTokens: 101))
}

private func failed(_ kind: Failure.Kind = .serverError) -> AttemptRecord {
  AttemptRecord(target: target, outcome: .failed, failure: Failure(kind, "canary-5f1c"))
}

/// A folder and the programs that share it.
private struct Stage {
  let folder = TemporaryFolder()
  var folders: Folders { Folders(under: folder.path) }
  var store: HealthStore { HealthStore(folders: folders, processID: 7) }
  var text: String {
    String(decoding: (try? SystemFiles().contents(of: folders.health)) ?? [], as: UTF8.self)
  }

  func write(_ text: String) throws {
    try SystemFiles().makeFolders(folders.state)
    try SystemFiles().replace(folders.health, with: Array(text.utf8), durably: false)
  }

  /// What a program finds that starts so many seconds after noon.
  func restart(
    after seconds: Double, account: String? = "key1"
  ) -> (routing: RoutingState, moment: Moment) {
    let moment = moment(seconds, boot: 3)
    var routing = RoutingState()
    routing.restore(store.read(at: moment.time), at: moment) { _ in account }
    return (routing, moment)
  }

  /// Has written what a program knows at noon.
  @discardableResult
  func keep(_ routing: RoutingState, account: String? = "key1") -> Bool {
    store.write(routing.kept(at: moment(0)) { _ in account }, at: noon)
  }
}

@Suite struct `Health that is kept` {
  private func routing(failures: Int = 5, answers: Int = 5) -> RoutingState {
    var routing = RoutingState()
    for _ in 0..<failures { routing.health.note(failed(), at: moment(0).instant) }
    for _ in 0..<answers { routing.health.note(answered(), at: moment(0).instant) }
    return routing
  }

  @Test func `goes on after a restart as if there had been none`() {
    let stage = Stage()
    let before = routing()
    stage.keep(before)

    let after = stage.restart(after: 60)

    #expect(after.routing.health.errorRate(of: target, at: after.moment.instant) == 0.5)
    #expect(after.routing.health.firstToken(of: target, quantile: 0.5) == .milliseconds(400))
    #expect(after.routing.health.tokensPerSecond(of: target) == 50)
    let score = after.routing.health.score(of: target, at: after.moment.instant)
    let expected = before.health.score(of: target, at: moment(60).instant)
    // The slots of two clocks do not begin at the same time: 5 s of a half-life of 60.
    #expect(abs(score - expected) < 0.02)
  }

  @Test(arguments: [(599.0, true), (601, false)])
  func `counts while it is younger than 10 minutes`(age: Double, isFresh: Bool) {
    let stage = Stage()
    stage.keep(routing())
    #expect(stage.store.read(at: later(age)).isEmpty == !isFresh)
    #expect(
      (stage.restart(after: age).routing.health.firstToken(of: target, quantile: 0.5) != nil)
        == isFresh)
  }

  @Test(arguments: [(-59.0, true), (-61, false)])
  func `is taken from a clock a little ahead, and not from one that was put right`(
    age: Double, isTaken: Bool
  ) {
    let stage = Stage()
    stage.keep(routing())
    let after = stage.restart(after: age)
    #expect(
      (after.routing.health.errorRate(of: target, at: after.moment.instant) != nil) == isTaken)
  }

  @Test func `is for nobody else to read, and holds no word of a provider`() {
    let stage = Stage()
    stage.keep(routing())
    var status = stat()
    #expect(stat(stage.folders.health, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stage.text.contains(#""provider":"a","model":"x/y""#))
    #expect(!stage.text.contains("canary"))
  }

  @Test func `of several programs is the newest of each target`() {
    let stage = Stage()
    var first = RoutingState()
    first.health.note(failed(), at: moment(-100).instant)
    first.health.note(answered(other), at: moment(-5).instant)
    var second = RoutingState()
    second.health.note(answered(), at: moment(-50).instant)
    second.health.note(answered(other), at: moment(-90).instant)

    stage.keep(first)
    stage.keep(second)

    let kept = stage.store.read(at: noon)
    #expect(kept.map(\.target) == [other, target])
    #expect(kept.map(\.changed) == [later(-5), later(-50)])
    #expect(kept.map { $0.tallies.map(\.failed) } == [[0], [0]])
  }

  @Test func `is not written while another program writes, but later`() throws {
    let stage = Stage()
    stage.keep(routing())
    let path = FileLock.path(for: stage.folders.health)
    guard case .taken(let lock) = FileLock.take(path, SystemFiles(), processID: 8) else {
      Issue.record("no lock")
      return
    }
    withExtendedLifetime(lock) { #expect(!stage.keep(routing())) }
  }

  @Test func `is lost in silence where nothing can be written or read`() {
    let folders = Folders(under: "/proc/nowhere")
    let store = HealthStore(folders: folders, processID: 7)
    #expect(store.write(routing().kept(at: moment(0)) { _ in nil }, at: noon))
    #expect(store.read(at: noon).isEmpty)
  }

  @Test(arguments: [
    "", "{", "[]", "null", "\u{0}", #"{"format":"other","version":1,"targets":[{}]}"#,
    #"{"format":"llmterm-health","version":1}"#,
    #"{"format":"llmterm-health","version":1,"targets":7}"#,
    #"{"format":"llmterm-health","version":1,"targets":[7,{},{"provider":"a"}]}"#,
    #"{"format":"llmterm-health","version":1,"targets":[{"provider":"","model":"m"}]}"#,
    #"{"format":"llmterm-health","version":"1","targets":[]}"#,
    #"{"format":"llmterm-health","version":1,"targets":[{"provider":"a","model":"m","#
      + #""changed":"yesterday"}]}"#,
  ])
  func `is passed over where the file is damaged or foreign, and written anew`(text: String) throws
  {
    let stage = Stage()
    try stage.write(text)
    #expect(stage.store.read(at: noon).isEmpty)
    stage.keep(routing())
    #expect(stage.store.read(at: noon).count == 1)
  }

  @Test func `is left to a newer program that wrote it`() throws {
    let stage = Stage()
    let text = #"{"format":"llmterm-health","version":2,"targets":"elsewhere"}"#
    try stage.write(text)
    #expect(stage.store.read(at: noon).isEmpty)
    stage.keep(routing())
    #expect(stage.text == text)
  }

  @Test func `is held to its bounds, whatever the file says`() throws {
    let stage = Stage()
    let time = noon.text
    let many = (0..<100).map { _ in "1e400,-1,400,\"x\",99999999999999999999" }
    try stage.write(
      """
      {"format":"llmterm-health","version":1,"targets":[{"provider":"a","model":"x/y",
      "changed":"\(time)","account":"","outcomes":[["\(time)",-1,0],["\(time)",1,1e300],
      ["\(time)",1,2],["\(time)",3,4],["0001-01-01T00:00:00Z",1,1],["x"],[],7],
      "first_token_ms":[\(many.joined(separator: ","))],
      "tokens_per_second":[\(many.joined(separator: ","))],
      "breaker":{"openings":9223372036854775807,"open_until":"9999-12-31T23:59:59Z"}}]}
      """)

    let after = stage.restart(after: 0)

    let health = after.routing.health.targets[target]
    #expect(health?.firstTokens.allSatisfy { $0 == .milliseconds(400) } == true)
    #expect((health?.firstTokens.count ?? 0) <= 64)
    #expect(health?.speeds.allSatisfy { $0 == 400 } == true)
    #expect(after.routing.health.errorRate(of: target, at: after.moment.instant) != nil)
    let until = after.moment.instant + .seconds(300)
    #expect(after.routing.breakers.state(of: target) == .open(until: until))
    // The next opening counts on from there without harm.
    var breakers = after.routing.breakers
    breakers.begin(target, at: until)
    breakers.fail(target, with: Failure(.connect), at: until, draw: 1)
    #expect(breakers.state(of: target) == .open(until: until + .seconds(300)))
  }

  @Test func `does not stand in the way of what is known already`() {
    let stage = Stage()
    stage.keep(routing())
    let now = moment(1)
    var running = RoutingState()
    running.health.note(answered(), at: now.instant)

    running.restore(stage.store.read(at: now.time), at: now) { _ in nil }

    #expect(running.health.errorRate(of: target, at: now.instant) == 0)
  }
}

@Suite struct `A breaker that is kept` {
  private func routing(_ kind: Failure.Kind, times: Int = 5, hint: Duration? = nil) -> RoutingState
  {
    var routing = RoutingState()
    for _ in 0..<times {
      let failure = Failure(kind, retryAfter: hint)
      routing.breakers.fail(target, with: failure, at: moment(0).instant, draw: 1)
    }
    return routing
  }

  @Test func `stays open for what is left of its time, and counts its openings on`() {
    let stage = Stage()
    stage.keep(routing(.connect, hint: .seconds(42)))

    let after = stage.restart(after: 30)

    let until = after.moment.instant + .seconds(12)
    #expect(after.routing.breakers.state(of: target) == .open(until: until))
    var breakers = after.routing.breakers
    breakers.begin(target, at: until)
    breakers.fail(target, with: Failure(.connect), at: until, draw: 1)
    #expect(breakers.state(of: target) == .open(until: until + .seconds(10)))
  }

  @Test func `lets a probe through when its time is over`() {
    let stage = Stage()
    stage.keep(routing(.connect))
    let after = stage.restart(after: 500)
    #expect(after.routing.breakers.admits(target, at: after.moment.instant, draw: 0))
    #expect(after.routing.breakers.state(of: target) != .closed)
  }

  @Test func `goes on along its ramp`() {
    let stage = Stage()
    var routing = routing(.connect)
    routing.breakers.begin(target, at: moment(5).instant)
    routing.breakers.succeed(target, at: moment(5).instant)
    for _ in 0..<3 { routing.breakers.offer(target) }
    stage.keep(routing)
    #expect(stage.restart(after: 1).routing.breakers.state(of: target) == .ramp(offered: 3))
  }

  @Test func `is probed anew where the program ended amid a probe`() {
    let stage = Stage()
    var routing = routing(.connect)
    routing.breakers.begin(target, at: moment(5).instant)
    stage.keep(routing)
    let after = stage.restart(after: 1)
    #expect(after.routing.breakers.admits(target, at: after.moment.instant, draw: 0))
  }

  @Test(arguments: [Failure.Kind.auth, .forbidden, .quota, .notFound])
  func `stays barred for the same account only`(kind: Failure.Kind) {
    let stage = Stage()
    stage.keep(routing(kind, times: 1), account: "key1")

    let same = stage.restart(after: 60, account: "key1")
    #expect(
      same.routing.breakers.state(of: target)
        == .open(until: same.moment.instant + .seconds(3_540)))
    #expect(stage.restart(after: 60, account: "key2").routing.breakers.state(of: target) == .closed)
    #expect(stage.restart(after: 60, account: nil).routing.breakers.state(of: target) == .closed)
  }

  @Test func `stays barred for longer than health is fresh`() {
    let stage = Stage()
    var routing = routing(.auth, times: 1)
    routing.health.note(failed(.auth), at: moment(0).instant)
    stage.keep(routing)

    let after = stage.restart(after: 3_000)

    #expect(
      after.routing.breakers.state(of: target)
        == .open(until: after.moment.instant + .seconds(600)))
    #expect(after.routing.health == HealthTable())
    #expect(stage.restart(after: 3_601).routing.breakers == Breakers())
  }

  /// Failures of programs that ended before, the seconds until the next one, and what it comes to.
  @Test(arguments: [
    (failures: 4, answers: 0, after: 10.0, opens: true),
    (failures: 3, answers: 0, after: 10.0, opens: false),
    (failures: 4, answers: 0, after: 70.0, opens: false),
    (failures: 4, answers: 5, after: 10.0, opens: false),
    (failures: 5, answers: 4, after: 10.0, opens: true),
  ])
  func `is opened by what programs saw one after the other`(
    row: (failures: Int, answers: Int, after: Double, opens: Bool)
  ) {
    let stage = Stage()
    var routing = RoutingState()
    for _ in 0..<row.failures { routing.health.note(failed(), at: moment(0).instant) }
    for _ in 0..<row.answers { routing.health.note(answered(), at: moment(0).instant) }
    stage.keep(routing)

    var after = stage.restart(after: row.after)
    #expect(after.routing.breakers.state(of: target) == .closed)
    let now = after.moment.instant
    after.routing.breakers.fail(target, with: Failure(.serverError), at: now, draw: 0)

    let state = after.routing.breakers.state(of: target)
    #expect(state == (row.opens ? .open(until: now + .milliseconds(2500)) : .closed))
  }

  @Test func `is nothing while it is closed`() {
    let stage = Stage()
    var routing = RoutingState()
    routing.breakers.succeed(target, at: moment(0).instant)
    stage.keep(routing)
    #expect(stage.store.read(at: noon).isEmpty)
  }
}
