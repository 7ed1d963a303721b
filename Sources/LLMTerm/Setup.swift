import ChatEngine
import DemoProviders

/// What stands in the way of starting, in sentences for standard error.
struct SetupError: Error {
  let sentences: [String]

  init(_ sentences: [String]) { self.sentences = sentences }
  init(_ sentence: String) { sentences = [sentence] }
}

/// Everything that is known before the first prompt: folders, configuration, keys, providers.
struct Setup {
  private(set) var surroundings: Surroundings
  /// Nil where the environment names no place for files.
  let folders: Folders?
  /// Where the configuration is, or would be; nil where there is no place for it.
  let configurationPath: String?
  private(set) var file: ConfigurationFile?
  var savedKeys: SavedKeys
  /// Servers of this machine that have answered.
  var localServers: [Discovery.LocalServer] = []
  /// Servers that were typed in and that the configuration does not have.
  private var addedProviders: [Provider] = []
  /// The command line's system prompt, which goes before the configuration's.
  var system: String?
  /// The role that was named on the command line.
  var role: Configuration.NamedRole?
  /// What was there when a session was recorded that is played now: nothing is kept then.
  let replayed: Recording.Surroundings?

  /// Reads the configuration; throws every sentence about what is wrong with it.
  ///
  /// `judgesInterface` is for those who use the screen, or are asked about all of the file.
  init(
    configurationPath: String?, replaying replayed: Recording.Surroundings? = nil,
    judgesInterface: Bool = false
  ) throws(SetupError) {
    self.replayed = replayed
    let surroundings = Surroundings()
    let environment = surroundings.environment
    self.surroundings = surroundings
    folders = Folders(environment: environment, workingFolder: surroundings.workingFolder)
    let place = ConfigurationFile.place(
      option: configurationPath, environment: environment, folder: folders?.configuration)
    self.configurationPath = place?.path
    do throws(ConfigurationErrors) {
      if let place {
        file = try ConfigurationFile.load(
          place.path, mustExist: place.mustExist, home: environment["HOME"],
          judging: judgesInterface ? Appearance.mistakes : { _ in [] })
      }
    } catch {
      throw SetupError(error.problems.map(\.description))
    }
    savedKeys = folders.map { SavedKeys(in: $0.configuration) } ?? SavedKeys(folder: "")
    if let replayed { standIn(for: replayed.keyVariables) }
  }

  /// Who could be asked then can be now: keys are not needed, but that there was one decides.
  private mutating func standIn(for recorded: [String]) {
    for name in keyVariables {
      surroundings.environment[name] = recorded.contains(name) ? "recorded" : nil
    }
  }

  var configuration: Configuration {
    var configuration = file?.configuration ?? Configuration()
    // What is played is asked of nobody, and counts for nothing.
    if replayed != nil { configuration.redis = nil }
    return configuration
  }

  /// The theme that was chosen in the chat; the configuration's goes before it.
  var chosenTheme: String? { folders.flatMap { DraftStore(folders: $0).theme() } }

  var discovery: Discovery {
    Discovery(
      environment: surroundings.environment, file: file, savedKeys: savedKeys,
      localServers: localServers)
  }

  /// The providers in force.
  var catalog: Catalog {
    let discovery = discovery
    var catalog = Catalog(
      providers: discovery.providers, routes: discovery.routes,
      destination: role?.selection ?? discovery.selection,
      parameters: configuration.parameters.overridden(by: role?.parameters ?? Parameters()),
      system: system ?? role?.system ?? configuration.system, knowledge: .table)
    for provider in addedProviders { catalog.add(provider) }
    for entry in discovery.entries { catalog.obstacles[entry.provider.name] = entry.obstacle }
    let proxies = ProxySelection(environment: surroundings.environment)
    catalog.update { provider in
      guard provider.security.proxy == nil else { return }
      provider.security.proxy = proxies.proxy(for: provider.baseURL)
    }
    return catalog
  }

  /// The destination that was named on the command line, if it can be asked.
  mutating func check(_ destination: Destination) throws(SetupError) -> Destination {
    do throws(SelectionError) {
      switch destination {
      case .target(let target):
        lookFor(target)
        return try discovery.selection(of: target)
      case .route(let name): return try discovery.selection(ofRoute: name)
      }
    } catch {
      throw SetupError(error.sentence)
    }
  }

