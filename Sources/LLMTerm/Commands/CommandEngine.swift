import ChatEngine

/// The engine of a command without the screen: a loop, a files' thread, keys, services and turns.
final class CommandEngine {
  let loop: EventLoop
  let worker: Worker
  let signals: Signals
  let services: Services
  let runner: TurnRunner
  private let setup: Setup
  private let keys: Keys

  /// From here on, keys are out of the environment; `keptHandles` of libcurl are kept for requests to come.
  init(
    _ setup: Setup, _ wire: Wire, _ diagnostics: Options.Diagnostics, usesCache: Bool,
    keptHandles: Int? = nil
  ) throws {
    self.setup = setup
    setup.protectKeys()
    loop = try EventLoop()
    worker = try Worker(name: "programs", answers: loop.mailbox)
    // Meanwhile, on another core: setting up TLS takes a millisecond.
    CurlLibrary.begin(on: worker)
    signals = try Signals()
    keys = Keys(setup, worker: worker)
    try wire.begin(setup, loop: loop, queue: worker)
    services = try Services(
      setup, diagnostics, keys: keys, loop: loop, queue: worker, usesCache: usesCache)
    services.gatherSpending()
    runner = TurnRunner(loop: loop, keys: wire.lookUp(keys))
    // Before what has a transport made for the network.
    if let keptHandles { runner.keepHandles(keptHandles) }
    wire.attach(to: runner) { Program.complain($0.text) }
    services.onNotice = { notice in
      if notice.level != .info { Program.complain(notice.text) }
    }
  }

  /// Asks these providers from now on, with limits, health, metrics and the log around each turn.
  func use(_ catalog: Catalog) {
    keys.use(catalog.providers)
    services.attach(to: runner)
  }

  /// Goes on with who was chosen, or with who is first in force, and finds out what is not known of
  /// the models on the route; throws where there is nobody.
  func use(chosen: Destination?) throws(SetupError) -> (Catalog, Destination, Route) {
    var catalog = setup.catalog(asking: runner, loop, isChosen: chosen != nil)
    let (destination, route) = try catalog.destination(chosen: chosen)
    use(catalog)
    runner.complete(&catalog, for: route, loop)
    return (catalog, destination, route)
  }

  /// Hands over what is not written yet, and waits until it is.
  func finish() {
    services.finish()
    worker.finish()
    // What could not be written to the last is told as well.
    loop.mailbox.empty()
  }
}
