import ChatEngine
import Glibc

/// What stands around the turns: limits, budgets, kept answers, health, metrics and the log.
///
/// Belongs to the loop's thread; the files' work is done on the queue's.
final class Services {
  let limits: any RequestLimits
  let spending: any Spending
  /// What a person should know, as it happens.
  var onNotice: (Notice) -> Void = { _ in }
  /// Called when what is left of the budgets may have changed.
  var onSpending: () -> Void = {}

  private let desk: any AdmissionDesk
  private let cache: (any AnswerCache)?
  private let cacheUse: Configuration.Cache
  private let shared: SharedServices?
  private let keys: Keys
  private let loop: EventLoop
  private let queue: any LogQueue
  private let health: HealthStore?
  private let instruments: Instruments
  private var keeper: HealthKeeper?
  private let localSpending: LocalSpending
  private let usage: UsageKeeper?

  /// `usesCache` says whether any question may be answered from the cache.
  init(
    _ setup: Setup, _ options: Options.Diagnostics, keys: Keys, loop: EventLoop,
    queue: any LogQueue, usesCache: Bool, isDemo: Bool = false
  ) throws(SetupError) {
    let folders = setup.folders(ofDemo: isDemo)
    let configuration = setup.configuration
    self.keys = keys
    self.loop = loop
    self.queue = queue
    let clock = LogClock(now: { [loop] in loop.now() }, time: SystemClock.timestamp)
    let localSpending = LocalSpending(
      budget: configuration.budget,
      ledger: Ledger(folder: folders?.state), queue: queue, clock: clock,
      processID: getpid())
    self.localSpending = localSpending
    let localLimits = LocalLimits(loop: loop)
    shared = try configuration.redis.map { redis throws(SetupError) in
      try SharedServices(
        redis, budget: configuration.budget, limits: localLimits, spending: localSpending,
        keys: keys, loop: loop)
    }
    limits = shared?.limits ?? localLimits
    spending = shared?.spending ?? localSpending
    let desk = Desk(limits: limits, spending: spending)
    self.desk = shared == nil ? desk : AccountDesk(desk, keys: keys)
    cacheUse = configuration.cache
    cache =
      usesCache
      ? Services.cache(
        configuration.cache, in: folders, shared, loop: loop, queue: queue, clock: clock.time)
      : nil
    // The demo fails on purpose: each one begins anew.
    health = isDemo ? nil : folders.map { HealthStore(folders: $0, processID: getpid()) }
    usage = folders.map {
      UsageKeeper(folder: $0.state, queue: queue, time: SystemClock.timestamp)
    }
    instruments = try Instruments(
      options, configuration, in: folders, loop: loop, files: queue)
    localSpending.onNotice = { [weak self] in self?.onNotice(Notice(.warning, $0.sentence)) }
    localSpending.onChange = { [weak self] in self?.onSpending() }
    shared?.onNotice = { [weak self] in self?.onNotice($0) }
    shared?.onSpending = { [weak self] in self?.onSpending() }
  }

  private static func cache(
    _ cache: Configuration.Cache, in folders: Folders?, _ shared: SharedServices?,
    loop: EventLoop, queue: any LogQueue, clock: @escaping () -> Timestamp
  ) -> (any AnswerCache)? {
    if let shared = shared?.cache(lifetime: cache.lifetime, clock: clock) {
      return SingleFlight(shared)
    }
    return folders.map {
      SingleFlight(
        FileCache(
          folder: $0.cache, lifetime: cache.lifetime, maxBytes: cache.maxBytes, queue: queue,
          clock: clock, loop: loop))
    }
  }

  /// Puts everything around a runner's turns, and goes on from what was learned before.
  func attach(to runner: TurnRunner) {
    runner.desk = desk
    runner.cache = cache
    runner.onKeyRefused = { [keys] name in keys.forget(name) }
    shared?.attach(to: runner)
    instruments.attach(
      to: runner, limits: limits, spending: spending, redis: { [shared] in shared?.gauge }
    ) { [weak self] in self?.onNotice($0) }
    keeper = health.map {
      HealthKeeper(
        $0, of: runner, loop: loop, queue: queue, clock: SystemClock.timestamp,
        account: { [keys] name in keys.standing(at: name) })
    }
    keeper?.restore()
    if let usage { runner.observers.append(usage.observe) }
  }

  /// Serves metrics, where that is wished: for a program that stays.
  func serveMetrics() { instruments.serve { [weak self] in self?.onNotice($0) } }

  /// Whether a kept answer may be given for a request of that kind.
  func cacheUse(for occasion: Configuration.Cache.Occasion) -> TurnSettings.CacheUse {
    cache == nil ? .never : cacheUse.use(for: occasion)
  }

  /// Has what was spent only written, and many lines at a time: for programs that end with what they
  /// were asked, or have thousands of requests a second.
  func gatherSpending() { localSpending.gathers = true }

  /// Hands what is not written yet to the files' thread.
  func finish() {
    localSpending.finish()
    keeper?.finish()
    usage?.finish()
    instruments.finish()
    shared?.close()
  }
}