  /// A server of this machine that is named and listens is taken at its word.
  private mutating func lookFor(_ target: Target) {
    guard let preset = Preset.named(target.provider), let port = preset.port,
      replayed?.ports.contains(port) ?? !LocalServers.listening(among: [preset]).isEmpty
    else { return }
    localServers.append(Discovery.LocalServer(port: port, models: [Model(id: target.model)]))
  }

  /// Where everything of a session lies; what the demo did is kept apart from what was paid for.
  func folders(ofDemo isDemo: Bool) -> Folders? {
    if replayed != nil { return nil }
    guard isDemo, var folders else { return folders }
    folders.state += "/demo"
    folders.cache += "/demo"
    return folders
  }

  /// The folder of the conversations; the demo's are kept apart.
  func conversations(ofDemo isDemo: Bool) -> String? {
    if replayed != nil { return nil }
    return isDemo ? folders.map { $0.data + "/demo" } : folders?.conversations
  }

  // MARK: Adding

  /// Keeps a key that was typed in and gives its provider's name; throws what is wrong with it.
  mutating func add(key text: String) throws(Notice) -> String {
    let key = text.filter { !$0.isWhitespace }
    guard let preset = Preset.recognized(byKey: key) else {
      throw Notice(
        .warning,
        "That key's form is not known. Put it into an environment variable, or configure it.")
    }
    guard folders != nil else {
      throw Notice(.error, "There is no place for the key: HOME is not set.")
    }
    do throws(SystemError) {
      try savedKeys.save(Secret(key), for: preset.name)
    } catch {
      throw Notice(.error, "The key could not be saved to \(savedKeys.folder).")
    }
    return preset.name
  }

  /// Takes a server that was typed in, and keeps it where there is no configuration yet; else gives
  /// what a person may add to it.
  mutating func add(_ server: AddedServer) -> Notice? {
    if file == nil, folders != nil, let configurationPath,
      (try? ConfigurationFile.create(server.configuration, at: configurationPath)) != nil,
      let written = try? ConfigurationFile.load(
        configurationPath, mustExist: true, home: surroundings.environment["HOME"])
    {
      file = written
      return nil
    }
    addedProviders.append(server.provider)
    guard let configurationPath else {
      return Notice(.info, "It is not kept, as there is no place for it: HOME is not set.")
    }
    return Notice(
      .info, "To keep it, add to \"providers\" in \(configurationPath): \(server.entry)")
  }

  // MARK: Keys

  /// The variables that hold keys.
  var keyVariables: Set<String> {
    var names = Set(Preset.all.flatMap(\.keyVariables))
    for provider in configuration.providers {
      if case .environment(let own) = provider.key { names.formUnion(own) }
    }
    return names
  }

  /// What the programs get that this one starts: no keys.
  var childEnvironment: [String: String] {
    let names = keyVariables
    return surroundings.environment.filter { !names.contains($0.key) }
  }

  /// Keeps keys from children, from core files and from other processes; `surroundings` has them.
  func protectKeys() {
    Surroundings.protectMemory()
    Surroundings.forget(keyVariables)
  }

  // MARK: The demo

  /// The simulated providers of a demo server.
  static func catalog(of server: DemoServer, system: String?) -> Catalog {
    let providers = DemoCatalog.showcase.providers.map { demo in
      Provider(
        name: demo.name, dialect: Dialect(rawValue: demo.dialect.rawValue) ?? .openAIChat,
        baseURL: demo.baseURL(port: server.port), authentication: .none,
        models: demo.models.map(Setup.model), quirks: Setup.quirks(of: demo.dialect),
        limits: Provider.RateLimits(requestsPerMinute: demo.requestsPerMinute))
    }
    return Catalog(
      providers: providers, routes: DemoCatalog.showcaseRoutes, destination: .route("demo"),
      system: system)
  }

  private static func model(_ demo: DemoModel) -> Model {
    Model(
      id: demo.id, context: demo.contextWindow, maxOutput: demo.maxOutput,
      price: Price(input: demo.inputPrice, output: demo.outputPrice), vision: true, tools: true,
      reasoning: demo.reasons)
  }

  private static func quirks(of dialect: DemoDialect) -> Quirks {
    var quirks = Quirks()
    quirks.takesStreamOptions = dialect == .openAIChat
    quirks.checksSignatures = dialect == .anthropic
    return quirks
  }
}
