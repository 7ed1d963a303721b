import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

private let a = Target(provider: "a", model: "m")
private let b = Target(provider: "b", model: "m")

extension EngineStage {
  /// The picker's row of a target or route, as it was last published.
  func choice(_ name: String) -> Choice? {
    for case .choices(let choices) in updates.reversed() {
      return choices.first { $0.destination.text == name }
    }
    return nil
  }

  /// What was said last of money.
  var spending: (spent: Double?, left: BudgetLeft?)? {
    for case .spent(let spent, _, let left) in updates.reversed() { return (spent, left) }
    return nil
  }
}

@Suite struct `The picker's rows` {
  @Test func `say nothing of a target that nobody asked`() throws {
    let stage = try EngineStage()
    stage.engine.begin(opening: nil)

    let choice = stage.choice("a/m")

    #expect(choice?.health == .unknown)
    #expect(choice?.firstToken == nil)
    #expect(choice?.errorRate == nil)
    #expect(choice?.requestsLeft == nil)
    #expect(stage.choice("all")?.health == .unknown)
    #expect(stage.choice("all")?.policy == .failover)
    #expect(choice?.policy == nil)
  }

  @Test func `say how a target did that answered`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("Hi"))

    let choice = stage.choice("a/m")

    #expect(choice?.health == .ok)
    #expect(choice?.errorRate == 0)
    #expect(choice?.firstToken != nil)
  }

  @Test func `say at once which target failed, and that its route is not whole`() throws {
    let script = DemoScript.byProvider(["a": [.fault(.status(401))]])
    let stage = try EngineStage(script, destination: "all").begin()
    var seen: [Health] = []
    stage.onUpdate = { [unowned stage] update in
      if case .part(_, .text) = update, let choice = stage.choice("a/m") {
        seen.append(choice.health)
      }
    }

    stage.run(.ask("Hi"))

    #expect(seen.first == .degraded || seen.first == .open)
    #expect(stage.choice("a/m")?.health == .open)
    #expect(stage.choice("b/m")?.health == .ok)
    #expect(stage.choice("all")?.health == .degraded)
  }

  @Test func `say what is left under limits and budgets`() throws {
    let stage = try EngineStage()
    stage.outlook = [a: LimitOutlook(requests: 7, tokens: 9_000)]
    stage.budgetLeft = BudgetLeft(session: 2, day: 0.5)
    stage.engine.begin(opening: nil)

    #expect(stage.choice("a/m")?.requestsLeft == 7)
    #expect(stage.choice("a/m")?.tokensLeft == 9_000)
    #expect(stage.choice("a/m")?.budgetLeft == 0.5)
    #expect(stage.choice("b/m")?.requestsLeft == nil)
    #expect(stage.spending?.left == stage.budgetLeft)
    #expect(stage.spending?.spent == nil)
  }

  @Test func `are made anew for whoever opens the list`() throws {
    let stage = try EngineStage().begin()
    stage.outlook = [a: LimitOutlook(requests: 3)]

    stage.engine.handle(.refreshModels)

    #expect(stage.choice("a/m")?.requestsLeft == 3)
  }

  @Test func `say nothing of budgets where none is set`() throws {
    let stage = try EngineStage()
    stage.engine.begin(opening: nil)
    #expect(stage.spending == nil)
    #expect(stage.choice("a/m")?.budgetLeft == nil)
  }
}

@Suite struct `The health of a target as a person sees it` {
  private func health(_ change: (inout RoutingState) -> Void, after time: Duration = .zero)
    -> Health
  {
    var routing = RoutingState()
    change(&routing)
    return Health(of: a, in: routing, at: .zero + time)
  }

  private func note(_ outcome: AttemptRecord.Outcome, _ times: Int, in routing: inout RoutingState)
  {
    let failure = outcome == .failed ? Failure(.serverError) : nil
    for _ in 0..<times {
      routing.health.note(AttemptRecord(target: a, outcome: outcome, failure: failure), at: .zero)
    }
  }

  @Test(arguments: [
    (0, 5, Health.ok), (1, 9, .ok), (1, 0, .degraded), (2, 4, .degraded), (3, 0, .degraded),
  ])
  func `is degraded below a score of 0.8`(failed: Int, answered: Int, health: Health) {
    let shown = self.health {
      note(.failed, failed, in: &$0)
      note(.answered, answered, in: &$0)
    }
    #expect(shown == health)
  }

  @Test func `is not known after 5 quiet minutes`() {
    #expect(health({ note(.failed, 1, in: &$0) }, after: .seconds(301)) == .unknown)
  }

  @Test func `follows the breaker: open, due for a probe, probed, on the ramp`() {
    var routing = RoutingState()
    var seen: [Health] = []
    func look(_ seconds: Int) {
      seen.append(Health(of: a, in: routing, at: .zero + .seconds(seconds)))
    }
    for _ in 0..<5 { routing.breakers.fail(a, with: Failure(.connect), at: .zero, draw: 1) }
    look(4)
    look(5)
    routing.breakers.begin(a, at: .zero + .seconds(5))
    look(5)
    routing.breakers.succeed(a, at: .zero + .seconds(6))
    look(6)
    #expect(seen == [.open, .degraded, .degraded, .degraded])
  }

