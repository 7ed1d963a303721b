import DemoProviders
import Testing

@testable import ChatEngine

@Suite struct `What an engine tells of targets` {
  private func lastContext(_ stage: EngineStage) -> (used: Int, isEstimated: Bool, window: Int?)? {
    for update in stage.updates.reversed() {
      if case .context(let used, let isEstimated, let window) = update {
        return (used, isEstimated, window)
      }
    }
    return nil
  }

  private func choice(_ name: String, _ stage: EngineStage) -> Choice? {
    for update in stage.updates.reversed() {
      if case .choices(let choices) = update {
        return choices.first { $0.destination.text == name }
      }
    }
    return nil
  }

  @Test func `the context is the provider's count, until something is added`() throws {
    let reply = DemoReply(text: "Hello.", usage: DemoUsage(input: 90, output: 10))
    let stage = try EngineStage(.always(reply)).begin()

    stage.run(.ask("Hi"))

    let context = try #require(lastContext(stage))
    #expect(context == (used: 100, isEstimated: false, window: 1000))
  }

  @Test func `what was spent adds up over turns`() throws {
    let reply = DemoReply(text: "Hello.", usage: DemoUsage(input: 1_000_000, output: 500_000))
    let stage = try EngineStage(.always(reply)).begin()

    stage.run(.ask("one"))
    stage.run(.ask("two"))

    #expect(stage.engine.spent == 4)
    #expect(!stage.engine.spentIsEstimated)
  }

  @Test func `what was spent is marked where a count is ours`() throws {
    let cut = DemoReply(text: "one two three four", faults: [.cutAfter(tokens: 2)])
    let stage = try EngineStage(.byProvider(["a": [cut]]), destination: "all").begin()

    stage.run(.ask("one"))

    #expect(stage.engine.spentIsEstimated)
  }

  @Test func `a choice says how its target has been doing`() throws {
    let stage = try EngineStage(
      .byProvider(["a": [DemoReply(text: "Hello."), .fault(.status(401))]])
    ).begin()

    stage.run(.ask("one"))
    #expect(choice("a/m", stage)?.health == .ok)
    #expect(choice("a/m", stage)?.errorRate == 0)
    #expect(choice("a/m", stage)?.firstToken != nil)
    #expect(choice("b/m", stage)?.health == .unknown)

    stage.run(.ask("two"))
    #expect(choice("a/m", stage)?.health == .open)
    #expect(choice("a/m", stage)?.errorRate == 0.5)
  }

  @Test func `an unknown destination is refused`() throws {
    let stage = try EngineStage().begin()

    #expect(
      stage.run(.select(.route("none")))
        == ["says There is no provider or route named none."])
    #expect(stage.engine.destination?.text == "a/m")
  }

  @Test func `a provider's own list is added to the choices, once`() throws {
    let stage = try EngineStage().begin()
    stage.engine.handle(.refreshModels)
    stage.engine.handle(.refreshModels)
    stage.wait { stage.engine.catalog.hasListed("a") && stage.engine.catalog.hasListed("c") }
    stage.wait { stage.engine.catalog.hasListed("b") }

    #expect(choice("a/demo-long", stage)?.context == 1_000_000)
    #expect(choice("b/demo-long", stage)?.context == 1_000_000)
    #expect(stage.server.requests.count == 3)
  }

  @Test func `the first listed model is chosen where there is nothing else`() throws {
    let stage = try EngineStage(
      destination: nil, edit: { catalog in catalog.update { $0.models = [] } }
    ).begin()
    let provider = try #require(stage.engine.catalog.provider(named: "a"))

    stage.engine.listModels(of: provider)
    stage.wait { stage.engine.destination != nil }

    #expect(stage.lines.contains("selected a/demo-fast"))
  }

  @Test func `a provider that lists nothing is named`() throws {
    var script = DemoScript.always(DemoReply(text: ""))
    script.keys = ["other"]
    let stage = try EngineStage(script, destination: nil).begin()
    let provider = try #require(stage.engine.catalog.provider(named: "a"))

    stage.engine.listModels(of: provider)
    stage.wait { !stage.notices.isEmpty }

    #expect(
      stage.notices == ["a lists no models. Check its base_url, or name one with /model."])
  }
}

@Suite struct `Adding a provider` {
  @Test func `makes it usable at once, and forgets what the old key did`() throws {
    let stage = try EngineStage(
      .byProvider(["a": [.fault(.status(401)), DemoReply(text: "Now.")]])
    ).begin()
    stage.run(.ask("one"))
    let target = Target(provider: "a", model: "m")
    #expect(stage.engine.runner.routing.breakers.state(of: target) != .closed)
    stage.extend = { _, catalog in .success(catalog) }

    stage.engine.handle(.addKey("sk-new"))

    #expect(stage.engine.runner.routing.breakers.state(of: target) == .closed)
    stage.run(.ask("two"))
    #expect(stage.shownPath.last == "assistant Now.")
  }

  @Test func `says why where it cannot be`() throws {
    let stage = try EngineStage().begin()

    #expect(stage.run(.addServer("nonsense")) == ["says no"])
  }

  @Test func `keeps a destination that is still there, else takes the new one`() throws {
    let stage = try EngineStage(destination: "b/m").begin()
    var other = EngineStage.catalog(port: stage.server.port)
    other.destination = .route("all")

    stage.engine.replace(other)
    #expect(stage.engine.destination?.text == "b/m")

    stage.engine.replace(
      Catalog(providers: [], routes: other.routes, destination: .route("all")))
    #expect(stage.engine.destination?.text == "all")
  }

  @Test func `keeps the lists of models that were got`() throws {
    let stage = try EngineStage().begin()
    stage.engine.catalog.list([Model(id: "x")], of: "a")

    stage.engine.replace(EngineStage.catalog(port: stage.server.port))

    #expect(stage.engine.catalog.hasListed("a"))
  }
}
