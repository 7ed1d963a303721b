/// What is known of models without asking anyone.
package struct Knowledge: Sendable {
  /// A provider's model of that name.
  package var model: @Sendable (Provider, String) -> Model?
  /// The models that a provider is known to have.
  package var models: @Sendable (Provider) -> [Model]

  package static let none = Knowledge(model: { _, _ in nil }, models: { _ in [] })

  /// The built-in table.
  package static let table = Knowledge(
    model: { ModelTable.model($1, at: $0.preset ?? $0.name) },
    models: { $0.preset.map(ModelTable.models) ?? [] })
}

/// Providers, routes and defaults in force: what configuration and discovery came to.
package struct Catalog: Sendable {
  /// In the order in which they are shown.
  package private(set) var providers: [Provider]
  package private(set) var routes: [Route]
  package var destination: Destination?
  package var parameters: Parameters
  package var system: String?
  /// Why a provider cannot be asked ("no key: set OPENAI_API_KEY"), by provider.
  package var obstacles: [String: String] = [:]
  /// What is known without asking.
  private let knowledge: Knowledge
  /// Models that providers listed themselves, by provider.
  private var listed: [String: [Model]] = [:]
  /// What they said of single models when they were asked.
  private var detailed: [Target: Model] = [:]

  package init(
    providers: [Provider] = [], routes: [Route] = [], destination: Destination? = nil,
    parameters: Parameters = Parameters(), system: String? = nil,
    knowledge: Knowledge = .none
  ) {
    self.providers = providers
    self.routes = routes
    self.destination = destination
    self.parameters = parameters
    self.system = system
    self.knowledge = knowledge
  }

  package func provider(named name: String) -> Provider? { providers.first { $0.name == name } }

  package func route(named name: String) -> Route? { routes.first { $0.name == name } }

  /// Everything known of a target's model: the configuration goes before what the provider lists,
  /// that before the built-in table, and that before what the name alone says.
  package func model(of target: Target) -> Model {
    guard let provider = provider(named: target.provider) else { return Model(id: target.model) }
    var model = Model(id: target.model)
    let sources = [
      provider.models.first { $0.id == target.model }, detailed[target],
      listed[provider.name]?.first { $0.id == target.model },
      knowledge.model(provider, target.model),
      ModelFamily.model(target.model, in: provider.dialect),
    ]
    for source in sources { if let source { model = model.completed(from: source) } }
    return model
  }

  /// Changes every provider in the same way.
  package mutating func update(_ change: (inout Provider) -> Void) {
    for place in providers.indices { change(&providers[place]) }
  }

  package mutating func add(_ provider: Provider) {
    providers.removeAll { $0.name == provider.name }
    providers.append(provider)
  }

  package mutating func add(_ route: Route) {
    routes.removeAll { $0.name == route.name }
    routes.append(route)
  }

  package mutating func list(_ models: [Model], of provider: String) { listed[provider] = models }

  /// Takes what a provider said of one model.
  package mutating func complete(_ model: Model, of provider: String) {
    detailed[Target(provider: provider, model: model.id)] = model
  }

  /// Keeps what providers listed that are here unchanged.
  mutating func takeLists(of other: Catalog) {
    for (name, models) in other.listed where listed[name] == nil && isSame(name, in: other) {
      listed[name] = models
    }
    for (target, model) in other.detailed
    where detailed[target] == nil && isSame(target.provider, in: other) {
      detailed[target] = model
    }
  }

  private func isSame(_ name: String, in other: Catalog) -> Bool {
    provider(named: name).map { $0 == other.provider(named: name) } ?? false
  }

  package func hasListed(_ provider: String) -> Bool { listed[provider] != nil }

  /// The route that a destination means: a target alone is a route of one.
  package func route(to destination: Destination) -> Route? {
    switch destination {
    case .route(let name): route(named: name)
    case .target(let target):
      provider(named: target.provider) == nil
        ? nil : Route(name: target.description, targets: [RouteTarget(target)])
    }
  }

  /// A route's targets with what is needed to ask them; those of unknown providers are left out.
  package func candidates(of route: Route) -> [Candidate] {
    route.targets.compactMap { routeTarget in
      provider(named: routeTarget.target.provider).map {
        Candidate(routeTarget, provider: $0, model: model(of: routeTarget.target))
      }
    }
  }

  /// Every target that is known, provider by provider: configured models first, then what the provider
  /// lists, or the built-in table until it has.
  package var targets: [Target] {
    providers.flatMap { provider in
      var seen: Set<String> = []
      let models = provider.models + (listed[provider.name] ?? knowledge.models(provider))
      return models.filter { seen.insert($0.id).inserted }
        .map { Target(provider: provider.name, model: $0.id) }
    }
  }
}
