/// Calls whose reply nobody waits for, and which are made again when Redis is back where it did not
/// get them: each does its work once only, however often it arrives.
final class OwedCalls {
  struct Call: Sendable, Equatable {
    let script: RedisScript
    let keys: [String]
    let arguments: [RedisText]
    /// Then nothing depends on it any more.
    let end: Instant
  }

  /// The oldest are given up first: what they would free runs out by itself.
  static let most = 1_000

  private let redis: any RedisCommands
  private let patience: Duration
  private let now: () -> Instant
  private var calls: [Call] = []

  init(_ redis: any RedisCommands, patience: Duration, now: @escaping () -> Instant) {
    self.redis = redis
    self.patience = patience
    self.now = now
  }

  /// Makes a call; what comes of this first time is told.
  func make(
    _ call: Call, then: @escaping (Result<RedisValue, RedisFailure>) -> Void = { _ in }
  ) {
    redis.run(
      call.script, keys: call.keys, arguments: call.arguments, patience: patience
    ) { [weak self] result in
      if case .failure = result { self?.add(call) }
      then(result)
    }
  }

  /// Makes those again that did not arrive; to be called when Redis has answered something.
  func makeAgain() {
    let time = now()
    let owed = calls
    calls = []
    for call in owed where call.end > time { make(call) }
  }

  private func add(_ call: Call) {
    if calls.count == Self.most {
      let time = now()
      calls.removeAll { $0.end <= time }
      // Half at once, so that a long outage does not move them all for each new one.
      if calls.count == Self.most { calls.removeFirst(Self.most / 2) }
    }
    calls.append(call)
  }
}
