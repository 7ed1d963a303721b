import Testing

@testable import ChatEngine

@Suite struct `A catalog` {
  private let catalog = Catalog(
    providers: [
      Provider(
        name: "a", dialect: .openAIChat, baseURL: "https://a.test",
        models: [Model(id: "m", context: 10)]),
      Provider(name: "b", dialect: .gemini, baseURL: "https://b.test"),
    ],
    routes: [
      Route(
        name: "main",
        targets: ["a/m", "b/n", "gone/x"].compactMap { Target($0) }.map { RouteTarget($0) })
    ],
    knowledge: Knowledge(
      model: { _, id in id == "m" ? Model(id: "m", context: 99, maxOutput: 7) : nil },
      models: { $0.name == "b" ? [Model(id: "known")] : [] }))

  @Test func `trusts the configuration first, then the provider, then the table`() {
    var catalog = catalog
    catalog.list([Model(id: "m", context: 50, vision: true)], of: "a")

    let model = catalog.model(of: Target(provider: "a", model: "m"))

    #expect(model.context == 10)
    #expect(model.vision == true)
    #expect(model.maxOutput == 7)
  }

  @Test func `knows nothing of a model that nobody names`() {
    #expect(catalog.model(of: Target(provider: "gone", model: "x")) == Model(id: "x"))
  }

  @Test func `leaves out a route's targets at providers that are not here`() throws {
    let route = try #require(catalog.route(named: "main"))

    #expect(catalog.candidates(of: route).map(\.target.description) == ["a/m", "b/n"])
  }

  @Test func `takes a target for a route of one`() {
    let target = Target(provider: "a", model: "anything")

    #expect(catalog.route(to: .target(target))?.targets.map(\.target) == [target])
    #expect(catalog.route(to: .target(Target(provider: "gone", model: "x"))) == nil)
    #expect(catalog.route(to: .route("gone")) == nil)
  }

  @Test func `lists the table's models until the provider lists its own`() {
    var catalog = catalog
    #expect(catalog.targets.map(\.description) == ["a/m", "b/known"])

    catalog.list([Model(id: "x"), Model(id: "y")], of: "b")
    catalog.list([Model(id: "m"), Model(id: "z")], of: "a")

    #expect(catalog.targets.map(\.description) == ["a/m", "a/z", "b/x", "b/y"])
  }

  @Test func `puts a provider or route in the place of one of that name`() {
    var catalog = catalog

    catalog.add(Provider(name: "b", dialect: .anthropic, baseURL: "https://other.test"))
    catalog.add(Route(name: "main", targets: []))

    #expect(catalog.providers.map(\.name) == ["a", "b"])
    #expect(catalog.provider(named: "b")?.dialect == .anthropic)
    #expect(catalog.route(named: "main")?.targets.isEmpty == true)
  }

  @Test func `keeps lists of unchanged providers only`() {
    var old = catalog
    old.list([Model(id: "x")], of: "a")
    old.list([Model(id: "y")], of: "b")
    var new = catalog
    new.add(Provider(name: "b", dialect: .gemini, baseURL: "https://moved.test"))

    new.takeLists(of: old)

    #expect(new.hasListed("a"))
    #expect(!new.hasListed("b"))
  }
}

@Suite struct `The statistics of a target` {
  private let target = Target(provider: "a", model: "m")

  private func choice(_ statistics: TargetStatistics, after time: Duration = .zero) -> Choice {
    var choice = Choice(destination: .target(target), targets: [target])
    statistics.fill(&choice, of: target, at: .zero + time)
    return choice
  }

  private func attempt(
    _ outcome: AttemptRecord.Outcome, firstToken: Int64? = nil
  ) -> AttemptRecord {
    AttemptRecord(
      target: target, outcome: outcome, firstToken: firstToken.map { .milliseconds($0) },
      total: .milliseconds(2000), usage: Usage(outputTokens: 101))
  }

  @Test func `say nothing before the first attempt`() {
    #expect(choice(TargetStatistics()).health == .unknown)
    #expect(choice(TargetStatistics()).errorRate == nil)
  }

