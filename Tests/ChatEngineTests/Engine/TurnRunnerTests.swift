import DemoProviders
import Testing

@testable import ChatEngine

@Suite struct `A turn runner` {
  private final class Stage {
    let server: DemoServer
    let loop: EventLoop
    var lookUps: [(Result<HTTPHeader?, Failure>) -> Void] = []
    var holdsKeys = false
    private(set) var attemptsAtFirstLookUp = 0
    var updates: [TurnUpdate] = []
    var end: TurnEnd?
    private(set) lazy var runner = TurnRunner(loop: loop) { [unowned self] _, done in
      if lookUps.isEmpty { attemptsAtFirstLookUp = attempts }
      if holdsKeys { lookUps.append(done) } else { done(.success(nil)) }
    }

    init(_ reply: DemoReply) throws {
      server = try DemoServer(.always(reply))
      loop = try EventLoop()
    }

    func start(_ id: UInt64 = 1, timeouts: Timeouts = Timeouts()) {
      var catalog = EngineStage.catalog(port: server.port)
      catalog.update { $0.timeouts = timeouts }
      let route = Route(name: "a", targets: [RouteTarget(Target(provider: "a", model: "m"))])
      let turn = Turn(
        id: TurnID(id), route: route, candidates: catalog.candidates(of: route),
        request: TurnStage.prompt("Hi"), settings: .standard,
        startedAt: Timestamp(milliseconds: 0), random: ConstantRandom())
      runner.start(turn) { [unowned self] update in
        updates.append(update)
        if case .ended(let end) = update { self.end = end }
      }
    }

    /// How many attempts were said to have begun.
    var attempts: Int {
      updates.count { if case .attemptStarted = $0 { true } else { false } }
    }

    var text: String {
      updates.reduce(into: "") { text, update in
        if case .part(.text(let delta)) = update { text += delta }
      }
    }

    func wait(until holds: () -> Bool) {
      let deadline = loop.now() + .seconds(10)
      while !holds(), loop.now() < deadline { loop.runOnce(until: deadline) }
    }
  }

  @Test func `brings a turn to its end`() throws {
    let stage = try Stage(DemoReply(text: "Hello."))

    stage.start()
    stage.wait { stage.end != nil }

    #expect(stage.end?.outcome == .answered)
    #expect(stage.text == "Hello.")
    #expect(stage.runner.isIdle)
  }

  @Test func `sends nothing for a turn that was cancelled before its key came`() throws {
    let stage = try Stage(DemoReply(text: "Hello."))
    stage.holdsKeys = true
    stage.start()

    stage.runner.send(.cancel, to: TurnID(1))
    for done in stage.lookUps { done(.success(HTTPHeader("Authorization", "Bearer k"))) }
    stage.holdsKeys = false
    stage.start(2)
    stage.wait { stage.runner.isIdle }

    #expect(stage.server.requests.count == 1)
    #expect(stage.lookUps.count == 1)
  }

  @Test func `sends the requests of turns that begin in a row when all of them have begun`() throws
  {
    let stage = try Stage(DemoReply(text: "Hello."))
    stage.holdsKeys = true
    var begun: [Int] = []

    stage.runner.inRows {
      for id in 1...3 {
        stage.start(UInt64(id))
        begun.append(stage.attempts)
      }
    }

    #expect(begun == [0, 0, 0])
    #expect(stage.attempts == 3)
    #expect(stage.attemptsAtFirstLookUp == 3)
    #expect(stage.lookUps.count == 3)
  }

  @Test func `sends nothing for a turn that is cancelled in the row in which it begins`() throws {
    let stage = try Stage(DemoReply(text: "Hello."))
    stage.holdsKeys = true

    stage.runner.inRows {
      stage.start(1)
      stage.start(2)
      stage.runner.send(.cancel, to: TurnID(2))
    }

    #expect(stage.lookUps.count == 1)
    #expect(stage.end?.outcome == .cancelled)
  }

  @Test func `ends a turn whose key cannot be got`() throws {
    let stage = try Stage(DemoReply(text: "Hello."))
    stage.holdsKeys = true
    stage.start()

    for done in stage.lookUps { done(.failure(Failure(.auth, "No key"))) }

    #expect(stage.end?.outcome == .failed)
    #expect(stage.end?.ending.failure?.kind == .auth)
    #expect(stage.server.requests.isEmpty)
  }

  @Test func `keeps the order where a turn is cancelled within its own update`() throws {
    let stage = try Stage(DemoReply(text: "Hello."))
    let route = Route(name: "a", targets: [RouteTarget(Target(provider: "a", model: "m"))])
    let catalog = EngineStage.catalog(port: stage.server.port)
    let id = TurnID(1)
    let turn = Turn(
      id: id, route: route, candidates: catalog.candidates(of: route),
      request: TurnStage.prompt("Hi"), settings: .standard,
      startedAt: Timestamp(milliseconds: 0), random: ConstantRandom())

    stage.runner.start(turn) { update in
      if case .attemptStarted = update { stage.runner.send(.cancel, to: id) }
      if case .ended(let end) = update { stage.end = end }
    }

    #expect(stage.end?.outcome == .cancelled)
    #expect(stage.runner.isIdle)
  }

  @Test func `fires a turn's timers`() throws {
    let stage = try Stage(DemoReply(text: "one two three", faults: [.stallAfter(tokens: 1)]))

    stage.start(timeouts: Timeouts(idle: .milliseconds(20)))
    stage.wait { stage.end != nil }

    #expect(stage.end?.ending.failure?.kind == .idle)
  }

  @Test func `hears nothing of a turn that has ended`() throws {
    let stage = try Stage(DemoReply(text: "Hello.", faults: [.dataAfterEnd]))
    stage.start()
    stage.wait { stage.end != nil }
    let count = stage.updates.count

    stage.runner.send(.cancel, to: TurnID(1))
    stage.runner.send(.timer(.total), to: TurnID(1))

    #expect(stage.updates.count == count)
  }

  @Test func `holds a turn back until it is resumed`() throws {
    let stage = try Stage(
      DemoReply(text: "one two three four", pace: DemoPace(tokensPerSecond: 200)))
    stage.start()
    stage.wait { !stage.text.isEmpty }

    stage.runner.pause(TurnID(1))
    let paused = stage.text
    let later = stage.loop.now() + .milliseconds(60)
    while stage.loop.now() < later { stage.loop.runOnce(until: later) }
    #expect(stage.text == paused)

    stage.runner.resume(TurnID(1))
    stage.wait { stage.end != nil }
    #expect(stage.text == "one two three four")
  }

  @Test(arguments: [false, true])
  func `gives a small answer whole, and nothing without a key`(hasKey: Bool) throws {
    let stage = try Stage(DemoReply(text: ""))
    stage.holdsKeys = true
    let provider = try #require(
      EngineStage.catalog(port: stage.server.port).provider(named: "a"))
    var answers: [TurnRunner.Answer?] = []

    stage.runner.fetch(provider.dialect.codec.modelsRequest(at: provider), from: provider) {
      answers.append($0)
    }
    for done in stage.lookUps { done(hasKey ? .success(nil) : .failure(Failure(.auth))) }
    stage.wait { !answers.isEmpty }

    #expect(answers.count == 1)
    #expect(answers.first??.status == (hasKey ? 200 : nil))
  }
}
