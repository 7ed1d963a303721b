package import ChatEngine

extension DemoCatalog {
  /// The routes that `llmterm --demo` offers: one for each thing that a route can do.
  package static var showcaseRoutes: [Route] {
    let fast = ["demo-anthropic", "demo-openai", "demo-gemini"]
    return [
      route("demo", fast),
      route("demo-failover", ["demo-flaky"] + fast),
      weighted,
      route("demo-cheapest", fast, policy: .cheapest),
      route("demo-fastest", ["demo-slow", "demo-anthropic", "demo-gemini"], policy: .fastest),
      route("demo-limited", ["demo-limited", "demo-anthropic"]),
      route("demo-hedged", ["demo-uneven", "demo-anthropic"], hedge: true),
      route("demo-ask", ["demo-flaky", "demo-anthropic"], onCut: .ask),
      route("demo-continue", ["demo-flaky", "demo-anthropic"], onCut: .continue),
    ]
  }

  /// Three of four prompts go to one of them.
  private static var weighted: Route {
    var route = route("demo-weighted", ["demo-anthropic", "demo-openai"], policy: .weighted)
    route.targets[0].weight = 3
    return route
  }

  private static func route(
    _ name: String, _ providers: [String], policy: RoutePolicy = .failover,
    onCut: Route.OnCut = .restart, hedge: Bool = false
  ) -> Route {
    let targets = providers.map { RouteTarget(Target(provider: $0, model: DemoModel.fast.id)) }
    return Route(name: name, targets: targets, policy: policy, onCut: onCut, hedge: hedge)
  }
}