  @Test(arguments: [
    ([Health.ok, .unknown], Health.ok), ([.unknown, .unknown], .unknown),
    ([.ok, .open], .degraded),
    ([.degraded, .ok], .degraded), ([.open, .open], .open), ([], .unknown),
  ])
  func `is that of all targets for a route`(targets: [Health], health: Health) {
    #expect(Health(ofAll: targets) == health)
  }
}

@Suite struct `An engine that says what routing does` {
  /// Updates of a turn that asks `a` first.
  private func stage(_ updates: TurnUpdate...) throws -> EngineStage {
    let stage = try EngineStage(destination: "all").begin()
    let prompt = Message.prompt("p", "Hi")
    stage.engine.record(.message(prompt))
    stage.engine.current = Engine.Current(
      id: TurnID(1), prompt: prompt.id,
      asked: Engine.Asked(route: Route(name: "all", targets: []), candidates: []), target: a)
    for update in updates { stage.engine.take(update, in: .main) }
    return stage
  }

  private let limit = Failure(.rateLimited, retryAfter: .seconds(12))

  @Test func `names who was passed over, and who is asked instead`() throws {
    let stage = try stage(
      .passedOver(a, because: limit), .attemptStarted(number: 1, target: b, reason: ""))
    #expect(stage.notices == ["a is at its limit for 12 s; using b"])
    #expect(stage.lines.last == "turn connecting b/m")
  }

  @Test func `names all who were passed over, each once`() throws {
    let c = Target(provider: "c", model: "m")
    let stage = try stage(
      .passedOver(a, because: limit), .passedOver(b, because: Failure(.budget, "x")),
      .passedOver(a, because: Failure(.rateLimited)),
      .attemptStarted(number: 1, target: c, reason: ""))
    #expect(stage.notices == ["b is over the budget, a is at its limit; using c"])
  }

  @Test func `says nothing of a target that was waited for`() throws {
    let stage = try stage(
      .passedOver(a, because: limit),
      .waiting(until: .zero, target: a, because: limit),
      .attemptStarted(number: 1, target: a, reason: ""))
    #expect(stage.notices.isEmpty)
    #expect(stage.lines == ["turn waiting a/m", "turn connecting a/m"])
  }

  @Test func `says why nobody else is asked while one is waited for`() throws {
    let waiting = try stage(
      .passedOver(b, because: Failure(.budget, "x")), .passedOver(a, because: limit),
      .waiting(until: .zero, target: a, because: limit))
    #expect(waiting.notices == ["b is over the budget"])
    let queued = try stage(.passedOver(b, because: limit), .queued(a))
    #expect(queued.notices == ["b is at its limit for 12 s"])
  }

  @Test func `says both where a failure and a limit stood in the way`() throws {
    let c = Target(provider: "c", model: "m")
    let stage = try stage(
      .attemptStarted(number: 1, target: a, reason: ""), .passedOver(b, because: limit),
      .failedOver(from: a, to: c, because: Failure(.serverError, status: 502)),
      .attemptStarted(number: 2, target: c, reason: ""))
    #expect(stage.notices == ["a answered 502; using c; b is at its limit for 12 s"])
  }

  @Test func `shows that a place is waited for`() throws {
    let stage = try stage(.queued(a))
    #expect(stage.lines.last == "turn queued a/m")
  }

  @Test func `goes on with the hedge where the slow one is given up`() throws {
    let stage = try stage(
      .attemptStarted(number: 1, target: a, reason: ""), .hedged(from: a, to: b),
      .attemptStarted(number: 2, target: b, reason: ""),
      .attemptEnded(AttemptRecord(target: a, outcome: .cancelled)), .part(.text("Hi")))
    #expect(stage.notices == ["a is slow to begin; asking b too"])
    #expect(
      stage.lines.filter { $0.hasPrefix("turn") } == [
        "turn connecting a/m", "turn hedging b/m beside a/m", "turn streaming b/m",
      ])
    #expect(stage.engine.conversation.messages.last?.origin?.target == b)
  }

  @Test func `stays with the slow one where it comes first`() throws {
    let stage = try stage(
      .attemptStarted(number: 1, target: a, reason: ""), .hedged(from: a, to: b),
      .attemptStarted(number: 2, target: b, reason: ""),
      .attemptEnded(AttemptRecord(target: b, outcome: .cancelled)), .part(.text("Hi")))
    #expect(stage.lines.contains("turn streaming a/m"))
  }

  @Test func `says of a kept answer whose it is and how old`() throws {
    let time = Timestamp(milliseconds: 1_795_442_520_000 - 185_000)
    let hit = CachedAnswer(target: b, parts: [], time: time)
    let stage = try stage(.looked(hit: hit), .part(.text("Hi")))
    #expect(stage.notices == ["From the cache, 3 m 5 s old"])
    #expect(stage.engine.conversation.messages.last?.origin?.target == b)
  }

  @Test func `says nothing where the cache had nothing`() throws {
    #expect(try stage(.looked(hit: nil)).notices.isEmpty)
  }
}

