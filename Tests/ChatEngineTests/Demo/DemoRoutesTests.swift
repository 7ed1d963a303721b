import ChatEngine
import DemoProviders
import Testing

@Suite struct `The demo's routes` {
  private let routes = DemoCatalog.showcaseRoutes

  @Test func `show each policy, each way with a cut, and a hedge`() {
    #expect(Set(routes.map(\.policy)) == Set(RoutePolicy.allCases))
    #expect(Set(routes.map(\.onCut)) == Set(Route.OnCut.allCases))
    #expect(routes.contains { $0.hedge })
    #expect(Set(routes.map(\.name)).count == routes.count)
  }

  @Test func `lead to models that there are`() {
    for target in routes.flatMap(\.targets).map(\.target) {
      let provider = DemoCatalog.showcase.providers.first { $0.name == target.provider }
      #expect(provider?.models.contains { $0.id == target.model } == true, "\(target)")
    }
  }

  @Test func `have one of several prices, one with a limit, and one to hedge away from`() {
    let cheapest = routes.first { $0.policy == .cheapest }
    let providers = DemoCatalog.showcase.providers
    let prices = cheapest?.targets.compactMap { place in
      providers.first { $0.name == place.target.provider }?.models
        .first { $0.id == place.target.model }?.inputPrice
    }
    #expect(Set(prices ?? []).count > 1)
    let limited = providers.filter { $0.requestsPerMinute != nil }.map(\.name)
    #expect(
      routes.contains { $0.targets.count > 1 && limited.contains($0.targets[0].target.provider) })
  }
}
