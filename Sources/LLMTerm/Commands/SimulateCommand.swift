import ChatEngine

/// `llmterm simulate`: how a route behaves when its targets fail, without asking any of them.
struct SimulateCommand {
  private let options: Options.Simulate
  private let route: SimulatedRoute

  init(_ options: Options.Simulate, _ configurationPath: String?) throws {
    self.options = options
    var setup = try Setup(configurationPath: configurationPath)
    route = try SimulateCommand.route(options.route, &setup)
    let known = route.candidates.map(\.target)
    for fault in options.faults where !known.contains(fault.target) {
      throw UsageError(
        "\(SafeQuote.quoted(fault.target.description)) is not in the route \(route.route.name). "
          + "Its targets are: \(known.map(\.description).joined(separator: ", ")).")
    }
  }

  func run() -> Int32 {
    var settings = Simulation.Settings()
    settings.turns = options.turns
    settings.seed = options.seed
    settings.faults = options.faults.isEmpty ? route.usualFaults : options.faults
    var simulation = Simulation(route, settings: settings)
    let report = simulation.run()
    let output = SimulationOutput(report, of: route, settings)
    Output.say(options.asJSON ? output.json : output.text)
    return Program.Exit.answered
  }

  /// The route that was named, the usual one, or an example where none is configured.
  private static func route(_ name: String?, _ setup: inout Setup) throws -> SimulatedRoute {
    let named = try name.map { try setup.check(.route($0)) }
    var catalog = setup.catalog
    guard let destination = named ?? catalog.destination,
      let route = catalog.route(to: destination)
    else { return .example }
    // A target needs no key to be simulated, so that those without one take part.
    for target in route.targets.map(\.target) where catalog.provider(named: target.provider) == nil
    {
      if let provider = Preset.named(target.provider)?.provider() { catalog.add(provider) }
    }
    let candidates = catalog.candidates(of: route)
    return candidates.isEmpty ? .example : SimulatedRoute(route, candidates: candidates)
  }
}