@Suite struct `A sentence about routing` {
  @Test func `names the model where two of one provider are meant`() {
    let other = Target(provider: "a", model: "n")
    let passed = [(target: a, failure: Failure(.rateLimited)), (other, Failure(.budget))]
    #expect(
      RoutingSentence.passedOver(passed) == "a/m is at its limit, a/n is over the budget")
    #expect(RoutingSentence.hedged(a, with: other) == "a/m is slow to begin; asking a/n too")
    #expect(RoutingSentence.passedOver([]) == nil)
  }

  @Test func `says how long a place is waited for, where that is known`() {
    #expect(
      RoutingSentence.waiting(at: a, left: .seconds(12))
        == "waiting for a place at a: 12 s · Esc cancels")
    #expect(RoutingSentence.waiting(at: a) == "waiting for a place at a · Esc cancels")
  }

  @Test func `knows our own limits from a provider's`() {
    #expect(Failure(.rateLimited, code: Failure.ownLimitCode).isOwnLimit)
    #expect(!Failure(.rateLimited, status: 429).isOwnLimit)
    #expect(!Failure(.overloaded).isOwnLimit)
  }
}

@Suite struct `What providers report to be left` {
  private func report(_ requests: Int?, reset: Int64? = nil) -> RateLimitReport {
    RateLimitReport(
      requestsRemaining: requests, requestsReset: reset.map { .seconds($0) },
      tokensRemaining: 500, tokensReset: .seconds(10))
  }

  @Test func `holds until they count anew`() {
    var reports = LimitReports()
    reports.take(report(42, reset: 30), of: a, at: .zero)
    #expect(
      reports.outlook(of: a, at: .zero + .seconds(9)) == LimitOutlook(requests: 42, tokens: 500))
    #expect(
      reports.outlook(of: a, at: .zero + .seconds(29)) == LimitOutlook(requests: 42))
    #expect(reports.outlook(of: a, at: .zero + .seconds(30)) == LimitOutlook())
    #expect(reports.outlook(of: b, at: .zero) == LimitOutlook())
  }

  @Test func `holds for a minute where they do not say until when`() {
    var reports = LimitReports()
    reports.take(report(42), of: a, at: .zero)
    #expect(reports.outlook(of: a, at: .zero + .seconds(59)).requests == 42)
    #expect(reports.outlook(of: a, at: .zero + .seconds(60)).requests == nil)
  }

  @Test func `counts beside our own limits where it leaves less`() {
    let own = LimitOutlook(requests: 5, tokens: 9_000, streams: 2)
    let word = LimitOutlook(requests: 7, tokens: 800)
    #expect(own.tightened(by: word) == LimitOutlook(requests: 5, tokens: 800, streams: 2))
  }
}

@Suite struct `An engine that is started again` {
  @Test func `knows how its targets were doing`() throws {
    let folder = TemporaryFolder()
    let script = DemoScript.byProvider(["a": [.fault(.status(500))]])
    let first = try EngineStage(script, folder: folder, destination: "all")
    first.keepsHealth = true
    first.begin().run(.ask("Hi"))
    first.finish()

    let second = try EngineStage(folder: folder, processID: 2)
    second.keepsHealth = true
    second.engine.begin(opening: nil)

    #expect(second.choice("a/m")?.errorRate == 1)
    #expect(second.choice("a/m")?.health == .degraded)
    #expect(second.choice("b/m")?.firstToken != nil)
    #expect(second.choice("c/m")?.health == .unknown)
  }

  @Test func `writes nothing where nothing was asked`() throws {
    let stage = try EngineStage()
    stage.keepsHealth = true
    stage.begin()
    stage.finish()
    let path = Folders(under: stage.folder.path).health
    #expect((try? SystemFiles().status(at: path)) == nil)
  }
}

@Suite struct `The keeper of health` {
  @Test func `writes a change after its interval, and again if another program wrote just then`()
    throws
  {
    let stage = try EngineStage().begin()
    let folders = Folders(under: stage.folder.path)
    let files = SystemFiles()
    try files.makeFolders(folders.state)
    let keeper = HealthKeeper(
      HealthStore(folders: folders, processID: 1), of: stage.engine.runner, loop: stage.loop,
      queue: stage.queue, clock: SystemClock.timestamp, interval: .milliseconds(10))
    let path = FileLock.path(for: folders.health)
    var answer: FileLock.Answer? = FileLock.take(path, files, processID: 8)

    stage.run(.ask("Hi"))
    let deadline = stage.loop.now() + .milliseconds(30)
    while stage.loop.now() < deadline { stage.loop.runOnce(until: deadline) }
    #expect((try? files.status(at: folders.health)) == nil)

    if case .taken = answer { answer = nil }
    stage.wait { (try? files.status(at: folders.health)) != nil }
    #expect((try? files.status(at: folders.health)) != nil)
    withExtendedLifetime(keeper) {}
  }
}
