/// Tells programs on one Redis how targets are doing, so that each need not find out for itself.
///
/// It stands beside the way of a request, never on it: routing asks the program's own table, into which
/// what others saw is taken every second and a half while turns run. Without Redis each program knows
/// what it saw itself.
package final class SharedHealth {
  /// How long what is known of others may be old while turns run.
  static let interval: Duration = .milliseconds(1500)
  // Nobody waits for it.
  private static let patience: Duration = .milliseconds(500)
  private static let mostTargets = 256

  /// What is known of the targets here, and the way to put more into it.
  package struct Routing {
    let state: () -> RoutingState
    let learn: ((inout RoutingState) -> Void) -> Void

    package init(
      state: @escaping () -> RoutingState, learn: @escaping ((inout RoutingState) -> Void) -> Void
    ) {
      self.state = state
      self.learn = learn
    }
  }

  private struct Known {
    var lastID = "0-0"
    var isReading = false
    /// Until when the others know the breaker to be open.
    var openUntil: Instant?
  }

  private let redis: any RedisCommands
  private let loop: EventLoop
  private let routing: Routing
  private let prefix: String
  private let accounts: (String) -> String
  private let process: String
  private let now: () -> Instant
  private var known: [LimitBucket: Known] = [:]
  private var turns: [TurnID: [Target]] = [:]
  private var lastRead: Instant?
  private var timer: TimerID?

  /// Makes it; `process` is a random number, `accounts` gives a short name for the key that is used at
  /// a provider, and no part of the key; `now` is the loop's clock where none is given.
  package init(
    redis: any RedisCommands, loop: EventLoop, routing: Routing, prefix: String, process: UInt64,
    accounts: @escaping (String) -> String, now: (() -> Instant)? = nil
  ) {
    self.redis = redis
    self.loop = loop
    self.routing = routing
    self.prefix = prefix
    self.accounts = accounts
    self.process = String(process, radix: 36)
    self.now = now ?? { [loop] in loop.now() }
  }

  deinit {
    if let timer { loop.cancel(timer) }
  }

  // MARK: Turns

  /// A turn runs that may ask these targets; what others know of them is read until it ends.
  package func begin(_ turn: TurnID, targets: [Target]) {
    turns[turn] = targets
    if lastRead.map({ now() - $0 >= Self.interval }) ?? true {
      readAll()
    } else {
      for target in targets.prefix(Self.mostTargets) where known[bucket(of: target)] == nil {
        read(target)
      }
    }
    setTimer()
  }

  /// Nothing is read once the last turn has ended.
  package func end(_ turn: TurnID) {
    turns[turn] = nil
    guard turns.isEmpty, let timer else { return }
    loop.cancel(timer)
    self.timer = nil
  }

  /// Tells the others what came of an attempt; to be called after routing has learned of it.
  package func note(_ attempt: AttemptRecord) {
    guard let event = HealthEvent(attempt) else { return }
    let target = attempt.target
    let bucket = bucket(of: target)
    publish(event, of: bucket)
    guard case .open(let until) = routing.state().breakers.state(of: target) else {
      return known[bucket, default: Known()].openUntil = nil
    }
    guard known[bucket]?.openUntil != until else { return }
    known[bucket, default: Known()].openUntil = until
    publish(.opened(until - now()), of: bucket)
  }

  private func publish(_ event: HealthEvent, of bucket: LimitBucket) {
    redis.run(
      HealthScript.note, keys: [bucket.healthKey],
      arguments: [RedisText(process), RedisText(event.text)], patience: Self.patience
    ) { _ in }
  }

  // MARK: Reading

  /// Reads what is new of all targets that turns may ask.
  func readAll() {
    lastRead = now()
    for target in Set(turns.values.joined()).prefix(Self.mostTargets) { read(target) }
  }

  private func read(_ target: Target) {
    let bucket = bucket(of: target)
    guard known[bucket]?.isReading != true else { return }
    known[bucket, default: Known()].isReading = true
    redis.run(
      HealthScript.read, keys: [bucket.healthKey],
      arguments: [RedisText(known[bucket]?.lastID ?? "0-0")], patience: Self.patience
    ) { [weak self] result in
      guard let self else { return }
      known[bucket]?.isReading = false
      // Routing may have forgotten the account meanwhile, and with it what is known of it.
      guard bucket == self.bucket(of: target), case .success(let value) = result,
        let news = HealthNews(value, process: process)
      else { return }
      take(news, of: target, bucket)
    }
  }

  private func take(_ news: HealthNews, of target: Target, _ bucket: LimitBucket) {
    if let last = news.last { known[bucket]?.lastID = last }
    guard !news.items.isEmpty else { return }
    let now = now()
    routing.learn { news.apply(to: &$0, of: target, at: now) }
    if case .open(let until) = routing.state().breakers.state(of: target) {
      // The others know it already.
      known[bucket]?.openUntil = until
    }
  }

  private func setTimer() {
    guard timer == nil, !turns.isEmpty else { return }
    timer = loop.schedule(at: now() + Self.interval) { [weak self] in
      guard let self else { return }
      timer = nil
      readAll()
      setTimer()
    }
  }

  private func bucket(of target: Target) -> LimitBucket {
    LimitBucket(target, account: accounts(target.provider), prefix: prefix)
  }
}
