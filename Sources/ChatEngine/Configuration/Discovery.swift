/// The providers, routes and the selection in force, from all that says something about them.
///
/// A pure function of the environment, the configuration, the saved keys and the servers that
/// answered on this machine; reading and probing are done before.
package struct Discovery: Sendable, Equatable {
  /// A provider and how it came to be here.
  package struct Entry: Sendable, Equatable {
    package var provider: Provider
    package var origin: Setting.Origin
    /// Where its key comes from; nil where it needs none.
    package var keyOrigin: Setting.Origin?
    /// Why it cannot be asked ("no key: set OPENAI_API_KEY"); nil if it can.
    package var obstacle: String?
  }

  /// A server on this machine that answered a request for its models.
  ///
  /// An open port alone says little: 8080 and 8000 are everybody's.
  package struct LocalServer: Sendable, Equatable {
    package var port: UInt16
    /// As it lists them.
    package var models: [Model]

    package init(port: UInt16, models: [Model] = []) {
      self.port = port
      self.models = models
    }
  }

  /// The configured providers in the order of the file, then those that were found.
  package private(set) var entries: [Entry] = []
  /// The configured routes, and the implicit `main` if there is none of that name.
  package private(set) var routes: [Route] = []
  /// What the next prompt is sent to; nil where nothing can be asked.
  package private(set) var selection: Destination?
  private(set) var selectionOrigin = Setting.Origin.standard
  private(set) var file: ConfigurationFile?

  /// The loopback ports worth a probe.
  package static var localPorts: [UInt16] { Preset.all.compactMap(\.port) }

  package init(
    environment: [String: String], file: ConfigurationFile? = nil,
    savedKeys: SavedKeys = SavedKeys(folder: ""), localServers: [LocalServer] = []
  ) {
    self.file = file
    addConfigured(environment, savedKeys)
    addFound(environment, savedKeys)
    addLocal(localServers)
    routes = file?.configuration.routes ?? []
    if !routes.contains(where: { $0.name == Self.main }), let route = implicitRoute() {
      routes.append(route)
    }
    choose()
  }

  package var providers: [Provider] { entries.map(\.provider) }

  package func provider(named name: String) -> Provider? {
    entries.first { $0.provider.name == name }?.provider
  }

  package func route(named name: String) -> Route? { routes.first { $0.name == name } }

  /// The settings in force; where there is no file, those of an empty one.
  package var configuration: Configuration { file?.configuration ?? Configuration() }

  private static let main = ConfigurationReader.implicitRoute
}

// MARK: Finding

extension Discovery {
  private mutating func addConfigured(_ environment: [String: String], _ savedKeys: SavedKeys) {
    guard let file else { return }
    for provider in file.configuration.providers {
      let preset = provider.preset.flatMap(Preset.named)
      // Only a key that the file does not speak of may come from elsewhere.
      let isPresetsKey = provider.key != nil && provider.key == preset?.key
      var entry = Entry(provider: provider, origin: .file(file.path))
      entry.keyOrigin = provider.key == nil ? nil : .file(file.path)
      complete(&entry, environment, isPresetsKey ? savedKeys : SavedKeys(folder: ""))
      entries.append(entry)
    }
  }

  private mutating func addFound(_ environment: [String: String], _ savedKeys: SavedKeys) {
    for preset in Preset.all where !preset.keyVariables.isEmpty && !isHere(preset.name) {
      let variable = preset.keyVariables.first { isSet($0, environment) }
      let saved = savedKeys.names.contains(preset.name)
      guard variable != nil || saved,
        let provider = preset.provider(baseURL: baseURL(of: preset, environment))
      else { continue }
      var entry = Entry(provider: provider, origin: .preset(preset.name))
      complete(&entry, environment, savedKeys)
      entries.append(entry)
    }
  }

  private mutating func addLocal(_ servers: [LocalServer]) {
    for server in servers {
      guard let preset = Preset.all.first(where: { $0.port == server.port }),
        !isHere(preset.name), !isConfigured(server.port), var provider = preset.provider()
      else { continue }
      provider.models = server.models.map { model in
        model.completed(from: ModelTable.model(model.id, at: preset.name) ?? model)
      }
      entries.append(Entry(provider: provider, origin: .localServer(port: server.port)))
    }
  }

  /// Says where the key comes from: a variable that is set, else a saved key, else nowhere.
  private func complete(
    _ entry: inout Entry, _ environment: [String: String], _ savedKeys: SavedKeys
  ) {
    guard case .environment(let names) = entry.provider.key else { return }
    if let name = names.first(where: { isSet($0, environment) }) {
      entry.keyOrigin = .environment(name)
    } else if let source = savedKeys.source(for: entry.provider.name) {
      entry.provider.key = source
      entry.keyOrigin = .savedKey(savedKeys.folder + "/" + entry.provider.name)
    } else {
      entry.obstacle = "no key: set \(names.joined(separator: " or "))"
    }
  }

  private func isHere(_ name: String) -> Bool { provider(named: name) != nil }

  /// Whether the configuration has a provider of its own at the port.
  private func isConfigured(_ port: UInt16) -> Bool {
    providers.contains { provider in
      guard let url = URLText(provider.baseURL) else { return false }
      return url.isLoopback && url.port == port
    }
  }

  private func isSet(_ variable: String, _ environment: [String: String]) -> Bool {
    environment[variable].map { !$0.utf8.allSatisfy(\.isSpace) } ?? false
  }

  private func baseURL(of preset: Preset, _ environment: [String: String]) -> String? {
    guard let variable = preset.baseURLVariable, let text = environment[variable],
      let url = URLText(text), url.scheme == "https", !url.hasUserInfo
    else { return nil }
    return preset.baseURL(at: text)
  }
}

// MARK: Choosing

extension Discovery {
  /// All that can be asked, each with its usual model, the servers of this machine last.
  private func implicitRoute() -> Route? {
    var remote: [RouteTarget] = []
    var local: [RouteTarget] = []
    for entry in entries where entry.obstacle == nil {
      guard let model = entry.provider.models.first else { continue }
      let target = Target(provider: entry.provider.name, model: model.id)
      if URLText(entry.provider.baseURL)?.isLoopback == true {
        local.append(RouteTarget(target, tier: 2))
      } else {
        remote.append(RouteTarget(target))
      }
    }
    let targets = remote + local
    return targets.isEmpty ? nil : Route(name: Self.main, targets: targets)
  }

  private mutating func choose() {
    if let file, let configured = file.configuration.selection, isThere(configured) {
      selection = configured
      selectionOrigin = .file(file.path)
      return
    }
    let configured = file?.configuration.routes ?? []
    guard let route = route(named: Self.main) else {
      selection = nil
      return
    }
    if configured.contains(where: { $0.name == Self.main }) {
      selection = .route(Self.main)
    } else if route.targets.count == 1, let only = route.targets.first {
      selection = .target(only.target)
    } else {
      selection = .route(Self.main)
    }
  }

  private func isThere(_ selection: Destination) -> Bool {
    switch selection {
    case .target(let target): isHere(target.provider)
    case .route(let name): route(named: name) != nil
    }
  }
}
