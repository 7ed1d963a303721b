/// Answers kept in a Redis server that several programs share.
///
/// A server that is slow, gone, full or holds something else is a miss.
package final class RedisCache: AnswerCache {
  package private(set) var counts = CacheCounts()

  private let redis: any RedisCommands
  private let prefix: String
  private let lifetime: Duration
  private let clock: () -> Timestamp
  private let patience: Duration

  package init(
    _ redis: any RedisCommands, prefix: String, lifetime: Duration,
    clock: @escaping () -> Timestamp, patience: Duration = RedisPatience.usual
  ) {
    self.redis = redis
    self.prefix = prefix + "cache:"
    self.lifetime = lifetime
    self.clock = clock
    self.patience = patience
  }

  // MARK: Finding

  /// What has come of one key's look-up.
  private enum Look {
    case pending, missing
    case found(CachedAnswer)
  }

  /// A look-up of several keys; the first that has an answer decides.
  private final class Pending {
    var looks: [Look]
    var reply: ((CacheKey?, CachedAnswer?) -> Void)?

    init(_ count: Int, _ reply: @escaping (CacheKey?, CachedAnswer?) -> Void) {
      looks = Array(repeating: .pending, count: count)
      self.reply = reply
    }
  }

  package func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void) {
    let pending = Pending(keys.count, reply)
    // One command a key and all at once: in a cluster they belong to different nodes.
    for (place, key) in keys.enumerated() {
      let name = prefix + key.text
      redis.send(["GET", RedisText(name)], key: name, patience: patience) { result in
        pending.looks[place] = self.look(result, for: key)
        self.decide(pending, keys)
      }
    }
    decide(pending, keys)
  }

  private func look(_ result: Result<RedisValue, RedisFailure>, for key: CacheKey) -> Look {
    guard case .success(.string(let bytes)) = result else { return .missing }
    guard let answer = CachedAnswer(bytes, of: key) else {
      send("DEL", prefix + key.text)
      return .missing
    }
    // One from the future is good here: the clocks of two machines differ, and Redis counts the age.
    let age = clock().milliseconds.subtractingReportingOverflow(answer.time.milliseconds)
    guard !age.overflow, age.partialValue <= lifetime.milliseconds else { return .missing }
    return .found(answer)
  }

  private func decide(_ pending: Pending, _ keys: [CacheKey]) {
    guard let reply = pending.reply else { return }
    for (key, look) in zip(keys, pending.looks) {
      switch look {
      case .pending: return
      case .missing: continue
      case .found(let answer):
        pending.reply = nil
        counts.hits += 1
        count("hits")
        return reply(key, answer)
      }
    }
    pending.reply = nil
    counts.misses += 1
    count("misses")
    reply(nil, nil)
  }

  // MARK: Keeping

  package func keep(_ answer: CachedAnswer, for key: CacheKey) {
    guard lifetime > .zero, let bytes = answer.bytes(for: key) else { return }
    // Whole seconds, none of them early: the age is looked at again when it is found.
    let (seconds, rest) = lifetime.components
    let name = prefix + key.text
    let command: [RedisText] = [
      "SET", RedisText(name), RedisText(bytes), "EX", RedisText(Int(seconds) + (rest > 0 ? 1 : 0)),
    ]
    redis.send(command, key: name, patience: patience) { [weak self] result in
      if case .success(.string) = result { self?.counts.stores += 1 }
    }
  }

  // MARK: Counting

  /// Thirty days after the last hit or miss, counters of a cache that nobody uses are gone.
  private static let counterLifetime: RedisText = "2592000"

  private func count(_ name: String) {
    send("INCR", prefix + name)
    send("EXPIRE", prefix + name, Self.counterLifetime)
  }

  /// Sends a command whose reply nobody waits for.
  private func send(_ command: RedisText, _ key: String, _ arguments: RedisText...) {
    redis.send([command, RedisText(key)] + arguments, key: key, patience: patience) { _ in }
  }
}
