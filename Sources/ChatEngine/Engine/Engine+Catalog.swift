/// Choosing what answers, and what there is to choose from.
extension Engine {
  func select(_ destination: Destination) {
    guard let route = catalog.route(to: destination) else {
      return say(.warning, "There is no provider or route named \(destination.text).")
    }
    let old = self.destination
    self.destination = destination
    completeModels(of: route)
    publishDestination()
    publishContext()
    publishChoices()
    if old != destination, !conversation.isEmpty {
      say(.info, "\(route.name) answers next; the conversation goes along.")
    }
  }

  func publishDestination() {
    guard let destination, let route = catalog.route(to: destination) else { return }
    publish(
      .selected(destination, label: destination.text, route: route.targets.map(\.target)))
  }

  func publishChoices() {
    let now = world.loop.now()
    let routing = runner.routing
    var choices = catalog.routes.map { route in
      let targets = route.targets.map(\.target)
      var choice = Choice(
        destination: .route(route.name), targets: targets,
        health: Health(ofAll: targets.map { Health(of: $0, in: routing, at: now) }))
      choice.policy = route.policy
      return choice
    }
    choices += catalog.targets.map { target in
      var choice = Choice(
        destination: .target(target), targets: [target], model: catalog.model(of: target),
        health: Health(of: target, in: routing, at: now),
        obstacle: catalog.obstacles[target.provider])
      choice.take(routing.health, of: target, at: now)
      choice.take(outlook(of: target, at: now))
      choice.budgetLeft = budgetLeft?.least
      return choice
    }
    publish(.choices(choices))
  }

  /// What is left at a target by our own limits and the provider's word.
  private func outlook(of target: Target, at now: Instant) -> LimitOutlook {
    let own = world.outlook(target) ?? LimitOutlook()
    return own.tightened(by: reports.outlook(of: target, at: now))
  }

  /// Asks every provider that has not answered yet for its models; the list grows as they answer.
  func refreshModels() {
    // Figures change with time alone, and whoever asks looks at them now.
    publishChoices()
    for provider in catalog.providers
    where !catalog.hasListed(provider.name) && catalog.obstacles[provider.name] == nil {
      listModels(of: provider)
    }
  }

  /// Asks one provider for its models; the first becomes the destination if there is none.
  package func listModels(of provider: Provider) {
    guard listing.insert(provider.name).inserted else { return }
    let codec = provider.dialect.codec
    var request = codec.modelsRequest(at: provider)
    request.timeouts = Timeouts(connect: provider.timeouts.connect, total: .seconds(30))
    runner.fetch(request, from: provider) { [weak self] answer in
      guard let self else { return }
      listing.remove(provider.name)
      let models = answer.flatMap { $0.status == 200 ? try? codec.models(in: $0.body) : nil }
      take(models ?? [], of: provider)
    }
  }

  private func take(_ models: [Model], of provider: Provider) {
    if !models.isEmpty { catalog.list(models, of: provider.name) }
    complete(models.map { Target(provider: provider.name, model: $0.id) })
    if destination == nil {
      if let model = models.first {
        select(.target(Target(provider: provider.name, model: model.id)))
      } else {
        say(
          .warning,
          "\(provider.name) lists no models. Check its base_url, or name one with /model.")
      }
    }
    publishChoices()
  }

  /// Asks what is not known of the models on a route, so that it is before the first question.
  func completeModels(of route: Route) { complete(route.targets.map(\.target)) }

  private func complete(_ targets: [Target]) {
    runner.complete(targets, of: catalog) { [weak self] target, model in
      guard let self, catalog.provider(named: target.provider) != nil else { return }
      catalog.complete(model, of: target.provider)
      if destination.flatMap(catalog.route(to:))?.targets.contains(where: { $0.target == target })
        ?? false
      {
        publishContext()
      }
    } done: { [weak self] count in
      if count > 0 { self?.publishChoices() }
    }
  }

  func extend(_ addition: CatalogExtension) {
    switch world.extend(addition, catalog) {
    case .failure(let notice): publish(.notice(notice))
    case .success(let extended):
      // A new key may be right where the old one was refused.
      runner.forgetFailures()
      replace(extended)
      // Providers that nobody knows the models of are asked for them.
      for provider in extended.providers where provider.models.isEmpty { listModels(of: provider) }
    }
  }

  /// Goes on with other providers: something was added, or found on this machine.
  package func replace(_ catalog: Catalog) {
    let old = self.catalog
    self.catalog = catalog
    self.catalog.takeLists(of: old)
    if destination.flatMap(catalog.route(to:)) == nil { destination = catalog.destination }
    if let route = destination.flatMap(catalog.route(to:)) { completeModels(of: route) }
    publishDestination()
    publishContext()
    publishChoices()
  }

  func setParameter(_ name: String, _ value: String) {
    if name == "schema" { return setShape(value) }
    guard let parameter = Parameters.Name(typed: name) else {
      let names = Parameters.Name.allCases.map(\.rawValue).joined(separator: ", ")
      return say(.warning, "There is no parameter \(name). There are \(names), schema.")
    }
    guard parameters.set(parameter, to: value) else {
      return say(.warning, "\(name) cannot be \(value): it is \(parameter.range).")
    }
    say(.info, "\(name) is \(value) from here on.")
  }
}
