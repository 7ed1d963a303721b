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

@Suite struct `A parameter that is typed` {
  @Test(arguments: [
    ("temperature", "0"), ("temperature", "2"), ("temperature", "0.7"), ("top_p", "1"),
    ("top_p", "0.01"), ("seed", "-7"), ("seed", "0"), ("max_output_tokens", "1"),
    ("reasoning_effort", "low"), ("temperature", "default"), ("seed", "default"),
    ("stop", "END"), ("stop", #"["a", "b"]"#), ("parallel_tool_calls", "false"),
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
    ("stop", ""), ("stop", "[1]"), ("stop", "[]"), ("parallel_tool_calls", "maybe"),
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
          + "max_output_tokens, reasoning_effort, stop, parallel_tool_calls, schema."
      ])
    stage.run(.ask("Hi"))
    #expect(stage.server.requests.last?.body?["temperature"]?.doubleValue == 0.5)
  }
}