  @Test func `give the median of what was measured`() {
    var statistics = TargetStatistics()
    for time: Int64 in [1000, 100, 200] {
      statistics.add(attempt(.answered, firstToken: time), at: .zero)
    }

    let choice = choice(statistics)

    #expect(choice.firstToken == .milliseconds(200))
    #expect(choice.tokensPerSecond.map { Int($0) } == 55)
    #expect(choice.health == .ok)
  }

  @Test(arguments: [(0, 5, Health.ok), (1, 5, .ok), (1, 4, .degraded), (3, 0, .degraded)])
  func `call a target degraded from one failure in five`(
    failed: Int, answered: Int, health: Health
  ) {
    var statistics = TargetStatistics()
    for _ in 0..<failed { statistics.add(attempt(.failed), at: .zero) }
    for _ in 0..<answered { statistics.add(attempt(.answered), at: .zero) }

    #expect(choice(statistics).health == health)
  }

  @Test func `forget failures after five minutes`() {
    var statistics = TargetStatistics()
    statistics.add(attempt(.failed), at: .zero)

    #expect(choice(statistics, after: .seconds(300)).errorRate == 1)
    #expect(choice(statistics, after: .seconds(301)).errorRate == nil)
  }

  @Test func `learn nothing of an attempt that was stopped`() {
    var statistics = TargetStatistics()
    statistics.add(attempt(.cancelled), at: .zero)

    #expect(choice(statistics).health == .unknown)
  }

  @Test func `remember fifty attempts`() {
    var statistics = TargetStatistics()
    for _ in 0..<50 { statistics.add(attempt(.failed), at: .zero) }
    for _ in 0..<50 { statistics.add(attempt(.answered), at: .zero) }

    #expect(choice(statistics).errorRate == 0)
  }

  @Test func `know how many requests are left`() {
    var statistics = TargetStatistics()
    var report = RateLimitReport()
    report.requestsRemaining = 42
    statistics.add(report, of: target)

    #expect(choice(statistics).requestsLeft == 42)
  }
}

@Suite struct `A parameter that is typed` {
  @Test(arguments: [
    ("temperature", "0"), ("temperature", "2"), ("temperature", "0.7"), ("top_p", "1"),
    ("top_p", "0.01"), ("seed", "-7"), ("seed", "0"), ("max_output_tokens", "1"),
    ("reasoning_effort", "low"), ("temperature", "default"), ("seed", "default"),
  ])
  func `is taken within its range`(name: String, value: String) throws {
    var parameters = Parameters()
    let name = try #require(Parameters.Name(rawValue: name))
    let isTaken = parameters.set(name, to: value)
    #expect(isTaken)
    #expect((parameters == Parameters()) == (value == "default"))
  }

  @Test(arguments: [
    ("temperature", "2.1"), ("temperature", "-0.1"), ("temperature", "nan"), ("top_p", "0"),
    ("top_p", "1.1"), ("seed", "1.5"), ("seed", "99999999999999999999"),
    ("max_output_tokens", "0"), ("reasoning_effort", "huge"), ("temperature", ""),
  ])
  func `is left as it was out of its range`(name: String, value: String) throws {
    var parameters = Parameters()
    let name = try #require(Parameters.Name(rawValue: name))
    let isTaken = parameters.set(name, to: value)
    #expect(!isTaken)
    #expect(parameters == Parameters())
  }

  @Test func `is sent from then on, and says its range where it cannot be`() throws {
    let stage = try EngineStage().begin()

    #expect(
      stage.run(.setParameter(name: "temperature", value: "0.5"))
        == ["says temperature is 0.5 from here on."])
    #expect(
      stage.run(.setParameter(name: "temperature", value: "hot"))
        == ["says temperature cannot be hot: it is a number from 0 to 2, or default."])
    #expect(
      stage.run(.setParameter(name: "speed", value: "1")) == [
        "says There is no parameter speed. There are temperature, top_p, seed, "
          + "max_output_tokens, reasoning_effort."
      ])
    stage.run(.ask("Hi"))
    #expect(stage.server.requests.last?.body?["temperature"]?.doubleValue == 0.5)
  }
}
