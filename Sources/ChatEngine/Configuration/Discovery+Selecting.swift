/// Why what was asked for on the command line cannot be selected.
package struct SelectionError: Error, Sendable, Equatable {
  package var sentence: String
}

extension Discovery {
  /// The selection for a target that was named on the command line.
  package func selection(of target: Target) throws(SelectionError) -> Destination {
    if let entry = entries.first(where: { $0.provider.name == target.provider }) {
      guard let obstacle = entry.obstacle else { return .target(target) }
      throw SelectionError(sentence: "\(target) cannot be asked: \(obstacle).")
    }
    if let preset = Preset.named(target.provider) {
      throw SelectionError(sentence: "\(target) cannot be asked: \(whatIsMissing(for: preset)).")
    }
    let known = providers.map(\.name) + Preset.all.map(\.name)
    let question = Suggestion.question(for: target.provider, among: known)
    let name = SafeQuote.quoted(target.provider)
    throw SelectionError(
      sentence: "There is no provider \(name), neither configured nor known by name.\(question)")
  }

  /// The selection for a route that was named on the command line.
  package func selection(ofRoute name: String) throws(SelectionError) -> Destination {
    if route(named: name) != nil { return .route(name) }
    let question = Suggestion.question(for: name, among: routes.map(\.name))
    let there =
      routes.isEmpty
      ? "None is configured." : "There are: \(routes.map(\.name).joined(separator: ", "))."
    throw SelectionError(
      sentence: "There is no route \(SafeQuote.quoted(name)). \(there)\(question)")
  }

  private func whatIsMissing(for preset: Preset) -> String {
    if let port = preset.port { return "no \(preset.displayName) answered on port \(port)" }
    var sentence = "no key: set \(preset.keyVariables.joined(separator: " or "))"
    if let variable = preset.baseURLVariable { sentence += ", and \(variable)" }
    return sentence
  }
}

// MARK: config show

extension Discovery {
  /// Every value in force and where it comes from; no key is among them.
  package var settings: [Setting] {
    var settings: [Setting] = []
    if let selection { settings.append(Setting("default", selection.text, selectionOrigin)) }
    for entry in entries { settings += self.settings(of: entry) }
    let configured = configuration.routes.map(\.name)
    for route in routes {
      let origin = configured.contains(route.name) ? fileOrigin : .standard
      let path = "routes.\(route.name)"
      settings += [
        Setting("\(path).policy", route.policy.rawValue, origin),
        Setting(
          "\(path).targets", route.targets.map(Self.text).joined(separator: " "), origin),
      ]
    }
    return settings + (file?.settings ?? [])
  }

  private var fileOrigin: Setting.Origin { file.map { .file($0.path) } ?? .standard }

  private func settings(of entry: Entry) -> [Setting] {
    let provider = entry.provider
    let path = "providers.\(provider.name)"
    let preset = provider.preset.flatMap(Preset.named)
    let isPresetsURL = preset?.baseURL == provider.baseURL
    let isPresetsDialect = preset?.dialect == provider.dialect
    let presetOrigin = Setting.Origin.preset(preset?.name ?? "")
    var settings = [
      Setting(
        "\(path).dialect", provider.dialect.rawValue,
        isPresetsDialect ? presetOrigin : entry.origin),
      Setting("\(path).base_url", provider.baseURL, isPresetsURL ? presetOrigin : entry.origin),
    ]
    if let obstacle = entry.obstacle {
      settings.append(Setting("\(path).key", obstacle, entry.keyOrigin ?? presetOrigin))
    } else if let source = provider.key {
      settings.append(Setting("\(path).key", source.summary, entry.keyOrigin ?? entry.origin))
    }
    if !provider.models.isEmpty {
      let ids = provider.models.map(\.id).joined(separator: " ")
      let isPresets = provider.models.map(\.id) == preset?.defaultModel.map { [$0] }
      settings.append(Setting("\(path).models", ids, isPresets ? presetOrigin : entry.origin))
    }
    return settings
  }

  /// A target of a route, with what is unusual about it.
  private static func text(_ target: RouteTarget) -> String {
    var facts: [String] = []
    if target.weight != 1 {
      let whole = Int(exactly: target.weight).map { "\($0)" }
      facts.append("weight \(whole ?? "\(target.weight)")")
    }
    if target.tier != 1 { facts.append("tier \(target.tier)") }
    return "\(target.target)" + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
  }
}
