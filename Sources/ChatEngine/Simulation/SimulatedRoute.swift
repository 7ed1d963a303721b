/// A route whose targets are simulated.
package struct SimulatedRoute: Sendable {
  package var route: Route
  package var candidates: [Candidate]
  /// How each answers; the usual way where nothing is said.
  package var targets: [Target: SimulatedTarget]

  package init(
    _ route: Route, candidates: [Candidate], targets: [Target: SimulatedTarget] = [:]
  ) {
    self.route = route
    self.candidates = candidates
    self.targets = targets
  }

  /// Three vendors' usual models, for those who have configured nothing.
  package static let example: SimulatedRoute = {
    let presets = ["anthropic", "openai", "gemini"].compactMap { Preset.named($0) }
    let candidates = presets.compactMap { preset -> Candidate? in
      guard let id = preset.defaultModel, let url = preset.baseURL else { return nil }
      let provider = Provider(
        name: preset.name, dialect: preset.dialect, baseURL: url, quirks: preset.quirks,
        preset: preset.name)
      return Candidate(
        RouteTarget(Target(provider: preset.name, model: id)), provider: provider,
        model: ModelTable.model(id, at: preset.name) ?? Model(id: id))
    }
    return SimulatedRoute(
      Route(name: "example", targets: candidates.map(\.routeTarget)), candidates: candidates)
  }()

  /// The first target is away for the middle third.
  package var usualFaults: [SimulatedFault] {
    let first = candidates.filter { $0.routeTarget.weight > 0 }
      .min { $0.routeTarget.tier < $1.routeTarget.tier }
    return first.map { [SimulatedFault(.down, of: $0.target, during: 1.0 / 3..<2.0 / 3)] } ?? []
  }
}
