import ChatEngine

/// What commands find out before they ask the first question.
extension Setup {
  /// The providers in force; with nothing configured and nothing chosen, the servers of this machine.
  func catalog(asking runner: TurnRunner, _ loop: EventLoop, isChosen: Bool) -> Catalog {
    let catalog = catalog
    guard !isChosen, catalog.destination == nil else { return catalog }
    var setup = self
    setup.localServers = LocalServers.found(listening, with: runner, loop)
    return setup.catalog
  }
}

extension Catalog {
  /// Whom a command asks: who was chosen on the command line, or else who is first in force.
  func destination(chosen: Destination?) throws(SetupError) -> (Destination, Route) {
    guard let destination = chosen ?? destination, let route = route(to: destination) else {
      throw SetupError(
        "There is nothing to ask: no key was found in the environment or the configuration, and "
          + "no server on this machine. Set one, as OPENAI_API_KEY, or try: llmterm --demo")
    }
    return (destination, route)
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
