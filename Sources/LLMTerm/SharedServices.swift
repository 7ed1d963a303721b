import ChatEngine

/// What this program has in common with others through Redis.
final class SharedServices {
  let limits: any RequestLimits
  let spending: any Spending
  var onNotice: (Notice) -> Void = { _ in }
  var onSpending: () -> Void = {}

  private let client: RedisClient
  private let loop: EventLoop
  private let keys: Keys
  private let prefix: String
  /// Names this program among the others.
  private let process: UInt64
  private let sharesHealth: Bool
  private var health: SharedHealth?
  private let sharesCache: Bool
  private let sharedLimits: SharedLimits?
  private let sharedSpending: SharedSpending

  init(
    _ redis: Configuration.Redis, budget: Configuration.Budget, limits: LocalLimits,
    spending: LocalSpending, keys: Keys, loop: EventLoop
  ) throws(SetupError) {
    let url: RedisURL
    do throws(RedisURL.Problem) {
      url = try RedisURL(redis.url.exposed)
    } catch {
      throw SetupError("redis.url cannot be used: \(error.sentence)")
    }
    client = RedisClient(loop: loop, url: url, certificates: redis.certificates)
    self.loop = loop
    self.keys = keys
    prefix = redis.prefix
    sharesCache = redis.sharesCache
    sharesHealth = redis.sharesHealth
    var random = SystemRandomNumberGenerator()
    process = random.next()
    sharedLimits =
      redis.sharesLimits
      ? SharedLimits(
        redis: client, local: limits, loop: loop, prefix: redis.prefix, process: process,
        accounts: { [keys] name in keys.account(of: name)?.text ?? "none" }) : nil
    self.limits = sharedLimits ?? limits
    sharedSpending = SharedSpending(
      redis: client, local: spending, budget: budget, prefix: redis.prefix, process: process,
      time: SystemClock.timestamp, now: { [loop] in loop.now() })
    self.spending = sharedSpending
    sharedLimits?.onChange = { [weak self] isSharing in self?.tell(isSharing) }
    sharedSpending.onChange = { [weak self] in self?.onSpending() }
    client.connect()
  }

  /// Answers that all machines share; nil where the configuration keeps them apart.
  func cache(
    lifetime: Duration, clock: @escaping () -> Timestamp
  ) -> RedisCache? {
    sharesCache
      ? RedisCache(client, prefix: prefix, lifetime: lifetime, clock: clock) : nil
  }

  /// Has what the runner learns of targets told to others, and what they saw told to it.
  func attach(to runner: TurnRunner) {
    guard sharesHealth else { return }
    let health = SharedHealth(
      redis: client, loop: loop,
      routing: SharedHealth.Routing(
        state: { [weak runner] in runner?.routing ?? RoutingState() },
        learn: { [weak runner] change in runner?.learn(change) }), prefix: prefix,
      process: process, accounts: { [keys] name in keys.account(of: name)?.text ?? "none" })
    self.health = health
    runner.onStart = health.begin
    runner.observers.append { turn, update in
      switch update {
      case .attemptEnded(let attempt): health.note(attempt)
      case .ended: health.end(turn)
      default: break
      }
    }
  }

  var gauge: Gauges.Redis {
    let fallbacks = (sharedLimits?.counts.fallbacks ?? 0) + sharedSpending.counts.fallbacks
    return Gauges.Redis(isUp: client.isAvailable, fallbacks: fallbacks)
  }

  /// Waits for a moment until Redis has what it was told at the end, and lets it go.
  ///
  /// Without that, what a question cost, its place and its answer would be lost with the program.
  func close() {
    client.drain(within: .milliseconds(50))
    client.close()
  }

  private func tell(_ isSharing: Bool) {
    onNotice(
      isSharing
        ? Notice(.info, "Shared limits are back.")
        : Notice(.warning, SharedLimits.aloneSentence))
  }
}
