import ChatEngine

/// Who is asked for a line, with all that is needed to ask them.
struct BatchDestination {
  var route: Route
  var candidates: [Candidate]
  /// The name of a route; nil for a target alone.
  var routeName: String?

  /// What a request is likely to cost at the dearest of them, in US dollars; nil where a price is
  /// not known.
  func expectedCost(of request: ChatRequest) -> Double? {
    let prompt = TokenEstimate.tokens(in: request)
    let answer = request.parameters.maxOutputTokens ?? TokenEstimate.usualAnswer
    var most: Double?
    for candidate in candidates {
      guard let price = candidate.model.price else { return nil }
      let tokens = min(answer, candidate.model.maxOutput ?? answer)
      let cost = price.expectedCost(promptTokens: prompt, outputTokens: max(tokens, 0))
      most = max(most ?? cost, cost)
    }
    return most
  }
}

/// Finds whom a line wants asked, each once.
struct BatchDestinations {
  /// A batch names a few targets; more than that are looked for anew.
  private static let mostKept = 1024

  private let catalog: Catalog
  /// Whom lines are for that name nobody.
  let usual: BatchDestination
  /// Whether the command line chose it, and with it the model of OpenAI's lines.
  private let isChosen: Bool
  private var known: [BatchLine.Wish: BatchDestination] = [:]

  /// Nil where the destination leads to nobody.
  init?(_ catalog: Catalog, usual destination: Destination, isChosen: Bool) {
    guard let usual = Self.destination(destination, catalog) else { return nil }
    self.catalog = catalog
    self.usual = usual
    self.isChosen = isChosen
  }

  var providers: [Provider] { catalog.providers }

  /// Whom a line is for, and what has to be said of that.
  mutating func find(_ wish: BatchLine.Wish) throws(BatchMistake) -> BatchDestination {
    if wish == .nobody { return usual }
    if let known = known[wish] { return known }
    if known.count >= Self.mostKept { known = [:] }
    let found =
      switch wish {
      case .nobody: usual
      case .named(let name): try named(name)
      case .model(let model): isChosen ? usual : try having(model)
      }
    known[wish] = found
    return found
  }

  private func named(_ name: String) throws(BatchMistake) -> BatchDestination {
    if let found = Self.destination(.route(name), catalog) { return found }
    if let target = Target(name), let found = Self.destination(.target(target), catalog) {
      return found
    }
    if let target = Target(name), let obstacle = catalog.obstacles[target.provider] {
      throw BatchMistake("\(SafeQuote.quoted(name)) cannot be asked: \(obstacle)")
    }
    let names = catalog.routes.map(\.name) + catalog.targets.map(\.description)
    throw BatchMistake(
      "there is no target or route \(SafeQuote.quoted(name))."
        + Suggestion.question(for: name, among: names)
        + " `llmterm models` lists what there is")
  }

  /// A model's own provider: whoever is known to have it, else OpenAI, whose lines these are.
  private func having(_ model: String) throws(BatchMistake) -> BatchDestination {
    let owner = catalog.targets.first { $0.model == model }
    let target = owner ?? Target(model) ?? Target(provider: "openai", model: model)
    if let found = Self.destination(.target(target), catalog) { return found }
    throw BatchMistake(
      "nobody is known to have the model \(SafeQuote.quoted(model)). Name whom to ask instead: -m "
        + "provider/model")
  }

  private static func destination(
    _ destination: Destination, _ catalog: Catalog
  ) -> BatchDestination? {
    guard let route = catalog.route(to: destination) else { return nil }
    let candidates = catalog.candidates(of: route)
    guard !candidates.isEmpty else { return nil }
    var found = BatchDestination(route: route, candidates: candidates)
    if case .route(let name) = destination { found.routeName = name }
    return found
  }
}
