import ChatEngine

/// What commands find out before they ask the first question.
extension Setup {
  /// The providers in force; with nothing configured and nothing chosen, the servers of this machine.
  func catalog(asking runner: TurnRunner, _ loop: EventLoop, isChosen: Bool) -> Catalog {
    guard !isChosen, catalog.destination == nil else { return catalog }
    var found: [Discovery.LocalServer]?
    LocalServers.find(LocalServers.listening(), with: runner) { found = $0 }
    loop.run { found == nil }
    var setup = self
    setup.localServers = found ?? []
    return setup.catalog
  }
}

extension TurnRunner {
  /// Asks what is not known of the models on the route: the length of a context, above all.
  func complete(_ catalog: inout Catalog, for route: Route, _ loop: EventLoop) {
    var isDone = false
    var models: [(Target, Model)] = []
    complete(route.targets.map(\.target), of: catalog, limit: .seconds(3)) {
      models.append(($0, $1))
    } done: { _ in
      isDone = true
    }
    loop.run { !isDone }
    for (target, model) in models { catalog.complete(model, of: target.provider) }
  }
}
