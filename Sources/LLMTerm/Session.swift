import ChatEngine
import ChatUI
import DemoProviders
import Glibc

/// Brings engine and screen together, and what each needs of the world.
final class Session {
  let history: PromptLog
  private var setup: Setup
  private let loop: EventLoop
  /// Writes files, in the order in which they were given to it.
  private let files: Worker
  /// Two threads that look through the conversations; fewer where the system has none.
  private lazy var searchers: [Worker] = (0..<2).compactMap { _ in
    try? Worker(name: "search", answers: loop.mailbox)
  }
  private let isDemo: Bool
  private let keys: Keys
  private let services: Services
  private let wire: Wire
  private let tools: ToolServices
  private let drafts: DraftStore?
  private var engine: Engine?
  private var demo: DemoServer?

  init(
    _ setup: Setup, _ services: Services, keys: Keys, loop: EventLoop, files: Worker, isDemo: Bool,
    wire: Wire
  ) {
    self.setup = setup
    self.services = services
    self.keys = keys
    self.loop = loop
    self.files = files
    self.isDemo = isDemo
    self.wire = wire
    tools = ToolServices(setup, loop: loop, queue: files)
    drafts = setup.folders.map { DraftStore(folders: $0) }
    history = PromptLog(drafts, worker: files)
  }

  /// Holds what was asked for by name against what the demo has; to be done before there is a screen.
  func check(_ selection: Destination) throws(SetupError) {
    guard let demo = startDemo() else { return }
    guard Setup.catalog(of: demo, system: nil).route(to: selection) == nil else { return }
    demo.stop()
    throw SetupError(
      "The demo has no \(selection.text). Start it without that name: ^P lists what it has.")
  }

  /// Makes the engine and lets it speak to the screen.
  func start(_ app: any FrontEnd, selection: Destination?, opening: ConversationID?) {
    var catalog = setup.catalog
    if isDemo, let demo = startDemo() { catalog = Setup.catalog(of: demo, system: setup.system) }
    if let selection, catalog.route(to: selection) != nil { catalog.destination = selection }
    keys.use(catalog.providers)
    let engine = Engine(catalog: catalog, world: world(app)) { [unowned app] update in
      app.apply(.engine(update))
    }
    services.onNotice = { [unowned app] notice in app.apply(.engine(.notice(notice))) }
    services.onSpending = { [weak engine] in engine?.publishSpent() }
    services.attach(to: engine.runner)
    wire.attach(to: engine.runner) { [unowned app] in app.apply(.engine(.notice($0))) }
    services.serveMetrics()
    self.engine = engine
    app.engine = engine
    engine.begin(opening: opening)
    for problem in setup.file?.problems ?? [] {
      app.apply(.engine(.notice(Notice(.warning, problem.description))))
    }
    if isDemo { engine.settle() } else { findLocalServers(for: engine) }
  }

  /// Lets the engine end what it does; its files are written when the worker has finished.
  func finish() {
    engine?.finish()
    services.finish()
    demo?.stop()
  }

  /// What of the conversation is not in its file; to be asked when the worker has finished.
  var unsaved: Unsaved? { engine?.unsaved }

  private func world(_ app: any FrontEnd) -> Engine.World {
    let folder = setup.conversations(ofDemo: isDemo)
    let clock = LogClock(now: { [loop] in loop.now() }, time: SystemClock.timestamp)
    let surroundings = setup.surroundings
    var world = Engine.World(
      loop: loop, keys: wire.lookUp(keys),
      clock: SystemClock.timestamp, random: SystemRandomNumberGenerator(),
      store: ConversationStore(
        folder: folder, queue: files, clock: clock, processID: getpid()),
      library: folder.map { Library(folder: $0) }, queue: files, drafts: drafts,
      clockText: { surroundings.clockText($0) },
      extend: { [unowned self, unowned app] addition, _ in extend(addition, app) })
    world.path = { surroundings.path($0) }
    world.titles = setup.configuration.titles
    world.marks = folder.map { MarkStore(folder: $0, processID: getpid()) }
    world.searchQueues = { [unowned self] in searchers }
    world.votes = setup.folders(ofDemo: isDemo).map { VoteStore(folders: $0) }
    world.statistics = setup.folders(ofDemo: isDemo)
    world.outlook = { [services] target in services.limits.outlook(of: target) }
    world.budgetLeft = { [services] in services.spending.left }
    world.cacheUse = { [services] occasion in services.cacheUse(for: occasion) }
    world.tools = tools.source
    world.approvals = setup.folders(ofDemo: isDemo).map {
      ApprovalStore(folders: $0, processID: getpid())
    }
    world.toolServers = { [tools] in tools.servers }
    world.toolNotes = { [tools] in tools.notes }
    world.serverPrompts = { [tools] in tools.prompts }
    world.complete = { [tools] blank, done in tools.complete(blank, done) }
    world.fillIn = { [tools] prompt, done in tools.fillIn(prompt, done) }
    return world
  }

  // MARK: Finding and adding providers

  private func findLocalServers(for engine: Engine) {
    LocalServers.find(setup.listening, with: engine.runner) { [weak self] servers in
      guard let self else { return }
      guard !servers.isEmpty else { return settle(engine) }
      setup.localServers = servers
      let catalog = setup.catalog
      keys.use(catalog.providers)
      engine.replace(catalog)
    }
  }

  /// Nothing more was found: what is configured without a model is asked for one.
  private func settle(_ engine: Engine) {
    let catalog = setup.catalog
    let silent = catalog.providers.filter {
      $0.models.isEmpty && catalog.obstacles[$0.name] == nil
    }
    if catalog.destination == nil, !silent.isEmpty {
      for provider in silent { engine.listModels(of: provider) }
    } else {
      engine.settle()
    }
  }

  private func extend(_ addition: CatalogExtension, _ app: any FrontEnd) -> Result<Catalog, Notice>
  {
    do throws(Notice) {
      let catalog: Catalog
      switch addition {
      case .key(let key):
        let name = try setup.add(key: key)
        catalog = setup.catalog
        keys.use(catalog.providers)
        keys.forget(name)
      case .server(let url):
        let server = try AddedServer(url)
        if let notice = setup.add(server) { app.apply(.engine(.notice(notice))) }
        catalog = setup.catalog
      case .demo:
        guard let server = startDemo() else {
          throw Notice(.error, "The demo could not start: no loopback port is free.")
        }
        catalog = Setup.catalog(of: server, system: setup.system)
      }
      keys.use(catalog.providers)
      return .success(catalog)
    } catch {
      return .failure(error)
    }
  }

  private func startDemo() -> DemoServer? {
    if demo == nil { demo = try? DemoServer(.showcase) }
    return demo
  }
}
